/** The athlete's pictures, found again by the RTP timestamps under which the server saw them. */

import { msBetween } from '../../../shared/time/rtp-time.ts';
import { distributionOf } from '../support/distribution.ts';
import type { FrameTimes } from './athlete-page.ts';

export interface Picture {
  /** When it was begun to be drawn; times in ms of one clock. */
  drawnAt: number;
  encodedAt: number;
}

/** RTP timestamps against time: one of them, and when what it stands for was captured. */
interface TimestampClock {
  timestamp: number;
  capturedAt: number;
}

/** How the server's timestamps were matched with those that were sent. */
export interface Shift {
  shiftMs: number;
  /** Share of the server's timestamps that are those of frames that were sent. */
  known: number;
  /** The same with the best shift that is clearly another. */
  otherwise: number;
}

type Capture = Picture & { capturedAt: number };

/** By how much the time from drawing to capture varies on a machine that is not overloaded. */
const CAPTURE_JITTER_MS = 3;
/** Timestamps are whole milliseconds, so those of one frame are nearer than this. */
const SAME_MS = 0.6;
/** How far the SFU may shift timestamps. */
const MAX_SHIFT_MS = 500;
/** So many timestamps must be of frames that were sent, and so many fewer with any other shift. */
const KNOWN = 0.95;
const UNLIKE = 0.05;

/**
 * A browser takes a frame's RTP timestamp from the moment of its capture, so in each simulcast layer the two differ by a
 * constant. In the middle of all frames that is the last drawing before a frame was encoded, since capture follows drawing at
 * once and encoding takes less than there is between two. With it every frame's capture is known, and that it shows the last
 * picture before that.
 *
 * The server sees these timestamps as they are while it watches the layer that it has watched first. After a switch the SFU
 * goes on in the first layer's timestamps, by the sender reports of the two, which may be apart by more than a frame. But no
 * two stretches of video have frames at the same distances, so the shift is where the timestamps meet those that were sent.
 */
export class Pictures {
  readonly shift: Shift;
  readonly #captures: readonly Capture[];
  readonly #clock: TimestampClock;

  /**
   * @param analysed timestamps of one stretch of video as the server saw them
   * @throws Error when these are not of what the athlete sent, or when that can't be seen
   */
  static find({ drawn, encoded }: FrameTimes, analysed: readonly number[]): Pictures {
    const fits = [...new Set(encoded.map(({ ssrc }) => ssrc))].map((ssrc) => {
      const layer = encoded.filter((frame) => frame.ssrc === ssrc);
      const clock = clockOf(layer, drawn);
      const captures = capturesOf(layer, drawn, clock);
      return {
        clock,
        captures,
        ...bestShift(
          captures,
          analysed.map((timestamp) => timeOf(clock, timestamp)),
        ),
      };
    });
    const [fit] = fits.sort((a, b) => b.known - a.known);
    if (!fit || fit.known < KNOWN) {
      throw new Error(`only ${percent(fit?.known ?? 0)} of the poses are of frames that the athlete sent`);
    }
    if (fit.otherwise > fit.known - UNLIKE) throw new Error('the poses fit the frames that were sent in several ways');
    const { clock, captures, ...shift } = fit;
    return new Pictures(captures, { ...clock, capturedAt: clock.capturedAt + shift.shiftMs }, shift);
  }

  private constructor(captures: readonly Capture[], clock: TimestampClock, shift: Shift) {
    this.shift = shift;
    this.#captures = captures;
    this.#clock = clock;
  }

  /** The picture that the server saw under this timestamp; undefined when there is none. */
  of(rtpTimestamp: number): Picture | undefined {
    return captureAt(this.#captures, timeOf(this.#clock, rtpTimestamp));
  }
}

function clockOf(layer: FrameTimes['encoded'], drawn: readonly number[]): TimestampClock {
  const first = { timestamp: layer[0]?.rtpTimestamp ?? 0, capturedAt: 0 };
  const distances = layer.map(({ rtpTimestamp, at }) => (lastUpTo(drawn, at) ?? at) - timeOf(first, rtpTimestamp));
  return { ...first, capturedAt: distributionOf(distances).p50 };
}

function capturesOf(layer: FrameTimes['encoded'], drawn: readonly number[], clock: TimestampClock): Capture[] {
  return layer.flatMap(({ rtpTimestamp, at }) => {
    const capturedAt = timeOf(clock, rtpTimestamp);
    const drawnAt = lastUpTo(drawn, capturedAt + CAPTURE_JITTER_MS);
    return drawnAt === undefined ? [] : { capturedAt, drawnAt, encodedAt: at };
  });
}

/** The shift with which most times are those of a capture, and the share with the best that is clearly another. */
function bestShift(captures: readonly Capture[], times: readonly number[]): Shift {
  const shifts = Array.from({ length: 2 * MAX_SHIFT_MS + 1 }, (_, index) => {
    const shiftMs = index - MAX_SHIFT_MS;
    const known = times.filter((time) => captureAt(captures, time + shiftMs)).length / times.length;
    return { shiftMs, known };
  }).sort((a, b) => b.known - a.known);
  const [best = { shiftMs: 0, known: 0 }] = shifts;
  const other = shifts.find(({ shiftMs }) => Math.abs(shiftMs - best.shiftMs) > 2);
  return { ...best, otherwise: other?.known ?? 0 };
}

function captureAt(captures: readonly Capture[], time: number): Capture | undefined {
  const capture = captures[placeUpTo(captures.length, (index) => (captures[index]?.capturedAt ?? 0) <= time + SAME_MS)];
  return capture && capture.capturedAt >= time - SAME_MS ? capture : undefined;
}

/** RTP timestamps wrap around at 32 bits. */
function timeOf({ timestamp, capturedAt }: TimestampClock, rtpTimestamp: number): number {
  return capturedAt + msBetween(timestamp, rtpTimestamp);
}

function lastUpTo(ascending: readonly number[], limit: number): number | undefined {
  return ascending[placeUpTo(ascending.length, (index) => (ascending[index] ?? 0) <= limit)];
}

/** Place of the last of `count` that holds, where those that hold come first; -1 when none does. */
function placeUpTo(count: number, holds: (index: number) => boolean): number {
  let [low, high] = [-1, count - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
