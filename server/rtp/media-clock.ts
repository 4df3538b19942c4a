import type { ServerMs } from '../../shared/time/moments.ts';
import { msBetween, TICKS_PER_MS } from '../../shared/time/rtp-time.ts';

/** How long the smallest delay seen is remembered, and in how many parts. */
const WINDOW_MS = 10_000;
const BUCKET_MS = 1_000;
/** The mapping follows its target by at most this part of the time passed, so that media time neither leaps nor halts. */
const MAX_SLEW = 0.1;
/** At first, when the mapping stands on few frames, it may follow faster. */
const FIRST_SLEW = 0.5;
const FIRST_MS = 2_000;
/** RTP time that runs this far ahead of the wall clock, or back, is a publisher that started anew. */
const JUMP_MS = 2_000;
/** A delay that stays larger by this much for the whole window is a new mapping too. */
const REANCHOR_MS = 1_000;

/**
 * Turns RTP timestamps (32 bits; 90 kHz as a rule) into media time on the server's clock, in ms.
 *
 * A frame was sent at a fixed distance from its timestamp and arrives after a delay that varies, so the smallest delay
 * of the last ten seconds shows the distance best (the minimum filter of NTP, RFC 5905, 10). The window lets it follow the
 * drift of the publisher's clock. Frame distances are therefore the publisher's own, free of the network's jitter.
 * What it returns always increases, also over a wrap-around or a jump of the timestamps.
 */
export class MediaClock {
  readonly #ticksPerMs: number;
  #lastTimestamp: number | undefined;
  /** Unwrapped RTP time in ms. */
  #rtpMs = 0;
  #offset = 0;
  #anchoredAt = 0;
  #lastMediaTime = Number.NEGATIVE_INFINITY;
  /** Smallest delay of each part of the window, oldest first. */
  #buckets: { since: number; smallest: number }[] = [];

  /** @param ticksPerMs of the stream's timestamps */
  constructor(ticksPerMs = TICKS_PER_MS) {
    this.#ticksPerMs = ticksPerMs;
  }

  /**
   * Takes a frame that has arrived, in the order of sending.
   *
   * @param rtpTimestamp The frame's timestamp.
   * @param receivedAt When it arrived, in ms of the server's clock.
   * @returns Media time in ms of the server's clock.
   */
  observe(rtpTimestamp: number, receivedAt: ServerMs): ServerMs {
    const elapsed = this.#lastTimestamp === undefined ? 0 : this.#msSince(this.#lastTimestamp, rtpTimestamp);
    const first = this.#lastTimestamp === undefined;
    this.#lastTimestamp = rtpTimestamp;
    this.#rtpMs += elapsed;
    const delay = receivedAt - this.#rtpMs;
    if (first || elapsed < 0 || delay < this.#offset - JUMP_MS) this.#anchor(delay, receivedAt);
    const smallest = this.#remember(delay, receivedAt);
    const behind = smallest - this.#offset;
    if (behind > REANCHOR_MS) this.#anchor(smallest, receivedAt);
    else this.#offset += Math.sign(behind) * Math.min(Math.abs(behind), this.#slew(receivedAt) * elapsed);
    this.#lastMediaTime = Math.max(this.#rtpMs + this.#offset, this.#lastMediaTime + 1);
    return this.#lastMediaTime;
  }

  /** Media time that a timestamp near the last frame's stands for; `undefined` before the first frame. */
  at(rtpTimestamp: number): ServerMs | undefined {
    if (this.#lastTimestamp === undefined) return undefined;
    return this.#rtpMs + this.#msSince(this.#lastTimestamp, rtpTimestamp) + this.#offset;
  }

  /** Forgets the mapping, as after a pause of unknown length; media time still only goes forward. */
  restart(): void {
    this.#lastTimestamp = undefined;
  }

  #msSince(from: number, to: number): number {
    return msBetween(from, to, this.#ticksPerMs);
  }

  #anchor(delay: number, receivedAt: number): void {
    this.#offset = delay;
    this.#anchoredAt = receivedAt;
    this.#buckets = [{ since: receivedAt, smallest: delay }];
  }

  #slew(receivedAt: number): number {
    return receivedAt - this.#anchoredAt < FIRST_MS ? FIRST_SLEW : MAX_SLEW;
  }

  #remember(delay: number, receivedAt: number): number {
    const newest = this.#buckets.at(-1);
    if (newest && receivedAt - newest.since < BUCKET_MS) newest.smallest = Math.min(newest.smallest, delay);
    else this.#buckets.push({ since: receivedAt, smallest: delay });
    while (receivedAt - (this.#buckets[0]?.since ?? receivedAt) > WINDOW_MS) this.#buckets.shift();
    let smallest = delay;
    for (const bucket of this.#buckets) smallest = Math.min(smallest, bucket.smallest);
    return smallest;
  }
}
