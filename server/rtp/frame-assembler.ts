import type { RtpPacket } from './packet.ts';
import type { PayloadReader, TemporalPosition } from './payload-formats.ts';

/** One whole encoded frame, as its decoder wants it. */
export interface EncodedFrame {
  readonly data: Buffer;
  /** 32 bits at 90 kHz, wraps around. */
  readonly rtpTimestamp: number;
  /** When its last packet arrived, in ms. */
  readonly receivedAt: number;
  /** When it was captured by the sender's clock, ms since the epoch; most frames don't say. */
  readonly capturedAt?: number;
  readonly keyFrame: boolean;
  readonly temporal?: TemporalPosition;
}

export interface AssemblerSink {
  frame(frame: EncodedFrame): void;
  /** A frame, or several, could not be put together. */
  broken(): void;
}

/** No camera's frame is larger; a sender that never ends one can't fill the memory. */
const MAX_FRAME_BYTES = 4 << 20;

/** Puts packets that come in order together to frames. A frame that lacks its start, its end or a part is broken. */
export class FrameAssembler {
  readonly #read: PayloadReader;
  readonly #sink: AssemblerSink;
  #parts: Buffer[] = [];
  #bytes = 0;
  #keyFrame = false;
  #temporal: TemporalPosition | undefined;
  #capturedAt: number | undefined;
  #timestamp: number | undefined;
  #skipped: number | undefined;

  constructor(read: PayloadReader, sink: AssemblerSink) {
    this.#read = read;
    this.#sink = sink;
  }

  push(packet: RtpPacket, receivedAt: number): void {
    if (packet.payload.length === 0) return; // padding, sent to probe the bandwidth
    if (this.#parts.length > 0 && packet.timestamp !== this.#timestamp) this.#break();
    if (packet.timestamp === this.#skipped) return;
    this.#skipped = undefined;
    this.#timestamp = packet.timestamp;
    const piece = this.#read(packet.payload);
    if (!piece || (this.#parts.length === 0 && !piece.startsFrame)) {
      this.#break();
      return;
    }
    if (this.#parts.length === 0) this.#temporal = piece.temporal;
    this.#capturedAt ??= packet.capturedAt;
    for (const part of piece.data) {
      this.#parts.push(part);
      this.#bytes += part.length;
    }
    this.#keyFrame ||= piece.keyFrame;
    if (this.#bytes > MAX_FRAME_BYTES) this.#break();
    else if (packet.marker) this.#complete(packet.timestamp, receivedAt);
  }

  /** Packets are missing here: what was begun can't be ended. */
  gap(): void {
    this.#clear();
    this.#sink.broken();
  }

  #complete(rtpTimestamp: number, receivedAt: number): void {
    const frame: EncodedFrame = {
      data: Buffer.concat(this.#parts, this.#bytes),
      rtpTimestamp,
      receivedAt,
      ...(this.#capturedAt !== undefined && { capturedAt: this.#capturedAt }),
      keyFrame: this.#keyFrame,
      ...(this.#temporal && { temporal: this.#temporal }),
    };
    this.#clear();
    this.#sink.frame(frame);
  }

  /** Gives the frame up with all of its packets still to come. */
  #break(): void {
    this.#skipped = this.#timestamp;
    this.#clear();
    this.#sink.broken();
  }

  #clear(): void {
    this.#parts = [];
    this.#bytes = 0;
    this.#keyFrame = false;
    this.#capturedAt = undefined;
    this.#temporal = undefined;
  }
}
