/**
 * Finds movements in a progress signal (0 start position, 1 full range): away from the start position and back, with hysteresis
 * at both ends relative to how far this movement goes. What a movement is worth is judged elsewhere.
 */
import type { Excursion } from './excursion.ts';

export interface CounterOptions {
  /** A smaller movement than this is none. */
  attempt: number;
  /** How far out a start position may be (a person who sits when standing is asked for has none). */
  restLimit: number;
  minMs: number;
  maxMs: number;
  /** Whether a first movement that begins at the far end counts. */
  from: 'rest' | 'either';
  /** Which way is the work: where a film ends after it, the movement is over. */
  effort: 'out' | 'back';
}

export type CounterPhase = 'rest' | 'out' | 'turn' | 'back';

/** Everything that a counter knows, to be kept and taken up again. */
export type CounterState = Readonly<typeof INITIAL>;

export interface Counter {
  readonly phase: CounterPhase;
  /** When the movement under way began and how far it went; meaningless at rest. */
  readonly start: number;
  readonly peak: number;
  readonly peakAt: number;
  readonly low: number;
  /** Takes the progress of one frame; gives a movement when it is over. `demand` is what a repetition must reach. */
  step(at: number, progress: number, demand: number): Excursion | undefined;
  /**
   * What is under way is given up: the signal was lost for too long, or the shot was cut. `home` is where this person's movements
   * begin, if that is known: somebody seen far from it is then taken to be under way.
   */
  lose(home?: number): void;
  /** The movement under way, if its work had been done when the frames ended, as a movement that is over. */
  finish(at: number, demand: number): Excursion | undefined;
  save(): CounterState;
  restore(state: CounterState): void;
}

/** Leaving the start position, in progress. */
const LEAVE = 0.15;
/** Back in the start position: this share of the range is left. */
const ZONE = 0.25;
/** The share of the range that must come back for the movement to count although it was not finished. */
export const RETURNED = 0.5;
/** The same for one that the film cuts off on its way back. */
const RETURNED_AT_END = 0.7;
/** A turn that gives back less than this share of the range is a wobble. */
const WOBBLE = 0.4;
/** No part of the way beyond this is given back by a wobble: so far out is what is seen wrongly for a moment (a plate before the body). */
const FAR = 1.25;
/** A start position is taken for the person's own up to here. */
const LOW_LIMIT = 0.25;
/** However far out it ends, a movement reaches no more than this times its own size. */
const SIZE_REACH = 1.3;
/** Home for certain, progress; and the change from frame to frame that is no movement any more. */
const HOME = 0.12;
const STOPPED = 0.02;
/** The end of the way back is waited for no longer than this, ms. */
const SETTLE_MS = 350;
const DRIFT_SECONDS = 6;
/** Nobody is under way who is no farther out than this beyond where they were within about this time, s: an unsteady rest is no slow beginning. */
const STILL = 0.03;
const STILL_SECONDS = 0.5;
/** Farther from home than this, somebody first seen is under way. */
const UNDER_WAY = 0.35;

/** Not seen for a time between these, ms, somebody may have turned meanwhile; the farthest that is seen of that is so near to it, ms. */
const HIDDEN_MS = 300;
const HIDDEN_MOST_MS = 2500;
const HIDDEN_NEAR_MS = 100;

const INITIAL = {
  phase: 'rest' as CounterPhase,
  low: Number.NaN,
  lowAt: 0,
  /** The lowest progress of the last moments at rest, and when it was last near to that, ms. */
  near: Number.NaN,
  nearAt: 0,
  start: 0,
  peak: 0,
  peakAt: 0,
  dip: 0,
  dipAt: 0,
  above: 0,
  fellAt: 0,
  zoneAt: Number.NaN,
  last: Number.NaN,
  lastAt: Number.NaN,
  hiddenFrom: Number.NaN,
  hiddenTo: Number.NaN,
  frameMs: 33,
  /** Where the movements of somebody newly seen begin, NaN when not known; and whether nothing has been seen yet. */
  home: Number.NaN,
  fresh: true,
  headless: false,
  /** How far out somebody was when first seen in the middle of a movement; it must go on from there to be believed. */
  met: Number.NEGATIVE_INFINITY,
};

/** A low that is followed down at once and up slowly. */
const towards = (low: number, progress: number, dt: number, seconds: number) =>
  progress < low ? progress : low + (progress - low) * (1 - Math.exp(-dt / seconds));

