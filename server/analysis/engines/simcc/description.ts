/** What a SimCC model takes and gives, as the JSON in its metadata or beside it says: checked, and brought to a layout that is judged. */
import { z } from 'zod';
import { LAYOUTS, type PoseLayout } from '../../../../shared/coaching/body/keypoints.ts';
import type { Size } from '../../../../shared/size.ts';

const COCO = LAYOUTS.coco17.names;

const numbered = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}${index}`);

/** The keypoints of common data sets, in the order in which MMPose's models give them (its `configs/_base_/datasets`). */
const KEYPOINT_SETS = {
  coco17: COCO,
  halpe26: [
    ...COCO,
    'head',
    'neck',
    'hip',
    'left_big_toe',
    'right_big_toe',
    'left_small_toe',
    'right_small_toe',
    'left_heel',
    'right_heel',
  ],
  'coco-wholebody133': [
    ...COCO,
    'left_big_toe',
    'left_small_toe',
    'left_heel',
    'right_big_toe',
    'right_small_toe',
    'right_heel',
    ...numbered('face_', 68),
    ...numbered('left_hand_', 21),
    ...numbered('right_hand_', 21),
  ],
} as const satisfies Record<string, readonly string[]>;

type KeypointSet = keyof typeof KEYPOINT_SETS;
const SET_NAMES = Object.keys(KEYPOINT_SETS) as [KeypointSet, ...KeypointSet[]];
const COUNTS = SET_NAMES.map((set) => KEYPOINT_SETS[set].length);

/** What the layouts call by another name than data sets do. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  left_foot_index: 'left_big_toe',
  right_foot_index: 'right_big_toe',
};

/** Of the picture that a model takes, px: smaller ones show no body, larger ones are of no use to what is analysed here. */
const sideSchema = z.number().int().min(32).max(1024);
const perChannel = (value: z.ZodNumber) => z.tuple([value, value, value]);
const nameSchema = z.string().regex(/^[A-Za-z][A-Za-z0-9 _-]{0,39}$/, 'is no name of a keypoint');

const descriptionSchema = z.strictObject({
  /** A set by its name, or every keypoint's name in the model's order. */
  keypoints: z.union([z.enum(SET_NAMES), z.array(nameSchema).max(Math.max(...COUNTS))], {
    error: `is neither one of ${SET_NAMES.join(', ')} nor a list of the keypoints' names`,
  }),
  size: z.strictObject({ width: sideSchema, height: sideSchema }),
  /** Taken off each colour (0..255), by which the difference is then divided; in the order of `order`. */
  mean: perChannel(z.number().min(0).max(255)),
  std: perChannel(z.number().min(0.001).max(255)),
  order: z.enum(['rgb', 'bgr']).default('rgb'),
});

export interface SimccDescription {
  /** How many keypoints the model gives. */
  readonly count: number;
  readonly layout: Extract<PoseLayout, 'coco17' | 'body21'>;
  /** For each point of the layout, which of the model's keypoints it is. */
  readonly indices: readonly number[];
  readonly size: Size;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  readonly order: 'rgb' | 'bgr';
}

/**
 * Reads a description.
 *
 * @param text JSON
 * @throws Error with a sentence that says which part is wrong.
 */
export function parseDescription(text: string): SimccDescription {
  const { data, error } = descriptionSchema.safeParse(jsonOf(text));
  if (error) throw new Error(error.issues.map(({ path, message }) => [...path, message].join(': ')).join('; '));
  const names = (typeof data.keypoints === 'string' ? KEYPOINT_SETS[data.keypoints] : data.keypoints).map(plain);
  if (!COUNTS.includes(names.length))
    throw new Error(`keypoints: there are ${names.length} names; models of ${COUNTS.join(', ')} points are known`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`keypoints: ${twice} is there twice`);
  const indexOf = (name: string) => Math.max(names.indexOf(name), names.indexOf(OTHER_NAMES[name] ?? name));
  const missing = COCO.filter((name) => indexOf(name) < 0);
  if (missing.length > 0) throw new Error(`keypoints: ${missing.join(', ')} are missing`);
  const layout = LAYOUTS.body21.names.every((name) => indexOf(name) >= 0) ? 'body21' : 'coco17';
  const { size, mean, std, order } = data;
  return { count: names.length, layout, indices: LAYOUTS[layout].names.map(indexOf), size, mean, std, order };
}

/** What somebody may write for a model of this shape whose training is not known: as MMPose trains RTMPose. */
export function exampleDescription(shape: {
  readonly count?: number | undefined;
  readonly size?: Size | undefined;
}): string {
  const { count = COCO.length, size = { width: 192, height: 256 } } = shape;
  const keypoints = SET_NAMES.find((set) => KEYPOINT_SETS[set].length === count) ?? 'coco17';
  return JSON.stringify({ keypoints, size, mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] });
}

/** `Left Big-Toe` is `left_big_toe`. */
const plain = (name: string) => name.toLowerCase().replaceAll(/[ -]/g, '_');

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}
