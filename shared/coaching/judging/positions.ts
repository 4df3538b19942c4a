/** Finds the key positions of a sequence in the values that were kept. */
import type { Samples } from './samples.ts';

/** A position is reached when this share of the way to it is left. */
const ARRIVED = 0.04;
/** Values are averaged this long before and after a moment, ms. */
const AROUND_MS = 60;

/** When the value first came close to an extreme on its way from the one before. */
export function arrivalAt(
  samples: Samples,
  column: number,
  from: { at: number; value: number },
  to: { at: number; value: number },
): number {
  const [first, end] = samples.rows(from.at, to.at);
  const near = Math.abs(to.value - from.value) * ARRIVED;
  for (let row = first; row < end; row++) {
    if (Math.abs(samples.value(row, column) - to.value) <= near) return samples.at(row);
  }
  return to.at;
}

/** How much several values differ together between two moments (root of the sum of squares); NaN where none is seen at both. */
export function turnsOver(samples: Samples, columns: readonly number[], from: number, to: number): number {
  let sum = 0;
  let seen = 0;
  for (const column of columns) {
    const change = around(samples, column, to) - around(samples, column, from);
    if (Number.isNaN(change)) continue;
    sum += change * change;
    seen++;
  }
  return seen === 0 ? Number.NaN : Math.sqrt(sum);
}

function around(samples: Samples, column: number, at: number): number {
  const [first, end] = samples.rows(at - AROUND_MS, at + AROUND_MS);
  let sum = 0;
  let count = 0;
  for (let row = first; row < end; row++) {
    const value = samples.value(row, column);
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? Number.NaN : sum / count;
}
