/**
 * Movements that the definition alone would not count wait here until it is clear what they are: three alike in a row are how this
 * person does it and are counted in retrospect; one that stays alone was an attempt, or nothing.
 */
import { type Excursion, returnedOf, sizeOf } from './excursion.ts';
import { isEvenRun } from './run.ts';

/** So many alike are no chance. At the end of the film fewer do. */
const ALIKE = 3;
const ALIKE_AT_END = 2;
/** A movement that waits for its like is given up after this, and at the latest when this many of its durations have passed. */
const WAIT_MS = 4000;
const WAIT_DURATIONS = 2;
/** No more than so many wait. */
const MOST = 6;
/** More than so many that look strange in between are no slips of the eye: it is something else that is done. */
const STRANGE = 2;
/** Sizes and durations that differ by more than these factors are not alike, nor turning points farther apart than this share. */
const SIZE = 1.8;
const DURATION = 2.5;
const PEAK = 0.4;
/** Less than this share of its range come back, and it is no movement of its own. */
const RETURNED = 0.45;

export interface Waiting<T> {
  excursion: Excursion;
  what: T;
  /** It does not look like this activity: it can't speak for others, but others of its set can speak for it. */
  strange: boolean;
  /** It goes less far than the activity asks for: such ones are believed when they are even in size and time, too. */
  small: boolean;
  /** It begins or ends in the start position; where the film ends, only such ones are believed early. */
  home: boolean;
}

/** What became of the movements that waited, oldest first. */
export interface Settled<T> {
  counted: T[];
  dropped: T[];
}

export interface Series<T> {
  readonly empty: boolean;
  add(waiting: Waiting<T>): Settled<T>;
  /** A movement was counted for certain: those that waited are measured by it. */
  confirm(excursion: Excursion): Settled<T>;
  /** Time has passed. */
  expire(at: number): Settled<T>;
  finish(): Settled<T>;
}

const ratio = (a: number, b: number) => Math.max(a, b) / Math.max(1e-6, Math.min(a, b));
const durationOf = ({ start, end }: Excursion) => end - start;

function alike(one: Excursion, other: Excursion): boolean {
  const [a, b] = [sizeOf(one), sizeOf(other)];
  const seenWhole = !one.headless && !other.headless;
  return (
    (!seenWhole || (ratio(a, b) <= SIZE && ratio(durationOf(one), durationOf(other)) <= DURATION)) &&
    Math.abs(one.peak - other.peak) <= PEAK * Math.max(a, b) &&
    Math.min(returnedOf(one), returnedOf(other)) >= RETURNED
  );
}

export function createSeries<T>(): Series<T> {
  let waiting: Waiting<T>[] = [];

  const whats = (list: readonly Waiting<T>[]) => list.map(({ what }) => what);
  function settle(counted: readonly Waiting<T>[], dropped: readonly Waiting<T>[]): Settled<T> {
    waiting = waiting.filter((entry) => !counted.includes(entry) && !dropped.includes(entry));
    return { counted: whats(counted), dropped: whats(dropped) };
  }

  /** These turned out to be repetitions, and all others nothing. */
  function settleKind(like: readonly Waiting<T>[]): Settled<T> {
    const counted = believed(like);
    return settle(
      counted,
      waiting.filter((entry) => !counted.includes(entry)),
    );
  }

  /** Whether the newest of them are so many that it is no chance, and where they are small also even. */
  function speakForAll(witnesses: readonly Waiting<T>[], needed: number): boolean {
    const newest = witnesses.slice(-needed);
    if (newest.length < needed) return false;
    return !newest.some(({ small }) => small) || isEvenRun(newest.map(({ excursion }) => excursion));
  }

  /** Those that are believed with the others of their kind: all, but for strange ones of which there are too many. */
  function believed(like: readonly Waiting<T>[]): readonly Waiting<T>[] {
    const sound = like.filter(({ strange }) => !strange);
    return like.length - sound.length > STRANGE ? sound : like;
  }

  return {
    get empty() {
      return waiting.length === 0;
    },
    add(entry) {
      const like = waiting.filter(({ excursion }) => alike(excursion, entry.excursion));
      const unlike = waiting.filter((other) => !like.includes(other));
      waiting.push(entry);
      const witnesses = [...like, entry].filter(({ strange }) => !strange);
      if (speakForAll(witnesses, ALIKE)) return settleKind([...like, entry]);
      return settle([], waiting.length > MOST ? waiting : unlike);
    },
    confirm(excursion) {
      return settleKind(waiting.filter((entry) => alike(entry.excursion, excursion)));
    },
    expire(at) {
      const newest = waiting.at(-1)?.excursion;
      if (!newest || at - newest.end < Math.max(WAIT_MS, WAIT_DURATIONS * durationOf(newest))) return settle([], []);
      return settle([], waiting);
    },
    finish() {
      const witnesses = waiting.filter(({ strange }) => !strange);
      const atHome = witnesses.filter(({ home }) => home);
      const enough = speakForAll(witnesses, ALIKE) || speakForAll(atHome, ALIKE_AT_END);
      return settleKind(enough ? waiting : []);
    },
  };
}
