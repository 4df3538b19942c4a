import type { types } from 'mediasoup';
import { type ServerClock, serverClock } from '../../../server/clock.ts';
import { TICKS_PER_MS } from '../../../shared/time/rtp-time.ts';
import type { Clip } from './clip.ts';
import { Packetizer } from './packetizer.ts';
import { senderReport } from './reports.ts';

const PAYLOAD_TYPE = 101;
let nextSsrc = 0x51af_0001;

interface Layer {
  readonly clip: Clip;
  readonly ssrc: number;
  readonly packetizer: Packetizer;
}

/** A camera that sends the same pictures in several simulcast layers into a router, in real time, again and again. */
export class ReplayedLayers {
  readonly producer: types.Producer;
  readonly transport: types.DirectTransport;
  readonly #layers: readonly Layer[];
  readonly #clock: ServerClock = serverClock();
  #startedAt = 0;
  #frames = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param clips VP8 of the same length and rate, the smallest first */
  static async create(router: types.Router, clips: readonly Clip[]): Promise<ReplayedLayers> {
    const transport = await router.createDirectTransport();
    const layers = clips.map((clip) => {
      const ssrc = nextSsrc++;
      return { clip, ssrc, packetizer: new Packetizer({ codec: 'vp8', ssrc, payloadType: PAYLOAD_TYPE }) };
    });
    const producer = await transport.produce({
      kind: 'video',
      rtpParameters: {
        codecs: [{ mimeType: 'video/VP8', payloadType: PAYLOAD_TYPE, clockRate: 1000 * TICKS_PER_MS }],
        encodings: layers.map(({ ssrc }) => ({ ssrc, scalabilityMode: 'L1T1' })),
        rtcp: { cname: transport.id },
      },
    });
    return new ReplayedLayers(transport, producer, layers);
  }

  private constructor(transport: types.DirectTransport, producer: types.Producer, layers: readonly Layer[]) {
    this.transport = transport;
    this.producer = producer;
    this.#layers = layers;
  }

  start(): void {
    this.#startedAt = this.#clock();
    this.#schedule();
  }

  /** Which layer these bytes are of, and when such a frame was due at the camera, ms of the server's clock. */
  find(data: Buffer): { layer: number; captures: number[] } | undefined {
    for (const [layer, { clip }] of this.#layers.entries()) {
      const index = clip.frames.findIndex((frame) => frame.data.equals(data));
      if (index < 0) continue;
      const captures: number[] = [];
      for (let at = index; at < this.#frames; at += clip.frames.length) captures.push(this.#captureOf(at));
      return { layer, captures };
    }
    return undefined;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.transport.close();
  }

  #captureOf(frame: number): number {
    return this.#startedAt + (frame * 1000) / (this.#layers[0]?.clip.framesPerSecond ?? 1);
  }

  #schedule(): void {
    this.#timer = setTimeout(
      () => {
        for (const layer of this.#layers) this.#send(layer);
        this.#frames += 1;
        this.#schedule();
      },
      Math.max(0, this.#captureOf(this.#frames) - this.#clock()),
    );
  }

  #send({ clip, ssrc, packetizer }: Layer): void {
    const frame = clip.frames[this.#frames % clip.frames.length];
    if (!frame) throw new Error('The clip has no frames');
    const capturedAt = this.#captureOf(this.#frames);
    const timestamp = Math.round((capturedAt - this.#startedAt) * TICKS_PER_MS) + ssrc;
    for (const packet of packetizer.packetize(frame, timestamp)) this.producer.send(packet);
    // The SFU changes layers by them.
    if (this.#frames % clip.framesPerSecond === 0)
      this.transport.sendRtcp(senderReport({ ssrc, capturedAt, timestamp }));
  }
}
