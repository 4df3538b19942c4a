/** What a column of values came to in a stretch of time, so that single wrong frames have no say in it. */
import type { Rule } from '../definition/rule.ts';
import { LEFT, RIGHT } from './measures.ts';
import type { Samples } from './samples.ts';

const scratch: number[] = [];

/** The middle half of sorted values, averaged: a frame with swapped or lost limbs has no say in it. */
function middle(sorted: readonly number[]): number {
  const skip = Math.floor(sorted.length / 4);
  let sum = 0;
  for (let index = skip; index < sorted.length - skip; index++) sum += sorted[index] ?? 0;
  return sum / (sorted.length - 2 * skip);
}

/** Sorts what was collected; NaN where it was hidden for most of the time, which is no ground for a verdict. */
function judgedBy(stat: Rule['stat'], rows: number): number {
  const count = scratch.length;
  if (count === 0 || count * 2 < rows) return Number.NaN;
  scratch.sort((a, b) => a - b);
  if (stat === 'mean' || stat === 'asymmetry') return middle(scratch);
  const low = scratch[Math.floor((count - 1) * 0.1)] ?? Number.NaN;
  const high = scratch[Math.ceil((count - 1) * 0.9)] ?? Number.NaN;
  return stat === 'min' ? low : stat === 'max' ? high : high - low;
}

/** The seen values of a column between two times: a quantile (0..1) for min and max, else the mean of their middle half. */
export function statistic(
  samples: Samples,
  window: readonly [number, number],
  column: number,
  stat: Rule['stat'],
): number {
  const [first, end] = samples.rows(window[0], window[1]);
  scratch.length = 0;
  for (let row = first; row < end; row++) {
    const value = samples.value(row, column);
    if (!Number.isNaN(value)) scratch.push(value);
  }
  return judgedBy(stat, end - first);
}

/** Mean difference of left and right while both are seen; NaN when they are not. */
export function asymmetry(samples: Samples, window: readonly [number, number], column: number): number {
  const [first, end] = samples.rows(window[0], window[1]);
  scratch.length = 0;
  for (let row = first; row < end; row++) {
    const difference = Math.abs(samples.value(row, column + LEFT) - samples.value(row, column + RIGHT));
    if (!Number.isNaN(difference)) scratch.push(difference);
  }
  return judgedBy('asymmetry', end - first);
}

/** What is seen for at least this share of the time was seen. */
const SHOWN = 0.6;

/** Whether a measure's points were in the picture and seen well for most of the time. */
export function isShown(samples: Samples, window: readonly [number, number], column: number): boolean {
  const [first, end] = samples.rows(window[0], window[1]);
  let shown = 0;
  for (let row = first; row < end; row++) if (samples.shown(row, column)) shown++;
  return shown >= SHOWN * (end - first);
}

/** Three digits after the point are more than a camera can measure. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
