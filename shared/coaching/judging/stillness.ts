/** Finds when a movement began, looking back from its far end: the last moment at which the body was still. */
import type { Samples } from './samples.ts';

/** How far the values go within this time, ms, gives their speed: long enough for noise not to look like movement. */
const WINDOW_MS = 130;
/** Still is what is slower than this share of the movement's highest speed. */
const SLOW = 0.15;

/** The distance that several values have gone together between two rows; NaN when none is seen. */
function gone(samples: Samples, columns: readonly number[], from: number, to: number): number {
  let sum = 0;
  let seen = 0;
  for (const column of columns) {
    const change = samples.value(to, column) - samples.value(from, column);
    if (Number.isNaN(change)) continue;
    sum += change * change;
    seen++;
  }
  return seen === 0 ? Number.NaN : Math.sqrt(sum);
}

/**
 * The last still moment between two times, at which the first column's value is `fit` for it; NaN when there is none (the film
 * begins in the middle of the movement).
 */
export function stillBefore(
  samples: Samples,
  columns: readonly number[],
  from: number,
  to: number,
  fit: (value: number) => boolean,
): number {
  const [first, end] = samples.rows(from, to);
  const speeds: { at: number; speed: number; value: number }[] = [];
  let behind = first;
  for (let row = first; row < end; row++) {
    while (behind < row && samples.at(row) - samples.at(behind + 1) >= WINDOW_MS) behind++;
    const elapsed = samples.at(row) - samples.at(behind);
    if (elapsed < WINDOW_MS * 0.6) continue;
    const value = samples.value(behind, columns[0] ?? 0);
    speeds.push({ at: samples.at(behind), speed: gone(samples, columns, behind, row) / elapsed, value });
  }
  // From the far end back to where the body could have begun, it moves: how fast decides what still means.
  const away = speeds.findLastIndex(({ value }) => fit(value));
  const fastest = speeds.slice(Math.max(0, away)).reduce((most, { speed }) => Math.max(most, speed || 0), 0);
  return (
    speeds.slice(0, away + 1).findLast(({ speed, value }) => speed <= fastest * SLOW && fit(value))?.at ?? Number.NaN
  );
}
