import type { types } from 'mediasoup';
import { RtpHeader, RtpPacket } from 'werift-rtp';
import { type ServerClock, serverClock } from '../../../server/clock.ts';
import { CAPTURE_TIME_URI, OPUS_TICKS_PER_MS } from '../../../shared/time/rtp-time.ts';
import { CAPTURE_TIME_ID, captureTime, senderReport } from './reports.ts';
import { SOUND_PACKET_MS } from './sound-clip.ts';

const PAYLOAD_TYPE = 111;
const REPORT_EVERY = 1000 / SOUND_PACKET_MS;
let nextSsrc = 0x50de_0001;

/** A microphone that costs next to nothing: sends encoded sound into a router in real time, again and again. */
export class ReplayedSound {
  readonly producer: types.Producer;
  readonly #transport: types.DirectTransport;
  readonly #packets: readonly Buffer[];
  readonly #ssrc: number;
  readonly #delayMs: number;
  readonly #clock: ServerClock = serverClock();
  readonly #delayed = new Set<NodeJS.Timeout>();
  #startedAt = 0;
  #sent = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param options.transport that of the same page's camera; it closes the sound with itself
   * @param options.delayMs how long a packet takes to the SFU
   */
  static async create(options: {
    transport: types.DirectTransport;
    packets: readonly Buffer[];
    delayMs?: number;
  }): Promise<ReplayedSound> {
    const { transport } = options;
    const ssrc = nextSsrc++;
    const producer = await transport.produce({
      kind: 'audio',
      rtpParameters: {
        codecs: [{ mimeType: 'audio/opus', payloadType: PAYLOAD_TYPE, clockRate: 48_000, channels: 2 }],
        encodings: [{ ssrc }],
        rtcp: { cname: transport.id },
        headerExtensions: [{ uri: CAPTURE_TIME_URI, id: CAPTURE_TIME_ID }],
      },
    });
    return new ReplayedSound(transport, producer, ssrc, options.packets, options.delayMs ?? 0);
  }

  private constructor(
    transport: types.DirectTransport,
    producer: types.Producer,
    ssrc: number,
    packets: readonly Buffer[],
    delayMs: number,
  ) {
    this.#transport = transport;
    this.producer = producer;
    this.#ssrc = ssrc;
    this.#packets = packets;
    this.#delayMs = delayMs;
  }

  start(): void {
    this.#startedAt = this.#clock();
    this.#schedule();
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const timer of this.#delayed) clearTimeout(timer);
    this.#delayed.clear();
  }

  /** Packets due so far. */
  get sent(): number {
    return this.#sent;
  }

  /** When each packet with these bytes was due at the microphone, ms of the server's clock. */
  capturesOf(data: Buffer): number[] {
    const index = this.#packets.findIndex((packet) => packet.equals(data));
    if (index < 0) return [];
    const times: number[] = [];
    for (let at = index; at < this.#sent; at += this.#packets.length) {
      times.push(this.#startedAt + at * SOUND_PACKET_MS);
    }
    return times;
  }

  close(): void {
    this.stop();
    this.producer.close();
  }

  #schedule(): void {
    const due = this.#startedAt + this.#sent * SOUND_PACKET_MS;
    this.#timer = setTimeout(
      () => {
        this.#send();
        this.#schedule();
      },
      Math.max(0, due - this.#clock()),
    );
  }

  #send(): void {
    const index = this.#sent++;
    const payload = this.#packets[index % this.#packets.length];
    if (!payload) throw new Error('There is no sound to play');
    const timestamp = (0xffff_8000 + index * SOUND_PACKET_MS * OPUS_TICKS_PER_MS) >>> 0;
    const isReported = index % REPORT_EVERY === 0;
    const capturedAt = this.#startedAt + index * SOUND_PACKET_MS;
    const header = new RtpHeader({
      payloadType: PAYLOAD_TYPE,
      ssrc: this.#ssrc,
      timestamp,
      sequenceNumber: (500 + index) & 0xffff,
      marker: index === 0,
      ...(isReported && { extension: true, extensionProfile: 0xbede, extensions: [captureTime(capturedAt)] }),
    });
    const packet = new RtpPacket(header, payload).serialize();
    this.#later(() => this.producer.send(packet));
    if (!isReported) return;
    this.#later(() => this.#transport.sendRtcp(senderReport({ ssrc: this.#ssrc, capturedAt, timestamp })));
  }

  #later(send: () => void): void {
    if (this.#delayMs === 0) {
      send();
      return;
    }
    const timer = setTimeout(() => {
      this.#delayed.delete(timer);
      send();
    }, this.#delayMs);
    this.#delayed.add(timer);
  }
}
