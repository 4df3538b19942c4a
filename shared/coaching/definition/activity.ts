/**
 * An activity as data: what is measured, what makes a repetition, what is a fault, what is said. A definition is bounded by
 * its schema: no expressions, no loops, no references forward, so any definition that passes is safe to run.
 */
import { z } from 'zod';
import { textSchema } from '../../text/well-formed.ts';
import { POSTURE_FEATURES } from '../body/posture.ts';
import { viewSchema } from '../events.ts';
import { idSchema, inOrder, measureSchema, pointSchema, sourcesOf } from './measure.ts';
import { BUILT_IN_VALUES, gateSchema, ruleSchema, valueSchema } from './rule.ts';

export const activityIdSchema = idSchema;

/** A text in English and, if there is one, in German. */
const inLanguages = (text: z.ZodType<string, string>) => z.strictObject({ en: text, de: text.optional() });
export const localisedSchema = inLanguages(textSchema({ max: 600 }));
const localisedLinesSchema = inLanguages(textSchema({ max: 600, lines: true }));

/** What is shown and, where it should differ, what is said. */
const cueWordingSchema = z.strictObject({
  text: textSchema({ max: 120 }),
  spoken: textSchema({ max: 120 }).optional(),
});
export const cueTextSchema = z.strictObject({ en: cueWordingSchema, de: cueWordingSchema.optional() });

const measuresSchema = z
  .record(idSchema, measureSchema)
  .refine((measures) => Object.keys(measures).length <= 32, 'at most 32 measures');

/**
 * A measure's part in the repetition signal: `rest` is its value in the start position, `work` at full range, and the weight
 * says how much it is trusted against the others. `views` limits it to where the camera can see it.
 */
const signalPartSchema = z.strictObject({
  measure: idSchema,
  rest: valueSchema,
  work: valueSchema,
  weight: z.number().positive().max(10).default(1),
  views: z.array(viewSchema).min(1).optional(),
});

const common = {
  id: idSchema,
  name: localisedSchema,
  /** How it is done, for the lobby. */
  howTo: localisedLinesSchema,
  /** Which performance of the synthetic athlete shows it. */
  figure: idSchema,
  /** Camera views from which it is judged well, the best first. */
  views: z.array(viewSchema).min(1),
  /** Points that must be seen (of sided points: at least one side). */
  needs: z.array(pointSchema).min(1),
  measures: measuresSchema,
  /** The measure that is reported as range of motion. */
  main: idSchema,
  /** What a film of this activity looks like; used only to guess what somebody is doing. */
  typical: z
    .partialRecord(
      z.enum(POSTURE_FEATURES),
      z.strictObject({ min: valueSchema.optional(), max: valueSchema.optional() }),
    )
    .default({}),
  rules: z.array(ruleSchema).max(24),
  cues: z.record(idSchema, cueTextSchema),
};

const repetitionsSchema = z.strictObject({
  ...common,
  kind: z.literal('repetitions'),
  signal: z.strictObject({
    parts: z.array(signalPartSchema).min(1).max(6),
    /**
     * `together`: both sides make one movement. `each`: every side repeats for itself. `pair`: both sides are followed and usually
     * move together; one that moves alone is counted when it does so again and again (a wave of the hand does not).
     */
    sides: z.enum(['together', 'each', 'pair']).default('together'),
    /** The measure whose larger value at the turning point shows the leading side, where `sides` is `together`. */
    leading: idSchema.optional(),
    /** A repetition may begin in the start position only, or at the far end as well (a bar lifted from the floor). */
    from: z.enum(['rest', 'either']).default('rest'),
    /**
     * The way from the far end and back is another activity (a push-down is a curl the other way round): who is first seen still at the
     * far end does that one, until a rest in the start position.
     */
    reversible: z.boolean().optional(),
    /** Which way is the work (the way up from a squat, the way up of a curl): a film that ends after it shows a whole repetition. */
    effort: z.enum(['out', 'back']).default('back'),
    /** How far the movement must go to count, 0..1, at standard strictness. */
    full: z.number().min(0.3).max(1).default(0.6),
    /** A smaller movement than this is no attempt either. */
    attempt: z.number().min(0.1).max(1).default(0.3),
    /** The start position may be this far out; beyond it the movement is an attempt that was not locked out. */
    restLimit: z.number().min(0).max(0.8).default(0.45),
    /** Shortest and longest repetition, ms. */
    minMs: z.number().min(200).max(10_000).default(350),
    maxMs: z.number().min(500).max(60_000).default(14_000),
  }),
  /** The activity's own names of the phases: leaving, at the far end, coming back, in the start position. */
  phases: z.strictObject({ out: idSchema, turn: idSchema, back: idSchema, rest: idSchema }),
  gates: z.array(gateSchema).max(24),
});

const holdSchema = z.strictObject({
  ...common,
  kind: z.literal('hold'),
  /** All must be within their bounds for the hold to count; passed over where it can't be seen. */
  position: z
    .array(z.strictObject({ measure: idSchema, min: valueSchema.optional(), max: valueSchema.optional() }))
    .min(1)
    .max(8),
  /** How long the position must be there before the clock starts, ms. */
  settleMs: z.number().min(0).max(5000).default(700),
  /** How long it may be lost before the clock pauses, ms. */
  graceMs: z.number().min(0).max(5000).default(600),
});

