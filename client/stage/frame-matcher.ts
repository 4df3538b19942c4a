/**
 * Finds out which analysed frame a frame on show is, though both are numbered differently.
 *
 * Frames on show have ticks of 90 kHz: RTP timestamps, or a local track's media time. Poses have the RTP timestamps that the
 * analysis saw. Both come from the moment of capture, so they differ by a shift that is the same for all frames, until the SFU
 * switches the viewer's simulcast layer and moves it by up to 75 ms. Two things show the shift: what is believed about when a
 * frame was captured (exact where capture times are sent, rough where arrival is all there is), and the pattern, since cameras
 * never give frames at quite the same distances: with the right shift every pose falls on a frame.
 */

import { UnwrappedTime } from '../../shared/time/rtp-time.ts';
import { nearestTo } from './nearest.ts';

/** A frame that is on show now, as its viewer knows it. */
export interface ShownFrame {
  /** 90 kHz, 32 bits, wraps around. */
  ticks: number;
  /** px; another one is another simulcast layer. */
  width: number;
  /** When it arrived, or was captured here; ms of our clock. A change of it shows a shift. */
  arrivedAt: number;
  /** When it is believed to have been captured, ms of the session, and by how much that may be wrong. */
  believed?: { at: number; within: number } | undefined;
}

/** An analysed frame. */
export interface TimedPose {
  rtpTimestamp: number;
  /** Media time, ms since the session's start. */
  at: number;
}

interface Timed {
  /** Unwrapped, ms. */
  time: number;
}

/** A frame that was shown, and what it says about the shift. */
interface MatchedFrame extends Timed {
  transit: number;
  believedShift: number | undefined;
  within: number;
}

/** How long frames and poses are remembered, ms. */
const WINDOW_MS = 4_000;
/** How long after a switch a capture time may still be the old layer's, ms: senders give one each second. */
const UNSURE_MS = 1_500;
/** The furthest that the SFU shifts timestamps at a switch (mediasoup's `MaxExtraOffsetMs`), with room for rounding, ms. */
const SWITCH_SHIFT_MS = 80;
/** Arrivals are compared over this many frames. */
const ARRIVALS = 15;
/** By how much arrivals may mislead about a shift, ms: less than half of a frame at 30 a second. */
const ARRIVAL_JITTER_MS = 16;
/** Timestamps are rounded to 1 ms, once here and once there. */
const SAME_MS = 1.2;
/** Fewest poses that must lie on frames before the pattern decides. */
const MIN_MATCHES = 5;
/** Share of the poses within the frames' time that must lie on frames; not all of them can, since not all frames are shown. */
const MIN_SHARE = 0.5;
/** A pattern with this share of the best one's matches is as likely; of those, the one nearest to the expected shift is taken. */
const AS_GOOD = 0.85;

export class FrameMatcher {
  readonly #poseTimes = new UnwrappedTime();
  readonly #frameTimes = new UnwrappedTime();
  #poses: (Timed & { at: number })[] = [];
  /** Since the last switch of layers. */
  #frames: MatchedFrame[] = [];
  #width: number | undefined;
  /** At the last switch: our shift before it and the transit that went with it. */
  #before: { shift: number; transit: number; since: number } | undefined;
  /** What to add to a frame's time to get its pose's; undefined while nothing is known. */
  #shift: number | undefined;

