/**
 * Finds repetitions in a progress signal (0 start position, 1 full range): an excursion from the start position and back, with
 * hysteresis at both ends. Both ends adapt to the person: the start position is where this person rests, and full range
 * comes down a little for somebody whose own range is smaller.
 */

export interface CounterOptions {
  /** Progress that a repetition must reach. */
  full: number;
  /** Progress from which a movement is an attempt. */
  attempt: number;
  /** How far out a start position may be (a person who sits when standing is asked for has none). */
  restLimit: number;
  minMs: number;
  maxMs: number;
  /** Whether a first movement that begins at the far end counts. */
  from: 'rest' | 'either';
}

/** One movement away from the start position and back. */
export interface Excursion {
  /** Times in ms: leaving the start position, the turning point, and this frame or the end foreseen from the speed. */
  start: number;
  turn: number;
  end: number;
  /** Progress in the start position before, at the turning point, and where it came back to. */
  low: number;
  peak: number;
  after: number;
  /** How far it went as a repetition goes, 0..1. */
  reach: number;
  /** What it is worth. */
  verdict: 'repetition' | 'too-shallow' | 'not-locked-out';
}

export type CounterPhase = 'rest' | 'out' | 'turn' | 'back';

export interface Counter {
  readonly phase: CounterPhase;
  /** When the movement under way began and how far it went; meaningless at rest. */
  readonly start: number;
  readonly peak: number;
  readonly peakAt: number;
  readonly low: number;
  /** Takes the progress of one frame; gives a movement when it is over. `lenience` (0..1) eases what is asked where the view is poor. */
  step(at: number, progress: number, lenience: number): Excursion | undefined;
  /** What is under way is given up: the signal was lost for too long. */
  lose(): void;
  /** The last movement, if it had nearly come back when the frames ended. */
  finish(at: number): Excursion | undefined;
  /** Learns the person's range from a movement that was accepted. */
  learn(excursion: Excursion): void;
  /** How far a movement must go now, from the activity, the strictness and this person's own range. */
  demand(lenience: number): number;
  full: number;
}

/** Leaving the start position, in progress. */
const LEAVE = 0.15;
/** Back in the start position: this share of the range is left. */
const ZONE = 0.25;
/** The share of the range that must come back for the movement to count although it was not finished. */
const RETURNED = 0.6;
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

