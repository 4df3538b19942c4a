import type { types } from 'mediasoup';
import { type ServerClock, serverClock } from '../../../server/clock.ts';
import { CAPTURE_TIME_URI, msBetween, TICKS_PER_MS } from '../../../shared/time/rtp-time.ts';
import type { Clip } from './clip.ts';
import { Packetizer } from './packetizer.ts';
import { CAPTURE_TIME_ID, captureTime, senderReport } from './reports.ts';

export interface ReplayOptions {
  router: types.Router;
  /** Played from its start again when it is over. */
  clip: Clip;
  /** Plays the clip once only. */
  once?: boolean;
  /** Says when frames were captured, once a second, as browsers do. */
  captureTimes?: boolean;
  /** What becomes of the n-th packet on its way to the SFU: its delay in ms, or `lost`. */
  wire?: (index: number) => number | 'lost';
}

const CLOCK_RATE = 1000 * TICKS_PER_MS;
const PAYLOAD_TYPE = 101;
let nextSsrc = 0x51de_0001;

const RTP_CODECS = {
  vp8: { mimeType: 'video/VP8', parameters: {} },
  h264: {
    mimeType: 'video/H264',
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  },
} as const;

/**
 * A publisher that costs next to nothing: sends an encoded clip into a router in real time, through a direct transport.
 * It knows when each frame was due at its "camera", so that delays can be measured from there.
 */
export class Replay {
  readonly producer: types.Producer;
  /** As of one page: what is sent on it has one clock. */
  readonly transport: types.DirectTransport;
  readonly #options: ReplayOptions;
  readonly #packetizer: Packetizer;
  readonly #ssrc: number;
  readonly #clock: ServerClock = serverClock();
  readonly #delayed = new Set<NodeJS.Timeout>();
  #startedAt = 0;
  #firstTimestamp: number;
  #frames = 0;
  #packets = 0;
  #timer: NodeJS.Timeout | undefined;
  #finished: () => void = () => undefined;
  /** Resolves when a clip that plays once is over. */
  readonly finished: Promise<void>;

  static async create(options: ReplayOptions): Promise<Replay> {
    const transport = await options.router.createDirectTransport();
    const ssrc = nextSsrc++;
    const codec = { ...RTP_CODECS[options.clip.codec], payloadType: PAYLOAD_TYPE, clockRate: CLOCK_RATE };
    const producer = await transport.produce({
      kind: 'video',
      rtpParameters: {
        codecs: [codec],
        encodings: [{ ssrc }],
        rtcp: { cname: transport.id },
        ...(options.captureTimes && { headerExtensions: [{ uri: CAPTURE_TIME_URI, id: CAPTURE_TIME_ID }] }),
      },
    });
    return new Replay(options, transport, producer, ssrc);
  }

  private constructor(
    options: ReplayOptions,
    transport: types.DirectTransport,
    producer: types.Producer,
    ssrc: number,
  ) {
    this.#options = options;
    this.transport = transport;
    this.producer = producer;
    this.#packetizer = new Packetizer({ codec: options.clip.codec, ssrc, payloadType: PAYLOAD_TYPE });
    this.#ssrc = ssrc;
    this.#firstTimestamp = 0xffff_0000; // wraps around in the first second
    this.finished = new Promise((resolve) => {
      this.#finished = resolve;
    });
  }

  start(): void {
    this.#startedAt = this.#clock();
    this.#frames = 0;
    this.#schedule();
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const timer of this.#delayed) clearTimeout(timer);
    this.#delayed.clear();
  }

  /** Stops and starts the clip anew with timestamps that go on elsewhere, as a publisher does that was reloaded. */
  restart(firstTimestamp: number): void {
    this.stop();
    this.#firstTimestamp = firstTimestamp;
    this.start();
  }

  get framesPerSecond(): number {
    return this.#options.clip.framesPerSecond;
  }

  /** Frames due so far. */
  get frames(): number {
    return this.#frames;
  }

  /** When the frame was due at the camera, in ms of the server's clock. */
  captureTimeOf(rtpTimestamp: number): number {
    return this.#startedAt + msBetween(this.#firstTimestamp, rtpTimestamp);
  }

  /** When each frame with these bytes was due at the camera, ms of the server's clock. */
  capturesOf(data: Buffer): number[] {
    const { clip } = this.#options;
    const index = clip.frames.findIndex((frame) => frame.data.equals(data));
    if (index < 0) return [];
    const times: number[] = [];
    for (let at = index; at < this.#frames; at += clip.frames.length) {
      times.push(this.#startedAt + (at * 1000) / clip.framesPerSecond);
    }
    return times;
  }

  /** Which frame of the clip it was. */
  frameOf(rtpTimestamp: number): number {
    const { clip } = this.#options;
    const seconds = msBetween(this.#firstTimestamp, rtpTimestamp) / 1000;
    return Math.round(seconds * clip.framesPerSecond) % clip.frames.length;
  }

  close(): void {
    this.stop();
    this.transport.close();
  }

  #schedule(): void {
    const { clip, once } = this.#options;
    if (once && this.#frames === clip.frames.length) {
      this.#finished();
      return;
    }
    const due = this.#startedAt + (this.#frames * 1000) / clip.framesPerSecond;
    this.#timer = setTimeout(
      () => {
        this.#sendFrame();
        this.#schedule();
      },
      Math.max(0, due - this.#clock()),
    );
  }

  #sendFrame(): void {
    const { clip, captureTimes } = this.#options;
    const frame = clip.frames[this.#frames % clip.frames.length];
    if (!frame) throw new Error('The clip has no frames');
    const timestamp = this.#firstTimestamp + Math.round((this.#frames * CLOCK_RATE) / clip.framesPerSecond);
    const isReported = this.#frames % clip.framesPerSecond === 0;
    const capturedAt = this.captureTimeOf(timestamp);
    const extension = captureTimes && isReported ? captureTime(capturedAt) : undefined;
    for (const packet of this.#packetizer.packetize(frame, timestamp, frame.layer, extension)) this.#sendPacket(packet);
    if (isReported) this.transport.sendRtcp(senderReport({ ssrc: this.#ssrc, capturedAt, timestamp }));
    this.#frames += 1;
  }

  #sendPacket(packet: Buffer): void {
    const fate = this.#options.wire?.(this.#packets++) ?? 0;
    if (fate === 'lost') return;
    if (fate === 0) {
      this.producer.send(packet);
      return;
    }
    const timer = setTimeout(() => {
      this.#delayed.delete(timer);
      this.producer.send(packet);
    }, fate);
    this.#delayed.add(timer);
  }
}
