/**
 * RTP's clock for video: counts of 90 kHz whatever the codec (RFC 7741, 4.1; RFC 6184, 8.2.1), 32 bits, which start anywhere
 * and wrap around after 13 hours.
 */

/** RTP timestamps of video in one millisecond. */
export const TICKS_PER_MS = 90;

/** The same of Opus, whatever it was sampled at (RFC 7587, 4.1). */
export const OPUS_TICKS_PER_MS = 48;

/**
 * The RTP header extension in which browsers send when a frame was captured by their own clock:
 * https://webrtc.googlesource.com/src/+/main/docs/native-code/rtp-hdrext/abs-capture-time
 */
export const CAPTURE_TIME_URI = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time';

const TURN = 2 ** 32;

/** A count as it is on the wire: a whole number, 0 up to 2^32, whatever was added to it or subtracted from it. */
export const wrapTicks = (ticks: number): number => ((ticks % TURN) + TURN) % TURN;

/**
 * Ticks from one count to another, also across a wrap-around and for counts that were not cut to 32 bits; negative when `to`
 * is earlier. Right as long as the two are at most half a turn (6.6 h) apart.
 */
export const ticksBetween = (from: number, to: number): number => (to - from) | 0;

/** `ticksBetween` in ms. */
export const msBetween = (from: number, to: number, ticksPerMs = TICKS_PER_MS): number =>
  ticksBetween(from, to) / ticksPerMs;

/** Turns the timestamps of one stream into ms that go on across wrap-arounds, 0 at the first one. */
export class UnwrappedTime {
  readonly #ticksPerMs: number;
  #last: number | undefined;
  #ms = 0;

  constructor(ticksPerMs = TICKS_PER_MS) {
    this.#ticksPerMs = ticksPerMs;
  }

  /** @returns ms from the first timestamp to this one */
  next(timestamp: number): number {
    if (this.#last !== undefined) this.#ms += msBetween(this.#last, timestamp, this.#ticksPerMs);
    this.#last = timestamp;
    return this.#ms;
  }
}
