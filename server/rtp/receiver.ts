import { type EncodedFrame, FrameAssembler } from './frame-assembler.ts';
import { LossGate } from './loss-gate.ts';
import { isRtcp, parseRtpPacket } from './packet.ts';
import { PAYLOAD_READERS, type VideoCodec } from './payload-formats.ts';
import { ReorderBuffer } from './reorder-buffer.ts';

/** The one RTP stream that a receiver takes. */
export interface ExpectedStream {
  readonly codec: VideoCodec;
  readonly ssrc: number;
  readonly payloadType: number;
  /** Id of the header extension that carries capture times, where the sender may use it. */
  readonly captureTimeId?: number;
}

/** What a receiver has seen since it began; packets unless said otherwise. */
export interface ReceiverCounts {
  packets: number;
  /** Well-formed RTP of a stream that was not asked for. */
  refused: number;
  malformed: number;
  lost: number;
  reordered: number;
  late: number;
  /** Whole frames handed on. */
  frames: number;
  /** Frames that lacked a part. */
  broken: number;
  /** Whole frames held back after a loss. */
  gated: number;
}

/**
 * From datagrams to decodable frames of one video stream: parsed, put in order, assembled, held back after a loss.
 * It owns neither socket nor timer: the owner calls `expire(now)` at `deadline`. Nothing that arrives makes it throw.
 */
export class VideoReceiver {
  readonly #expected: ExpectedStream;
  readonly #onFrame: (frame: EncodedFrame) => void;
  readonly #gate = new LossGate();
  readonly #assembler: FrameAssembler;
  readonly #reorder: ReorderBuffer;
  readonly #counts = { packets: 0, refused: 0, malformed: 0, frames: 0, broken: 0, gated: 0 };

  constructor(options: { expected: ExpectedStream; reorderMs: number; onFrame: (frame: EncodedFrame) => void }) {
    this.#expected = options.expected;
    this.#onFrame = options.onFrame;
    this.#assembler = new FrameAssembler(PAYLOAD_READERS[options.expected.codec], {
      frame: (frame) => this.#pass(frame),
      broken: () => {
        this.#counts.broken += 1;
        this.#gate.loss();
      },
    });
    this.#reorder = new ReorderBuffer(
      {
        packet: (packet, receivedAt) => this.#assembler.push(packet, receivedAt),
        gap: () => this.#assembler.gap(),
      },
      { maxDelayMs: options.reorderMs },
    );
  }

  get counts(): ReceiverCounts {
    return { ...this.#counts, ...this.#reorder.counts };
  }

  /** Whether frames are held back, or may be, until a key frame comes. */
  get needsKeyFrame(): boolean {
    return this.#gate.needsKeyFrame;
  }

  /** When `expire` must be called, in ms of the clock of `receive`; `undefined` when nothing waits. */
  get deadline(): number | undefined {
    return this.#reorder.deadline;
  }

  receive(datagram: Buffer, now: number): void {
    if (isRtcp(datagram)) return;
    const packet = parseRtpPacket(datagram, this.#expected.captureTimeId);
    if (!packet) {
      this.#counts.malformed += 1;
    } else if (packet.ssrc !== this.#expected.ssrc || packet.payloadType !== this.#expected.payloadType) {
      this.#counts.refused += 1;
    } else {
      this.#counts.packets += 1;
      this.#reorder.push(packet, now);
    }
  }

  expire(now: number): void {
    this.#reorder.expire(now);
  }

  /** Holds everything back until the next key frame, as after a pause. */
  awaitKeyFrame(): void {
    this.#gate.close();
  }

  #pass(frame: EncodedFrame): void {
    if (!this.#gate.admits(frame)) {
      this.#counts.gated += 1;
      return;
    }
    this.#counts.frames += 1;
    this.#onFrame(frame);
  }
}
