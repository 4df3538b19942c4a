/** The parts of a repetition: start position, way out, turning point and way back, as stretches of time. */
import type { Rule } from '../definition/rule.ts';
import type { Excursion } from './excursion.ts';
import type { Samples } from './samples.ts';

/** The parts of a repetition as stretches of time, ms. */
export interface Phases {
  rest: readonly [number, number];
  out: readonly [number, number];
  turn: readonly [number, number];
  back: readonly [number, number];
  rep: readonly [number, number];
}

/** The start position is looked at for this long before a movement, ms. */
const REST_MS = 1500;
/** The start position is where the movement is within this share of its range of its lowest. */
const REST_SHARE = 0.2;
/** The turning point is where the movement is within this share of its range of its peak. */
const TURN_SHARE = 0.15;

/** The way out is timed from this share of its range on: before, it looks like standing not quite still. */
const LEFT_SHARE = 0.12;
/** From the start to there takes about this share of the way on to the turning point (a cosine). */
const BEGINNING = 0.42;

/** Splits a movement at its turning point. Times are interpolated between frames. */
export function phasesOf(samples: Samples, lane: number, excursion: Excursion): Phases {
  const { start, turn, end, low, peak } = excursion;
  const bottom = peak - TURN_SHARE * (peak - low);
  const from = Math.min(turn, crossing(samples, lane, turn, start, bottom) ?? turn);
  const to = Math.max(turn, crossing(samples, lane, turn, end, bottom) ?? turn);
  const left = crossing(samples, lane, turn, start, low + LEFT_SHARE * (peak - low)) ?? start;
  const begun = Math.min(from, Math.max(start, left - BEGINNING * (from - left)));
  return {
    rest: [restFrom(samples, lane, excursion), start],
    out: [begun, from],
    turn: [from, to],
    back: [to, end],
    rep: [start, end],
  };
}

/** The first time at which the progress falls below a limit on the way from a time to another, forward or back. */
function crossing(samples: Samples, lane: number, from: number, to: number, limit: number): number | undefined {
  const [first, end] = samples.rows(Math.min(from, to), Math.max(from, to));
  const step = to >= from ? 1 : -1;
  let last = Number.NaN;
  for (let row = step > 0 ? first : end - 1; row >= first && row < end; row += step) {
    const [now, before] = [samples.progress(row, lane), last];
    last = now;
    if (!(now < limit)) continue;
    if (Number.isNaN(before)) return samples.at(row);
    const share = Math.min(1, (before - limit) / Math.max(1e-6, before - now));
    return samples.at(row - step) + (samples.at(row) - samples.at(row - step)) * share;
  }
  return undefined;
}

/** Since when the start position had been held, at most `REST_MS` before. */
function restFrom(samples: Samples, lane: number, { start, low, peak }: Excursion): number {
  const [first, end] = samples.rows(start - REST_MS, start);
  let from = start;
  for (let row = end - 1; row >= first; row--) {
    if (samples.progress(row, lane) > low + REST_SHARE * (peak - low)) break;
    from = samples.at(row);
  }
  return from;
}

/** A turning point may fall between two frames: look at the nearest ones as well, ms. */
const TURN_MARGIN = 120;
/** How much earlier than it is the end may be foreseen, ms. */
const END_MARGIN = 250;

export function windowOf(phases: Phases, during: Rule['during']): readonly [number, number] {
  const window = phases[during];
  // The end is foreseen from the speed; what has been seen since belongs to the way back as well.
  if (during === 'back') return [window[0], window[1] + END_MARGIN];
  if (during !== 'turn') return window;
  const short = Math.max(0, TURN_MARGIN - (window[1] - window[0])) / 2;
  return [window[0] - short, window[1] + short];
}
