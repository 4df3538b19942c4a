/** What the coaches have said against the machine, as the live page shows it. */
import type { Correction, Strictness } from '../../shared/coaching/index.ts';

/** The count as the coaches have it; undefined while nobody has corrected it. */
export function correctedCount(reps: number, corrections: readonly Correction[]): number | undefined {
  const deltas = corrections.flatMap((correction) => (correction.kind === 'count' ? [correction.delta] : []));
  if (deltas.length === 0) return undefined;
  return Math.max(
    0,
    deltas.reduce<number>((count, delta) => count + delta, reps),
  );
}

/** The last word on each repetition by its index: good or bad. */
export function marksOf(corrections: readonly Correction[]): ReadonlyMap<number, boolean> {
  return new Map(
    corrections.flatMap((correction) =>
      correction.kind === 'mark' ? [[correction.rep, correction.good] as const] : [],
    ),
  );
}

/** How much is asked of the athlete now. */
export function strictnessOf(corrections: readonly Correction[]): Strictness {
  const last = corrections.findLast((correction) => correction.kind === 'strictness');
  return last?.kind === 'strictness' ? last.strictness : 'standard';
}
