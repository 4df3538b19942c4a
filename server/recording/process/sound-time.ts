import type { ServerMs } from '../../../shared/time/moments.ts';
import { OPUS_TICKS_PER_MS, TICKS_PER_MS, UnwrappedTime, wrapTicks } from '../../../shared/time/rtp-time.ts';
import { MediaClock } from '../../rtp/media-clock.ts';
import type { SenderReport } from '../../rtp/sender-reports.ts';

/**
 * Capture times, which browsers send with some packets, are exact at once. The SFU's reports are about as exact once it has heard
 * several of the sender's own; before that they say when packets arrived.
 */
export type SyncSource = 'capture' | 'report';

/**
 * Most of the SFU's reports tell the sender's times, to half a ms; the first ones, and some later, tell when packets arrived, and lie up to 40 ms
 * off, each elsewhere. Of so many (they come each second) the place counts where most agree.
 */
const REPORTS = 15;
/** Reports that lie this close agree, ms: two clocks may part by 3 ms in the time of 15 reports (200 ppm). */
const AGREEMENT_MS = 2;

/**
 * Says when a packet of sound was spoken. Beside a picture it is the picture's clock that counts, and capture times or sender reports say how the two
 * streams stand to each other; alone, and until there are any, it is when packets arrive.
 */
export class SoundTime {
  readonly #video: { readonly ssrc: number; readonly clock: MediaClock } | undefined;
  readonly #soundSsrc: number;
  readonly #arrivals = new MediaClock(OPUS_TICKS_PER_MS);
  readonly #soundTime = new UnwrappedTime(OPUS_TICKS_PER_MS);
  readonly #videoTime = new UnwrappedTime(TICKS_PER_MS);
  #videoStart: number | undefined;
  /** By source: a moment of the sender's clock, and the unwrapped video time of it. */
  readonly #anchors = new Map<SyncSource, { readonly sentAt: number; readonly videoMs: number }>();
  #source: SyncSource | undefined;
  /** What was last found of the lead, oldest first. */
  readonly #leads: number[] = [];
  /** Unwrapped video time less unwrapped sound time of one and the same moment, ms. */
  #lead: number | undefined;

  constructor(soundSsrc: number, video?: { ssrc: number; clock: MediaClock }) {
    this.#soundSsrc = soundSsrc;
    this.#video = video;
  }

  /** Whether it is known how the sound stands to the picture. */
  get aligned(): boolean {
    return !this.#video || this.#lead !== undefined;
  }

  /** Takes a moment of the sender's clock that one of the two streams gives for a timestamp. */
  anchor(source: SyncSource, { ssrc, sentAt, timestamp }: SenderReport): void {
    if (source === 'report' && this.#source === 'capture') return;
    if (ssrc === this.#video?.ssrc) {
      this.#videoStart ??= timestamp;
      this.#anchors.set(source, { sentAt, videoMs: this.#videoTime.next(timestamp) });
      return;
    }
    const anchor = this.#anchors.get(source);
    if (ssrc !== this.#soundSsrc || !anchor) return;
    this.#source = source;
    this.#leads.push(anchor.videoMs + (sentAt - anchor.sentAt) - this.#soundTime.next(timestamp));
    this.#leads.splice(0, this.#leads.length - (source === 'capture' ? 1 : REPORTS));
    this.#lead = mostAgreed(this.#leads);
  }

  /** Takes each packet as it comes, in order. */
  arrived(rtpTimestamp: number, receivedAt: ServerMs): void {
    if (!this.#video || this.#lead === undefined) this.#arrivals.observe(rtpTimestamp, receivedAt);
  }

  /** When the packet was spoken, by the server's clock. */
  at(rtpTimestamp: number): ServerMs | undefined {
    const { clock } = this.#video ?? {};
    if (!clock || this.#lead === undefined) return this.#arrivals.at(rtpTimestamp);
    const videoMs = this.#soundTime.next(rtpTimestamp) + this.#lead;
    return clock.at(wrapTicks((this.#videoStart ?? 0) + Math.round(videoMs * TICKS_PER_MS)));
  }
}

/** The newest of those values that have most others near them. */
function mostAgreed(values: readonly number[]): number | undefined {
  let [found, most] = [values.at(-1), 0];
  for (const value of values) {
    const agreeing = values.filter((other) => Math.abs(other - value) <= AGREEMENT_MS).length;
    if (agreeing >= most) [found, most] = [value, agreeing];
  }
  return found;
}