export function createCounter(options: CounterOptions): Counter {
  const s = { ...INITIAL };

  const range = () => s.peak - s.low;
  const reversal = () => Math.max(0.1, 0.18 * range());

  function leave(at: number, progress: number, from: number, headless = false): void {
    s.phase = 'out';
    s.start = from;
    s.peak = progress;
    s.peakAt = at;
    s.above = 1;
    s.headless = headless;
    s.met = Number.NEGATIVE_INFINITY;
  }

  function settle(at: number, progress: number): void {
    s.phase = 'rest';
    restAt(at, progress);
    s.fresh = false;
  }

  function restAt(at: number, progress: number): void {
    s.low = progress;
    s.lowAt = at;
    s.near = progress;
    s.nearAt = at;
  }

  /** The first look at somebody: in the start position, or under way. */
  function meet(at: number, progress: number, demand: number): void {
    restAt(at, progress);
    const started = s.fresh && options.from === 'either' && progress > demand;
    const away = progress - s.home > UNDER_WAY;
    // Farther out than a start position may be: nobody knows where this movement began, but where it ends will be seen.
    const begun = s.fresh && Number.isNaN(s.home) && progress > options.restLimit;
    if (!started && !away && !begun) return;
    s.low = away ? s.home : 0;
    leave(at, progress, at, !started);
    if (begun && !started) s.met = progress;
  }

  /** The movement as it stands; nothing when it is too small, too short or too long to be one. */
  function excursion(end: number, after: number): Excursion | undefined {
    const size = range();
    // The start position is this person's own, as far as it can pass for one.
    const zero = Math.min(s.low, LOW_LIMIT);
    const reach = Math.min((s.peak - zero) / (1 - zero), size * SIZE_REACH);
    const spike = s.above < 2 && s.frameMs < 220;
    const lasted = end - s.start;
    const short = lasted < options.minMs && !s.headless;
    const turnUnseen = s.peak - s.met < LEAVE;
    if (size < options.attempt || spike || short || turnUnseen || lasted > options.maxMs) return undefined;
    const { start, peakAt: turn, low, peak, headless, hiddenFrom: from, hiddenTo: to } = s;
    const seen = { start, turn, end, low, peak, after, reach, headless };
    return isTurnHidden() ? { ...seen, turn: (from + to) / 2, hidden: [from, to] } : seen;
  }

  function isTurnHidden(): boolean {
    const { hiddenFrom: from, hiddenTo: to, peakAt } = s;
    const near = peakAt >= from - HIDDEN_NEAR_MS && peakAt <= to + HIDDEN_NEAR_MS;
    return near && to > s.start && to - from <= HIDDEN_MOST_MS;
  }

  function isWobble(): boolean {
    const far = Math.min(s.peak, Math.max(FAR, s.low + options.attempt));
    return (far - s.dip) / (far - s.low) < WOBBLE;
  }

  function rest(at: number, progress: number, dt: number): void {
    if (progress <= s.low + 0.06) s.lowAt = at;
    s.low = towards(s.low, progress, dt, DRIFT_SECONDS);
    s.near = towards(s.near, progress, dt, STILL_SECONDS);
    if (progress <= s.near + STILL) s.nearAt = at;
    if (progress - s.low > LEAVE) leave(at, progress, Math.max(s.lowAt, s.nearAt, at - options.maxMs));
  }

  /** Follows the way out; true when the way back has begun. */
  function turned(at: number, progress: number, demand: number): boolean {
    if (s.phase === 'out' && range() >= demand && s.peak - progress > 0.03) s.phase = 'turn';
    if (s.peak - progress <= reversal()) {
      if (at - s.start > options.maxMs * 2) settle(at, progress);
      return false;
    }
    s.phase = 'back';
    s.dip = progress;
    s.dipAt = at;
    s.fellAt = at;
    s.zoneAt = Number.NaN;
    return true;
  }

  return {
    get phase() {
      return s.phase;
    },
    get start() {
      return s.start;
    },
    get peak() {
      return s.peak;
    },
    get peakAt() {
      return s.peakAt;
    },
    get low() {
      return s.low;
    },
    step(at, progress, demand) {
      const before = s.last;
      s.last = progress;
      if (!Number.isNaN(s.lastAt)) s.frameMs += (at - s.lastAt - s.frameMs) * 0.1;
      const elapsed = Number.isNaN(s.lastAt) ? 0 : Math.max(0, at - s.lastAt);
      const hidden = elapsed > HIDDEN_MS;
      if (hidden) Object.assign(s, { hiddenFrom: s.lastAt, hiddenTo: at });
      // Nobody knows what a rest came to meanwhile.
      const dt = hidden ? 0 : elapsed / 1000;
      s.lastAt = at;
      if (Number.isNaN(s.low)) {
        meet(at, progress, demand);
        return undefined;
      }
      if (s.phase === 'rest') {
        rest(at, progress, dt);
        return undefined;
      }
      if (progress - s.low > range() / 2) s.above++;
      if (progress > s.peak) {
        if (progress - s.low > 2 * range()) s.above = 1;
        s.peak = progress;
        s.peakAt = at;
        s.phase = 'out';
      }
      if (s.phase !== 'back' && !turned(at, progress, demand)) return undefined;
      if (progress < s.dip) {
        s.dip = progress;
        s.dipAt = at;
      }
      if (Number.isNaN(s.zoneAt) && progress - s.low <= ZONE * range()) s.zoneAt = at;
      // The way back ends where it stops, so that lock-out can be judged; a full return needs no waiting.
      const stopped = before - progress < STOPPED && at > s.zoneAt;
      const waited = at - s.zoneAt >= SETTLE_MS;
      const home = progress <= HOME || stopped || waited;
      if (home && !Number.isNaN(s.zoneAt)) {
        // From a quarter of the range to none it takes about as long again as 0.39 of the way before (a cosine).
        const found = excursion(Math.min(at, s.zoneAt + 0.39 * (s.zoneAt - s.fellAt)), s.dip);
        settle(at, s.dip);
        return found;
      }
      if (progress - s.dip <= reversal()) return undefined;
      if (isWobble()) {
        // A wobble at the far end: still the same movement.
        s.phase = 'out';
        return undefined;
      }
      const found = excursion(s.dipAt, s.dip);
      restAt(s.dipAt, s.dip);
      leave(at, progress, s.dipAt);
      return found;
    },
    lose(home = Number.NaN) {
      s.phase = 'rest';
      s.low = Number.NaN;
      s.home = home;
    },
    finish(at, demand) {
      const returned = (s.peak - s.dip) / range();
      const back = s.phase === 'back' && returned >= RETURNED_AT_END;
      const worked = s.phase !== 'rest' && options.effort === 'out' && range() >= demand;
      if (!back && !worked) return undefined;
      // Where the work was the way out, the rest may be taken as done.
      const found = excursion(Math.max(at, s.dipAt), back ? s.dip : s.low);
      s.phase = 'rest';
      restAt(at, s.last);
      return found;
    },
    save: () => ({ ...s }),
    restore(state) {
      Object.assign(s, state);
    },
  };
}
