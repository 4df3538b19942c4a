/** How the RTP timestamps of the analysed frames stand to their times of capture; changes when the SFU switches layers. */
import { TICKS_PER_MS, ticksBetween, wrapTicks } from '../../../shared/time/rtp-time.ts';

/** An analysed frame, as far as its times go. */
interface TimedFrame {
  /** 90 kHz, 32 bits. */
  rtpTimestamp: number;
  /** Ms since the epoch, by the sender's clock. */
  capturedAt?: number;
}

/** Timestamps are rounded to whole ms, so that offsets nearer than this are one and the same. */
const SAME_TICKS = 1.5 * TICKS_PER_MS;

export class FrameClock {
  readonly #onChange: (captureOffset: number | undefined) => void;
  #offset: number | undefined;

  /** @param onChange the offset is another from the frame on that is being observed; undefined when it is not known */
  constructor(onChange: (captureOffset: number | undefined) => void) {
    this.#onChange = onChange;
  }

  /** Takes a frame, in the order of sending. */
  observe({ rtpTimestamp, capturedAt }: TimedFrame): void {
    if (capturedAt === undefined) {
      if (this.#offset !== undefined) this.#set(undefined);
      return;
    }
    const offset = wrapTicks(Math.round(capturedAt * TICKS_PER_MS) - rtpTimestamp);
    const change = this.#offset === undefined ? Number.POSITIVE_INFINITY : Math.abs(ticksBetween(this.#offset, offset));
    if (change > SAME_TICKS) this.#set(offset);
  }

  #set(offset: number | undefined): void {
    this.#offset = offset;
    this.#onChange(offset);
  }
}
