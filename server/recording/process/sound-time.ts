import type { ServerMs } from '../../../shared/time/moments.ts';
import { OPUS_TICKS_PER_MS, TICKS_PER_MS, UnwrappedTime, wrapTicks } from '../../../shared/time/rtp-time.ts';
import { MediaClock } from '../../rtp/media-clock.ts';
import type { SenderReport } from '../../rtp/sender-reports.ts';

/** Part of a new pair of reports in the running mean. */
const WEIGHT = 0.3;
/** Beyond this it is no noise but a new relation, as after a switch of simulcast layers, ms. */
const JUMP_MS = 30;

/**
 * Says when a packet of sound was spoken. Beside a picture it is the picture's clock that counts, and sender reports say how the two streams stand to each
 * other; alone, and until there are reports, it is when packets arrive.
 */
export class SoundTime {
  readonly #video: { readonly ssrc: number; readonly clock: MediaClock } | undefined;
  readonly #soundSsrc: number;
  readonly #arrivals = new MediaClock(OPUS_TICKS_PER_MS);
  readonly #soundTime = new UnwrappedTime(OPUS_TICKS_PER_MS);
  readonly #videoTime = new UnwrappedTime(TICKS_PER_MS);
  #videoStart = 0;
  #report: { readonly sentAt: number; readonly videoMs: number } | undefined;
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

  report({ ssrc, sentAt, timestamp }: SenderReport): void {
    if (ssrc === this.#video?.ssrc) {
      if (!this.#report) this.#videoStart = timestamp;
      this.#report = { sentAt, videoMs: this.#videoTime.next(timestamp) };
    } else if (ssrc === this.#soundSsrc && this.#report) {
      const { sentAt: videoSentAt, videoMs } = this.#report;
      const lead = videoMs + (sentAt - videoSentAt) - this.#soundTime.next(timestamp);
      if (this.#lead === undefined || Math.abs(lead - this.#lead) > JUMP_MS) this.#lead = lead;
      else this.#lead += (lead - this.#lead) * WEIGHT;
    }
  }

  /** Takes each packet as it comes, in order. */
  arrived(rtpTimestamp: number, receivedAt: ServerMs): void {
    this.#arrivals.observe(rtpTimestamp, receivedAt);
  }

  /** When the packet was spoken, by the server's clock. */
  at(rtpTimestamp: number): ServerMs | undefined {
    const { clock } = this.#video ?? {};
    if (!clock || this.#lead === undefined) return this.#arrivals.at(rtpTimestamp);
    const videoMs = this.#soundTime.next(rtpTimestamp) + this.#lead;
    return clock.at(wrapTicks(this.#videoStart + Math.round(videoMs * TICKS_PER_MS)));
  }
}
