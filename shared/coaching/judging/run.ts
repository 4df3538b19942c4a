/**
 * Movements that one alone could not be believed, such as small ones before a set: they are, once three follow each other evenly, as
 * nobody moves by chance, and then as long as the run goes on.
 */
import type { Excursion } from './counter.ts';
import { returnedOf, sizeOf } from './own-range.ts';

const ALIKE = 3;
/** Sizes and durations in a run differ by no more than these factors, and the next begins within so many durations. */
const SIZE = 1.35;
const DURATION = 1.5;
const GAP = 1.5;
/** Less than this share of the range come back, and it is no movement of its own. */
const RETURNED = 0.6;

export interface Run<T> {
  /** Takes the next movement; gives those that are believed now. */
  add(excursion: Excursion, what: T): T[];
}

const ratio = (a: number, b: number) => Math.max(a, b) / Math.max(1e-6, Math.min(a, b));
const durationOf = ({ start, end }: Excursion) => end - start;

export function createRun<T>(): Run<T> {
  let last: Excursion | undefined;
  let waiting: T[] = [];
  let believed = false;

  function follows(excursion: Excursion): boolean {
    if (!last) return false;
    return (
      ratio(sizeOf(last), sizeOf(excursion)) <= SIZE &&
      ratio(durationOf(last), durationOf(excursion)) <= DURATION &&
      excursion.start - last.end <= GAP * durationOf(excursion)
    );
  }

  return {
    add(excursion, what) {
      if (!follows(excursion)) {
        waiting = [];
        believed = false;
      }
      if (returnedOf(excursion) < RETURNED) {
        last = undefined;
        return [];
      }
      last = excursion;
      waiting.push(what);
      believed ||= waiting.length >= ALIKE;
      return believed ? waiting.splice(0) : [];
    },
  };
}