  /** Takes an analysed frame. */
  pose({ rtpTimestamp, at }: TimedPose): void {
    const time = this.#poseTimes.next(rtpTimestamp);
    // A publisher that began anew, or another one: what was known is of the past.
    if (Math.abs(time - (this.#poses.at(-1)?.time ?? time)) > WINDOW_MS) this.#poses = [];
    this.#poses = [...this.#poses.filter((pose) => time - pose.time < WINDOW_MS), { time, at }];
  }

  /** @returns the media time of a frame that is shown, ms of the session; undefined while that can't be known. */
  frame({ ticks, width, arrivedAt, believed }: ShownFrame): number | undefined {
    const time = this.#frameTimes.next(ticks);
    const transit = arrivedAt - time;
    const last = this.#frames.at(-1);
    if (last && Math.abs(time - last.time) > WINDOW_MS) this.#forget();
    else if (this.#width !== width && last) this.#switched(time);
    this.#width = width;
    const seen = { time, transit, believedShift: this.#believedShift(time, believed), within: believed?.within ?? 0 };
    this.#frames = [...this.#frames.filter((frame) => Math.abs(time - frame.time) < WINDOW_MS), seen];
    this.#shift = this.#findShift(seen) ?? this.#shift;
    return this.#mediaTime(time);
  }

  #forget(): void {
    this.#frames = [];
    this.#before = undefined;
    this.#shift = undefined;
  }

  #switched(since: number): void {
    const transit = median(this.#frames.slice(-ARRIVALS).map((frame) => frame.transit));
    this.#before =
      this.#shift === undefined || transit === undefined ? undefined : { shift: this.#shift, transit, since };
    this.#frames = [];
  }

  /** The shift by what is believed about one frame, put on the poses' timeline by the newest pose. */
  #believedShift(time: number, believed: ShownFrame['believed']): number | undefined {
    const newest = this.#poses.at(-1);
    return believed && newest && newest.time + (believed.at - newest.at) - time;
  }

  #findShift(newest: MatchedFrame): number | undefined {
    const expected = this.#expected(newest);
    return expected && (this.#byPattern(expected) ?? expected.shift);
  }

  /** The likeliest shift without looking at the pattern, and how far on each side of it the true one may lie. */
  #expected(newest: MatchedFrame): { shift: number; below: number; above: number } | undefined {
    const recent = this.#frames.slice(-ARRIVALS);
    if (this.#before && newest.time - this.#before.since < UNSURE_MS) {
      // Frames that suddenly seem to arrive earlier for their timestamps have timestamps that were moved on.
      const moved = this.#before.transit - (median(recent.map((frame) => frame.transit)) ?? this.#before.transit);
      const plausible = Math.min(SWITCH_SHIFT_MS, Math.abs(moved) < ARRIVAL_JITTER_MS ? 0 : Math.max(0, moved));
      return { shift: this.#before.shift - plausible, below: ARRIVAL_JITTER_MS, above: ARRIVAL_JITTER_MS };
    }
    const shift = median(recent.flatMap(({ believedShift }) => believedShift ?? []));
    return shift === undefined ? undefined : { shift, below: newest.within, above: newest.within };
  }

  #byPattern(expected: { shift: number; below: number; above: number }): number | undefined {
    const clusters = clustersOf(this.#distances(expected));
    const most = Math.max(0, ...clusters.map(({ count }) => count));
    if (most < MIN_MATCHES || most < MIN_SHARE * this.#matchable(expected.shift)) return undefined;
    const likely = clusters.filter(({ count }) => count >= AS_GOOD * most);
    const wanted = this.#shift ?? expected.shift;
    return likely.reduce((best, cluster) =>
      Math.abs(cluster.shift - wanted) < Math.abs(best.shift - wanted) ? cluster : best,
    ).shift;
  }

  /** How far each pose is from each frame that it may belong to, ascending. */
  #distances({ shift, below, above }: { shift: number; below: number; above: number }): number[] {
    const distances: number[] = [];
    for (const pose of this.#poses) {
      for (const frame of this.#frames) {
        const distance = pose.time - frame.time;
        if (distance >= shift - below - SAME_MS && distance <= shift + above + SAME_MS) distances.push(distance);
      }
    }
    return distances.sort((a, b) => a - b);
  }

  /** Poses that fall into the time of the frames that are remembered. */
  #matchable(shift: number): number {
    const [first, last] = [this.#frames[0]?.time ?? 0, this.#frames.at(-1)?.time ?? 0];
    return this.#poses.filter(({ time }) => time >= first + shift && time <= last + shift).length;
  }

  #mediaTime(time: number): number | undefined {
    if (this.#shift === undefined) return undefined;
    const matched = time + this.#shift;
    const nearest = nearestTo(this.#poses, matched, ({ time: posed }) => posed);
    return nearest && nearest.at + (matched - nearest.time);
  }
}

/** Groups of distances that are one and the same shift, rounding aside. */
function clustersOf(ascending: readonly number[]): { shift: number; count: number }[] {
  let start = 0;
  return ascending.map((distance, end) => {
    while (distance - (ascending[start] ?? distance) > SAME_MS) start += 1;
    return { shift: (distance + (ascending[start] ?? distance)) / 2, count: end - start + 1 };
  });
}

function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