export function createCounter(options: CounterOptions): Counter {
  let phase: CounterPhase = 'rest';
  let low = Number.NaN;
  let lowAt = 0;
  let start = 0;
  let peak = 0;
  let peakAt = 0;
  let dip = 0;
  let dipAt = 0;
  let above = 0;
  let frameMs = 33;
  let lastAt = Number.NaN;
  let fellAt = 0;
  let zoneAt = Number.NaN;
  let last = Number.NaN;
  let typical = Number.NaN;
  let learned = 0;
  let fresh = true;
  let full = options.full;

  const range = () => peak - low;
  const reversal = () => Math.max(0.1, 0.18 * range());

  function demand(lenience: number): number {
    const own = learned >= 2 ? Math.max(0.62 * typical, full * 0.75) : full;
    return Math.min(full, own) * (1 - 0.25 * lenience);
  }

  function leave(at: number, progress: number, from: number): void {
    phase = 'out';
    start = from;
    peak = progress;
    peakAt = at;
    above = 1;
  }

  function settle(at: number, progress: number): void {
    phase = 'rest';
    low = progress;
    lowAt = at;
    fresh = false;
  }

  /** What the movement is worth; nothing when it is too small, too short or too long to be one. */
  function judge(end: number, after: number, lenience: number): Excursion | undefined {
    const size = range();
    // The start position is this person's own, as far as it can pass for one.
    const zero = Math.min(low, LOW_LIMIT);
    const reach = Math.min((peak - zero) / (1 - zero), size * SIZE_REACH);
    const spike = above < 2 && frameMs < 220;
    const lasted = end - start;
    if (size < options.attempt || spike || lasted < options.minMs || lasted > options.maxMs) return undefined;
    const returned = (peak - after) / size;
    const excursion = { start, turn: peakAt, end, low, peak, after, reach };
    if (reach < demand(lenience)) return { ...excursion, verdict: 'too-shallow' };
    const rested = low <= options.restLimit + 0.15 * lenience && returned >= RETURNED;
    return { ...excursion, verdict: rested ? 'repetition' : 'not-locked-out' };
  }

  return {
    get phase() {
      return phase;
    },
    get start() {
      return start;
    },
    get peak() {
      return peak;
    },
    get peakAt() {
      return peakAt;
    },
    get low() {
      return low;
    },
    get full() {
      return full;
    },
    set full(value) {
      full = value;
    },
    demand,
    step(at, progress, lenience) {
      const before = last;
      last = progress;
      if (!Number.isNaN(lastAt)) frameMs += (at - lastAt - frameMs) * 0.1;
      const dt = Number.isNaN(lastAt) ? 0 : Math.max(0, at - lastAt) / 1000;
      lastAt = at;
      if (Number.isNaN(low)) {
        low = progress;
        lowAt = at;
        if (options.from === 'either' && fresh && progress > full) {
          low = 0;
          leave(at, progress, at);
        }
        return undefined;
      }
      if (phase === 'rest') {
        if (progress <= low + 0.06) lowAt = at;
        low = progress < low ? progress : low + (progress - low) * (1 - Math.exp(-dt / DRIFT_SECONDS));
        if (progress - low > LEAVE) leave(at, progress, Math.max(lowAt, at - options.maxMs));
        return undefined;
      }
      if (progress - low > range() / 2) above++;
      if (progress > peak) {
        if (progress - low > 2 * range()) above = 1;
        peak = progress;
        peakAt = at;
        phase = 'out';
      }
      if (phase !== 'back') {
        if (phase === 'out' && peak - low >= demand(lenience) && peak - progress > 0.03) phase = 'turn';
        if (peak - progress <= reversal()) {
          if (at - start > options.maxMs * 2) settle(at, progress);
          return undefined;
        }
        phase = 'back';
        dip = progress;
        dipAt = at;
        fellAt = at;
        zoneAt = Number.NaN;
      }
      if (progress < dip) {
        dip = progress;
        dipAt = at;
      }
      if (Number.isNaN(zoneAt) && progress - low <= ZONE * range()) zoneAt = at;
      // The way back ends where it stops, so that lock-out can be judged; a full return needs no waiting.
      const stopped = before - progress < STOPPED && at > zoneAt;
      if (progress <= HOME || stopped || at - zoneAt >= SETTLE_MS) {
        if (!Number.isNaN(zoneAt)) {
          // From a quarter of the range to none it takes about as long again as 0.39 of the way before (a cosine).
          const excursion = judge(Math.min(at, zoneAt + 0.39 * (zoneAt - fellAt)), dip, lenience);
          settle(at, dip);
          return excursion;
        }
      }
      if (progress - dip > reversal()) {
        const returned = (peak - dip) / range();
        if (returned < 0.35) {
          // A wobble at the far end: still the same movement.
          phase = 'out';
          return undefined;
        }
        const excursion = judge(dipAt, dip, lenience);
        low = dip;
        leave(at, progress, dipAt);
        return excursion;
      }
      return undefined;
    },
    lose() {
      phase = 'rest';
      low = Number.NaN;
    },
    finish(at) {
      if (phase !== 'back' || (peak - dip) / range() < RETURNED) return undefined;
      const excursion = judge(Math.max(at, dipAt), dip, 0);
      phase = 'rest';
      low = Number.NaN;
      return excursion?.verdict === 'repetition' ? excursion : undefined;
    },
    learn(excursion) {
      learned++;
      typical = Number.isNaN(typical) ? excursion.reach : typical + (excursion.reach - typical) * 0.3;
    },
  };
}
