/** The curves of repetitions laid on one another: each from its begin (0) to its end (1), however long it took. */
import type { Measured, MeasuredSide } from '../../../shared/coaching/index.ts';
import type { Repetition } from '../marks.ts';

/** Values along a repetition: more than a chart shows px of. */
export const POINTS = 101;

/** Between frames that are further apart nothing is known, ms: it was not recorded, or nobody was seen. */
const MOST_APART_MS = 500;

/** @returns one row of values for each repetition, at `POINTS` even places from its begin to its end; null where nothing is known */
export function laidOnOneAnother(
  { times, curves }: Measured,
  id: string,
  side: MeasuredSide,
  repetitions: readonly Pick<Repetition, 'start' | 'end'>[],
): (number | null)[][] {
  const values = curves.find((curve) => curve.id === id)?.[side] ?? [];
  return repetitions.map(({ start, end }) =>
    Array.from({ length: POINTS }, (_, index) =>
      valueAt(times, values, start + ((end - start) * index) / (POINTS - 1)),
    ),
  );
}

/** Between two frames on the straight line; null beside one that is not known, and where frames are too far apart. */
export function valueAt(times: readonly number[], values: readonly (number | null)[], at: number): number | null {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Number.POSITIVE_INFINITY) <= at) low = middle + 1;
    else high = middle;
  }
  const [from, to] = [values[low - 1], values[low]];
  const [before, after] = [times[low - 1], times[low]];
  if (from == null || before === undefined) return null;
  if (at === before) return from;
  if (to == null || after === undefined || after - before > MOST_APART_MS) return null;
  return from + ((to - from) * (at - before)) / (after - before);
}

/** Puts a moment without values between frames that are too far apart, so that a chart does not join them. */
export function withHoles(times: readonly number[], curves: readonly (readonly (number | null)[])[]) {
  const isAfterHole = times.map((at, index) => at - (times[index - 1] ?? at) > MOST_APART_MS);
  const holed = <T>(row: readonly T[], hole: (before: number) => T): T[] =>
    row.flatMap((value, index) => (isAfterHole[index] ? [hole(index - 1), value] : [value]));
  return {
    times: holed(times, (before) => (times[before] ?? 0) + 1),
    curves: curves.map((values) => holed<number | null>(values, () => null)),
  };
}

/** The repetitions with the highest and the lowest score; of several the one that went furthest, and the least far. */
export function bestAndWorst<R extends Pick<Repetition, 'score' | 'reach'>>(
  repetitions: readonly R[],
): { best: R; worst: R } | undefined {
  const ranked = repetitions.toSorted((a, b) => b.score - a.score || b.reach - a.reach);
  const [best, worst] = [ranked[0], ranked.at(-1)];
  return best && worst && { best, worst };
}
