/** What a movement is asked for: gates decide whether it belongs to the activity at all, rules what is a fault of it. */
import { z } from 'zod';
import { textSchema } from '../../text/well-formed.ts';
import { severitySchema, viewSchema } from '../events.ts';
import { idSchema } from './measure.ts';

export const ruleIdSchema = idSchema;

/** A value of a measure. */
export const valueSchema = z.number().min(-1e6).max(1e6);

/** A condition that must hold for a movement to belong to this activity at all; unless it is `needed`, it is passed over where it can't be seen. */
export const gateSchema = z.strictObject({
  /** A measure, or `turn-ms`, the time at the turning point. */
  measure: idSchema,
  during: z.enum(['rest', 'turn', 'rep']),
  /**
   * `asymmetry` is the difference of left and right: a movement of both arms is none when only one moves. `detour` is how far the
   * way back lies from the way out: hands that are raised come down where they went up, hands that circle on the other side.
   */
  stat: z.enum(['mean', 'range', 'asymmetry', 'detour']).default('mean'),
  min: valueSchema.optional(),
  max: valueSchema.optional(),
  views: z.array(viewSchema).min(1).optional(),
  /**
   * What is asked for grows with the movement: one that only falls short of it, and less so than it is small, is of this
   * activity and too shallow.
   */
  grows: z.boolean().optional(),
  /** Without seeing it nobody knows whether it is this activity: a movement of the feet alone is no jumping jack. */
  needed: z.boolean().optional(),
  /** To miss one of these is how some people do it, to miss two is another movement. Nobody who is in a set is asked for them. */
  slight: z.boolean().optional(),
  /** It must be there for a set to begin. Nobody who is in a set is asked for it. */
  entry: z.boolean().optional(),
});

/**
 * What is measured of a rule: a measure, or one of the built-in values `reach` (0..1), `out-ms`, `turn-ms`, `back-ms`,
 * `rep-ms` (durations of the phases), and `tempo-ratio` of a sequence.
 */
export const BUILT_IN_VALUES = [
  'reach',
  'rest-reach',
  'out-ms',
  'turn-ms',
  'back-ms',
  'rep-ms',
  'tempo-ratio',
] as const;

export const ruleSchema = z.strictObject({
  id: ruleIdSchema,
  severity: severitySchema,
  measure: z.union([z.enum(BUILT_IN_VALUES), idSchema]),
  /** The part of the repetition that is looked at. Built-in values need none. */
  during: z.enum(['rest', 'out', 'turn', 'back', 'rep']).default('rep'),
  /** `min` and `max` leave out the extreme tenth, so that one bad frame is no fault. */
  stat: z.enum(['min', 'max', 'mean', 'range', 'asymmetry']).default('mean'),
  /** Subtract the value in the start position, so that body shape and camera angle fall out. */
  fromRest: z.boolean().optional(),
  /** For measures of both sides: their mean, the worse or the better one, or the limb that leads (lunge, single arm). */
  side: z.enum(['both', 'worse', 'better', 'working', 'other']).default('both'),
  /** The fault is a value below or above this. */
  below: valueSchema.optional(),
  above: valueSchema.optional(),
  /** How much the limit moves away for beginners, and half of it closer for `strict`. */
  slack: z.number().min(0).max(1e5).default(0),
  /** Where the camera must stand for this rule; elsewhere it is not judged. */
  views: z.array(viewSchema).min(1).optional(),
  /** What must be so for the rule to be judged at all, in the same part of the repetition: the line of a body is judged only where it lies across the picture. */
  when: z
    .array(z.strictObject({ measure: idSchema, min: valueSchema.optional(), max: valueSchema.optional() }))
    .min(1)
    .max(4)
    .optional(),
  /** Also judged in attempts that did not become repetitions. */
  attempts: z.boolean().optional(),
  /** Films or tracks of people on which the rule was held against a trainer's word and was right; without, it is shown on drawn figures only. */
  proof: textSchema({ max: 300 }).optional(),
  cue: idSchema,
});
export type Rule = z.infer<typeof ruleSchema>;