const sequenceSchema = z.strictObject({
  ...common,
  kind: z.literal('sequence'),
  /**
   * The key positions in their order: peaks and valleys of measures, in turn and beyond a value. The first may be `still`: the last
   * still moment before the movement; it is looked for from the far end back, and a film that begins later may lack it.
   */
  positions: z
    .array(
      z.strictObject({
        id: idSchema,
        measure: idSchema,
        reach: z.enum(['still', 'peak', 'valley']),
        /** Measures that must be still as well. */
        also: z.array(idSchema).max(4).optional(),
        above: valueSchema.optional(),
        below: valueSchema.optional(),
        /** The longest time since the position before, ms. */
        withinMs: z.number().min(50).max(20_000).default(4000),
      }),
    )
    .min(2)
    .max(8),
  /**
   * Distinguishes the movement from one that only looks like it (a backswing that is tried and taken back): between two positions the measures
   * change by `min` together (root of the sum of squares), or the movement is swifter than anybody would try it.
   */
  swaps: z
    .strictObject({
      measures: z.array(idSchema).min(1).max(4),
      from: idSchema,
      to: idSchema,
      min: z.number().positive().max(1e6),
      swift: z.strictObject({ to: idSchema, withinMs: z.number().min(50).max(5000) }),
    })
    .optional(),
  /** Ratio of two stretches of time between key positions, e.g. backswing to downswing. */
  tempo: z.strictObject({ from: idSchema, middle: idSchema, to: idSchema }).optional(),
  gates: z.array(gateSchema).max(24),
});

export const activitySchema = z
  .discriminatedUnion('kind', [repetitionsSchema, holdSchema, sequenceSchema])
  .superRefine((activity, context) => {
    const missing = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const known = new Set(Object.keys(activity.measures));
    const possible = new Set(inOrder(activity.measures).map(([id]) => id));
    for (const [id, measure] of Object.entries(activity.measures)) {
      for (const [field, source] of sourcesOf(measure)) {
        const problem = known.has(source)
          ? `measure "${source}" is made of this one, or of itself`
          : `there is no measure "${source}"`;
        if (!possible.has(source)) missing(['measures', id, field], problem);
      }
    }
    const needMeasure = (id: string, ...path: (string | number)[]) => {
      if (!known.has(id)) missing(path, `there is no measure "${id}"`);
    };
    const needBound = (bounds: { min?: unknown; max?: unknown }, ...path: (string | number)[]) => {
      if (bounds.min === undefined && bounds.max === undefined) missing(path, 'give min, max or both');
    };
    needMeasure(activity.main, 'main');
    const ruleIds = new Set<string>();
    activity.rules.forEach((rule, index) => {
      const path = ['rules', index];
      if (ruleIds.has(rule.id)) missing([...path, 'id'], `a second rule named "${rule.id}"`);
      ruleIds.add(rule.id);
      if (!(BUILT_IN_VALUES as readonly string[]).includes(rule.measure)) needMeasure(rule.measure, ...path, 'measure');
      if ((rule.below === undefined) === (rule.above === undefined)) missing(path, 'give either below or above');
      rule.when?.forEach((bound, place) => {
        needMeasure(bound.measure, ...path, 'when', place, 'measure');
        needBound(bound, ...path, 'when', place);
      });
      if (!activity.cues[rule.cue]) missing([...path, 'cue'], `there is no cue "${rule.cue}"`);
    });
    if (activity.kind !== 'hold') {
      activity.gates.forEach((gate, index) => {
        if (gate.measure !== 'turn-ms') needMeasure(gate.measure, 'gates', index, 'measure');
        needBound(gate, 'gates', index);
      });
    }
    if (activity.kind === 'repetitions') {
      const { parts, leading, full, attempt } = activity.signal;
      parts.forEach((part, index) => {
        needMeasure(part.measure, 'signal', 'parts', index, 'measure');
        if (part.rest === part.work) missing(['signal', 'parts', index, 'work'], 'must differ from rest');
      });
      if (leading) needMeasure(leading, 'signal', 'leading');
      if (attempt >= full) missing(['signal', 'attempt'], 'must be less than full');
    }
    if (activity.kind === 'hold') {
      activity.position.forEach((bound, index) => {
        needMeasure(bound.measure, 'position', index, 'measure');
        needBound(bound, 'position', index);
      });
    }
    if (activity.kind === 'sequence') {
      const positions = new Set(activity.positions.map(({ id }) => id));
      activity.positions.forEach((position, index) => {
        needMeasure(position.measure, 'positions', index, 'measure');
        position.also?.forEach((id, place) => {
          needMeasure(id, 'positions', index, 'also', place);
        });
        if (position.reach === 'still' && index > 0)
          missing(['positions', index, 'reach'], 'only the first may be still');
        const before = activity.positions[index - 1];
        if (before && before.reach === position.reach && before.measure === position.measure)
          missing(['positions', index, 'reach'], 'peaks and valleys of a measure take turns');
      });
      if (positions.size < activity.positions.length) missing(['positions'], 'every position needs a name of its own');
      const needStage = (id: string, ...path: (string | number)[]) => {
        if (!positions.has(id)) missing(path, `there is no position "${id}"`);
      };
      for (const [key, id] of Object.entries(activity.tempo ?? {})) {
        needStage(id, 'tempo', key);
      }
      if (activity.swaps) {
        activity.swaps.measures.forEach((id, index) => {
          needMeasure(id, 'swaps', 'measures', index);
        });
        needStage(activity.swaps.from, 'swaps', 'from');
        needStage(activity.swaps.to, 'swaps', 'to');
        needStage(activity.swaps.swift.to, 'swaps', 'swift', 'to');
      }
    }
  });

export type Activity = z.infer<typeof activitySchema>;
/** What a definition may leave out is filled in by `activitySchema.parse`. */
export type ActivityInput = z.input<typeof activitySchema>;
export type RepetitionActivity = Extract<Activity, { kind: 'repetitions' }>;
export type HoldActivity = Extract<Activity, { kind: 'hold' }>;
export type SequenceActivity = Extract<Activity, { kind: 'sequence' }>;
