/** What a coach says against the machine. It is kept beside the machine's count and never replaces it. */
import { z } from 'zod';
import { ruleIdSchema } from '../definition/rule.ts';
import { type Strictness, strictnessSchema } from '../events.ts';

export const correctionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('count'), at: z.number(), delta: z.union([z.literal(1), z.literal(-1)]) }),
  /** A repetition by its index is good or bad, whatever its score. */
  z.object({ kind: z.literal('mark'), at: z.number(), rep: z.int().positive(), good: z.boolean() }),
  /** From here on more or less is asked of the athlete. */
  z.object({ kind: z.literal('strictness'), at: z.number(), strictness: strictnessSchema }),
  /** From here on a fault is reported to this athlete, or not. */
  z.object({ kind: z.literal('rule'), at: z.number(), rule: ruleIdSchema, told: z.boolean() }),
]);

export type Correction = z.infer<typeof correctionSchema>;

/** A correction as the coach gives it: its time is the server's to say. */
export const correctionRequestSchema = z.discriminatedUnion('kind', [
  correctionSchema.options[0].omit({ at: true }),
  correctionSchema.options[1].omit({ at: true }),
  correctionSchema.options[2].omit({ at: true }),
  correctionSchema.options[3].omit({ at: true }),
]);

export type CorrectionRequest = z.infer<typeof correctionRequestSchema>;

/** The count as the coaches have it; undefined while nobody has corrected it. */
export function correctedCount(reps: number, corrections: readonly Correction[]): number | undefined {
  const deltas = corrections.flatMap((correction) => (correction.kind === 'count' ? [correction.delta] : []));
  if (deltas.length === 0) return undefined;
  return deltas.reduce<number>((count, delta) => Math.max(0, count + delta), reps);
}

/** The last word on each repetition by its index: good or bad. */
export function marksOf(corrections: readonly Correction[]): ReadonlyMap<number, boolean> {
  return new Map(
    corrections.flatMap((correction) =>
      correction.kind === 'mark' ? [[correction.rep, correction.good] as const] : [],
    ),
  );
}

/** The rules that are switched off now, by their ids. */
export function rulesOff(corrections: readonly Correction[]): ReadonlySet<string> {
  const off = new Set<string>();
  for (const correction of corrections) {
    if (correction.kind !== 'rule') continue;
    if (correction.told) off.delete(correction.rule);
    else off.add(correction.rule);
  }
  return off;
}

/** How much is asked of the athlete now. */
export function strictnessOf(corrections: readonly Correction[]): Strictness {
  const last = corrections.findLast((correction) => correction.kind === 'strictness');
  return last?.kind === 'strictness' ? last.strictness : 'standard';
}
