/**
 * The keypoint track: a text of one JSON value a line, first `{"sideline":"keypoints/1","width":W,"height":H,"names":[…]}`,
 * then a frame a line, `{"t":MS,"k":[[x,y,score],…]}`, x and y in 0..1 of the picture, z as a fourth number where there is
 * depth, no keypoints where nobody was found.
 */
import { z } from 'zod';
import { LAYOUTS, type PoseFrame, type PoseLayout } from '../body/keypoints.ts';

/** A line that is no part of a track; lines count from 1. */
export class TrackError extends Error {
  override readonly name = 'TrackError';
  readonly line: number;

  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.line = line;
  }
}

const headerSchema = z.object({
  sideline: z.literal('keypoints/1'),
  width: z.number().positive(),
  height: z.number().positive(),
  names: z.array(z.string()),
});

const pointSchema = z.union([
  z.tuple([z.number(), z.number(), z.number()]),
  z.tuple([z.number(), z.number(), z.number(), z.number()]),
]);
const lineSchema = z.object({ t: z.number(), k: z.array(pointSchema) });

/** One line of a track: a frame, or the time of a frame in which nobody was found. */
export type TrackEntry = PoseFrame | { at: number; keypoints: [] };

export interface TrackReader {
  /** Takes the next line; gives its frame, or nothing for the header and for blank lines. @throws TrackError */
  read(text: string): TrackEntry | undefined;
}

const plain = (name: string) => name.toLowerCase().replace(/[\s-]+/g, '_');

/** Which layout has these names, and where each of its keypoints stands in a line. */
function layoutOf(names: readonly string[]): { layout: PoseLayout; order: readonly number[] } | undefined {
  const given = names.map(plain);
  for (const layout of ['coco17', 'blazepose33'] as const) {
    const wanted = LAYOUTS[layout].names;
    if (wanted.length !== given.length) continue;
    const order = wanted.map((name) => given.indexOf(name));
    return { layout, order: order.includes(-1) ? wanted.map((_, index) => index) : order };
  }
  return undefined;
}

export function createTrackReader(): TrackReader {
  let line = 0;
  let header: { layout: PoseLayout; order: readonly number[]; aspect: number } | undefined;

  function parse<T>(schema: z.ZodType<T>, text: string): T {
    let value: unknown;
    try {
      value = JSON.parse(text.trim());
    } catch (error) {
      throw new TrackError(line, `not JSON (${error instanceof Error ? error.message : error})`);
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const path = issue?.path.length ? `${issue.path.join('.')}: ` : '';
    throw new TrackError(line, `${path}${issue?.message ?? 'not a frame'}`);
  }

  return {
    read(text) {
      line++;
      // Editors on Windows put a byte order mark before the first line; trimming takes it away.
      if (text.trim() === '') return undefined;
      if (!header) {
        const { width, height, names } = parse(headerSchema, text);
        const known = layoutOf(names);
        if (!known)
          throw new TrackError(line, `names: 17 (COCO) or 33 (BlazePose) names are known, not ${names.length}`);
        header = { ...known, aspect: width / height };
        return undefined;
      }
      const { t, k } = parse(lineSchema, text);
      if (k.length === 0) return { at: t, keypoints: [] };
      const { layout, order, aspect } = header;
      if (k.length !== order.length)
        throw new TrackError(line, `k: ${order.length} keypoints expected, not ${k.length}`);
      const keypoints = order.map((index) => {
        const [x = 0, y = 0, score = 0, depth] = k[index] ?? [];
        return { x, y, score, ...(depth !== undefined && { z: depth }) };
      });
      return { at: t, layout, aspect, keypoints };
    },
  };
}

/** The lines of a track of these frames, header first. */
export function* trackLines(frames: Iterable<PoseFrame>, height: number): Generator<string> {
  let first = true;
  for (const { at, layout, aspect, keypoints } of frames) {
    if (first) {
      const { names } = LAYOUTS[layout];
      yield JSON.stringify({ sideline: 'keypoints/1', width: Math.round(aspect * height), height, names });
      first = false;
    }
    const k = keypoints.map(({ x, y, score, z: depth }) =>
      [x, y, score, ...(depth === undefined ? [] : [depth])].map((value) => Math.round(value * 1e5) / 1e5),
    );
    yield JSON.stringify({ t: Math.round(at * 1000) / 1000, k });
  }
}
