/** What is measured of a body in each frame: angles, distances and places of points, and what is computed from them. */
import { z } from 'zod';
import { BODY_RATIOS, CENTRE_POINTS, SIDED_POINTS } from '../body/joints.ts';

/** Names within a definition. */
export const idSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'small letters, digits and dashes, beginning with a letter, at most 40 characters');

const centrePoints = Object.keys(CENTRE_POINTS) as [keyof typeof CENTRE_POINTS];
/** `knee` stands for the left and the right one, each measured by itself; `mid.hip` and the like belong to no side. */
export const pointSchema = z.enum([...SIDED_POINTS, ...centrePoints]);
export type Point = z.infer<typeof pointSchema>;

const lengthSchema = z.enum(Object.keys(BODY_RATIOS) as [keyof typeof BODY_RATIOS]);

/** Measures made of points. Degrees for angles; lengths as parts of a typical length of this person's body. */
const pointMeasures = [
  /** Angle at the middle point, 0 (folded) to 180 (straight). */
  z.strictObject({ kind: z.literal('angle'), points: z.tuple([pointSchema, pointSchema, pointSchema]) }),
  /** How far the line `from` → `to` leans from straight up, degrees: 0 up, 90 level, 180 down. */
  z.strictObject({ kind: z.literal('lean'), from: pointSchema, to: pointSchema }),
  /** How much higher `to` is than `from`, per body length; negative when lower. */
  z.strictObject({ kind: z.literal('height'), from: pointSchema, to: pointSchema, per: lengthSchema }),
  /** How far `to` is ahead of `from`, in the direction in which the athlete faces; only seen from the side. */
  z.strictObject({ kind: z.literal('ahead'), from: pointSchema, to: pointSchema, per: lengthSchema }),
  /** How far `to` is to the right of `from` in the picture. */
  z.strictObject({ kind: z.literal('across'), from: pointSchema, to: pointSchema, per: lengthSchema }),
  /** Distance across the picture, never negative. */
  z.strictObject({ kind: z.literal('width'), from: pointSchema, to: pointSchema, per: lengthSchema }),
  /** Distance in the picture. */
  z.strictObject({ kind: z.literal('distance'), from: pointSchema, to: pointSchema, per: lengthSchema }),
  /** How far `point` is above the line through `from` and `to`; negative below. */
  z.strictObject({
    kind: z.literal('above'),
    point: pointSchema,
    from: pointSchema,
    to: pointSchema,
    per: lengthSchema,
  }),
  /** Where a point is in the picture, from bottom to top: only its range during a movement says anything, and a moving camera adds to it. */
  z.strictObject({ kind: z.literal('place'), point: pointSchema, per: lengthSchema }),
  /** Distance between the left and the right point; `across` counts only the distance across the picture. */
  z.strictObject({
    kind: z.literal('spread'),
    point: z.enum(SIDED_POINTS),
    per: lengthSchema,
    across: z.boolean().optional(),
  }),
  /** How much higher the left point is than the right one. */
  z.strictObject({ kind: z.literal('tilt'), point: z.enum(SIDED_POINTS), per: lengthSchema }),
  /** How far the left point is to the right of the right one in the picture: it changes its sign as the body turns around. */
  z.strictObject({ kind: z.literal('turn'), point: z.enum(SIDED_POINTS), per: lengthSchema }),
] as const;

/** Measures made of other measures. */
const derivedMeasures = [
  z.strictObject({ kind: z.literal('ratio'), of: idSchema, to: idSchema }),
  z.strictObject({ kind: z.literal('difference'), of: idSchema, minus: idSchema }),
  /** Change per second. */
  z.strictObject({ kind: z.literal('speed'), of: idSchema }),
] as const;

export const measureSchema = z.discriminatedUnion('kind', [...pointMeasures, ...derivedMeasures]);
export type Measure = z.infer<typeof measureSchema>;

/** The measures that one is made of: the field that names each, and its id. */
export function sourcesOf(measure: Measure): (readonly [field: string, id: string])[] {
  switch (measure.kind) {
    case 'ratio':
      return [
        ['of', measure.of],
        ['to', measure.to],
      ];
    case 'difference':
      return [
        ['of', measure.of],
        ['minus', measure.minus],
      ];
    case 'speed':
      return [['of', measure.of]];
    default:
      return [];
  }
}

/**
 * Measures with those that they are made of before them, in whatever order they were written: a database may keep the fields of an
 * object in an order of its own. Those that are made of themselves, or of what is not there, are left out.
 */
export function inOrder(measures: Readonly<Record<string, Measure>>): [id: string, measure: Measure][] {
  const ordered = new Map<string, Measure>();
  const waiting = new Map(Object.entries(measures));
  for (let before = -1; before < ordered.size; ) {
    before = ordered.size;
    for (const [id, measure] of waiting) {
      if (!sourcesOf(measure).every(([, source]) => ordered.has(source))) continue;
      ordered.set(id, measure);
      waiting.delete(id);
    }
  }
  return [...ordered];
}
