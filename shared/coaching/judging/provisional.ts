/**
 * Movements of full size that all measures but one take for this activity's, before a set has begun: one alone may be chance, so each
 * waits for another of its size, which shows that a set has begun. Nothing is lost by it but a moment, where people exercise.
 */
import { type Excursion, sizeOf } from './excursion.ts';

/** Sizes that differ by more than this factor are not of one kind. How long it took says little: some stand still before the first. */
const SIZE = 1.8;
/** So long a movement waits for the next to begin, ms. */
const WAIT_MS = 8000;
/** A film that is no longer than this, ms, and ends so soon after a movement was made of it. */
const FILM_MS = 20_000;
const END_MS = 4000;

export interface Provisional<T> {
  /** A movement that is not believed by itself: gives it and those that waited when there is another of its kind, oldest first. */
  add(excursion: Excursion, what: T): T[];
  /** A movement was counted for certain: gives those of its kind that waited. */
  confirm(excursion: Excursion): T[];
  /** The film, whose first frame was at `from`, ends: gives what it was made of. */
  finish(from: number, at: number): T[];
}

export function createProvisional<T>(): Provisional<T> {
  let waiting: { excursion: Excursion; what: T }[] = [];

  const isNear = (excursion: Excursion, at: number) => at - excursion.end <= WAIT_MS;
  function alike(one: Excursion, other: Excursion): boolean {
    const [a, b] = [sizeOf(one), sizeOf(other)];
    return Math.max(a, b) <= SIZE * Math.min(a, b);
  }
  function take(excursion: Excursion): T[] {
    const taken = waiting.filter(
      (entry) => alike(entry.excursion, excursion) && isNear(entry.excursion, excursion.start),
    );
    waiting = [];
    return taken.map(({ what }) => what);
  }

  return {
    add(excursion, what) {
      waiting = waiting.filter((entry) => isNear(entry.excursion, excursion.start));
      if (!waiting.some((entry) => alike(entry.excursion, excursion))) {
        waiting.push({ excursion, what });
        return [];
      }
      return [...take(excursion), what];
    },
    confirm: take,
    finish(from, at) {
      const made = waiting.filter(({ excursion }) => at - from <= FILM_MS && at - excursion.end <= END_MS);
      waiting = [];
      return made.map(({ what }) => what);
    },
  };
}
