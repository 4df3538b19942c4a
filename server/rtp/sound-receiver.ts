import { opusDurationMs } from './opus.ts';
import { parseRtpPacket } from './packet.ts';
import { ReorderBuffer } from './reorder-buffer.ts';

/** The one RTP stream of Opus that a receiver takes. */
export interface ExpectedSound {
  readonly ssrc: number;
  readonly payloadType: number;
  /** Id of the header extension that carries capture times, where the sender may use it. */
  readonly captureTimeId?: number;
}

/** One Opus packet. */
export interface SoundPacket {
  readonly data: Buffer;
  readonly durationMs: number;
  /** 48 kHz, 32 bits, wraps around. */
  readonly rtpTimestamp: number;
  /** When it arrived, ms. */
  readonly receivedAt: number;
  /** When it was captured by the sender's clock, ms since the epoch; most packets don't say. */
  readonly capturedAt?: number;
}

/**
 * From datagrams to Opus packets in order. It owns neither socket nor timer: the owner calls `expire(now)` at `deadline`.
 * Nothing that arrives makes it throw.
 */
export class SoundReceiver {
  readonly #expected: ExpectedSound;
  readonly #reorder: ReorderBuffer;

  constructor(options: { expected: ExpectedSound; reorderMs: number; onPacket: (packet: SoundPacket) => void }) {
    const { expected, reorderMs, onPacket } = options;
    this.#expected = expected;
    this.#reorder = new ReorderBuffer(
      {
        packet: ({ payload, timestamp, capturedAt }, receivedAt) => {
          const durationMs = opusDurationMs(payload);
          if (durationMs === undefined) return;
          const captured = capturedAt !== undefined && { capturedAt };
          onPacket({ data: payload, durationMs, rtpTimestamp: timestamp, receivedAt, ...captured });
        },
        gap: () => undefined, // timestamps say how long it is
      },
      { maxDelayMs: reorderMs },
    );
  }

  /** When `expire` must be called, in ms of the clock of `receive`; `undefined` when nothing waits. */
  get deadline(): number | undefined {
    return this.#reorder.deadline;
  }

  receive(datagram: Buffer, now: number): void {
    const packet = parseRtpPacket(datagram, this.#expected.captureTimeId);
    if (packet?.ssrc === this.#expected.ssrc && packet.payloadType === this.#expected.payloadType) {
      this.#reorder.push(packet, now);
    }
  }

  expire(now: number): void {
    this.#reorder.expire(now);
  }
}
