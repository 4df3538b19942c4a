/** Decides for activities of single limbs whether a movement is that of one limb or of both at the same time. */
import type { Counter } from './counter.ts';
import type { Excursion } from './excursion.ts';
import type { Samples } from './samples.ts';

/** Movements whose upper halves overlap by more than this share of the shorter one are one. */
const OVERLAP = 0.4;
/** The other limb takes part when it goes at least so far (share of this one's range), this near in time (share of the time far out). */
const TAKES_PART = 0.4;
const NEAR = 0.4;

/** `single`, `both`, or the other limb's part of a movement that was counted already. */
export type Limbs = 'single' | 'both' | 'counted';

/** When the movement was in the upper half of its range, ms. */
type UpperHalf = readonly [number, number];

export interface LimbPair {
  look(lane: number, excursion: Excursion): Limbs;
  /** The other limb is still under way with the same movement: it belongs to the same one. */
  otherFollows(lane: number, excursion: Excursion): boolean;
  /** A movement was counted, as a repetition or an attempt. */
  counted(lane: number, excursion: Excursion): void;
}

export function createLimbPair(samples: Samples, counters: readonly Counter[]): LimbPair {
  const passed: { half: UpperHalf; counted: boolean; size: number }[] = [];

  function upperHalf(lane: number, { start, end, turn, low, peak, hidden = [turn, turn] }: Excursion): UpperHalf {
    const [first, last] = samples.rows(start, end);
    let [from, to] = hidden;
    for (let row = first; row < last; row++) {
      // Nobody knows where a limb that is hidden for the moment is.
      if (!(samples.progress(row, lane) >= (low + peak) / 2)) continue;
      from = Math.min(from, samples.at(row));
      to = Math.max(to, samples.at(row));
    }
    return [from, to];
  }

  function followed(other: Counter | undefined, [from, to]: UpperHalf, size: number): boolean {
    if (!other || other.phase === 'rest' || other.peak - other.low < TAKES_PART * size) return false;
    const near = NEAR * (to - from);
    return other.peakAt >= from - near && other.peakAt <= to + near;
  }

  return {
    look(lane, excursion) {
      const half = upperHalf(lane, excursion);
      const size = excursion.peak - excursion.low;
      const other = passed[1 - lane];
      passed[lane] = { half, counted: false, size };
      if (followed(counters[1 - lane], half, size)) return 'both';
      if (!other || other.size < TAKES_PART * size) return 'single';
      const overlap = Math.min(half[1], other.half[1]) - Math.max(half[0], other.half[0]);
      const shorter = Math.min(half[1] - half[0], other.half[1] - other.half[0]);
      if (overlap < 0 || overlap < OVERLAP * shorter) return 'single';
      return other.counted ? 'counted' : 'both';
    },
    otherFollows: (lane, excursion) =>
      followed(counters[1 - lane], upperHalf(lane, excursion), excursion.peak - excursion.low),
    counted(lane) {
      const movement = passed[lane];
      if (movement) movement.counted = true;
    },
  };
}
