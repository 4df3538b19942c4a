import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { ServerMs } from '../../shared/time/moments.ts';
import { consumeOn, expectedSound, expectedVideo, LOOPBACK, openLoopback, topLayers } from '../sfu/loopback.ts';
import { KeyFrameRequests } from './key-frame-requests.ts';
import type { PartFacts } from './messages.ts';
import type { Recorder } from './recorder.ts';
import type { PartEvents, RecordedPart } from './recording-process.ts';

export interface PartTransportOptions {
  router: types.Router;
  recorder: Pick<Recorder, 'open'>;
  path: string;
  /** Zero of the session's clock. */
  sessionStartedAt: ServerMs;
  /** Left out, the part has sound alone. */
  video?: types.Producer;
  events: Omit<PartEvents, 'onKeyFrameNeeded'>;
  logger: Logger;
}

/** The way of one part from the SFU to its file: a plain transport with the best layer of the picture, and whatever sound there is. */
export class PartTransport {
  readonly #router: types.Router;
  readonly #plain: types.PlainTransport;
  readonly #part: RecordedPart;
  readonly #video: types.Consumer | undefined;
  readonly #keyFrames: KeyFrameRequests;
  readonly #logger: Logger;
  /** One change of the sound after the other. */
  #soundChange: Promise<void> = Promise.resolve();
  #sound: types.Consumer | undefined;
  #closed: Promise<PartFacts | undefined> | undefined;

  /** @throws SidelineError `media_unavailable` when the router is gone, or the codec or the recorder can't serve */
  static async create(options: PartTransportOptions): Promise<PartTransport> {
    const { router, recorder, path, sessionStartedAt, video, events, logger } = options;
    let plain: types.PlainTransport | undefined;
    let part: RecordedPart | undefined;
    try {
      plain = await openLoopback(router);
      const consumer = video && (await consumeOn(plain, router, video));
      const sender = { ip: LOOPBACK, port: plain.tuple.localPort };
      const order = { path, sessionStartedAt, sender, ...(consumer && { video: expectedVideo(consumer) }) };
      let keyFrameNeeded = () => {};
      part = await recorder.open(order, { ...events, onKeyFrameNeeded: () => keyFrameNeeded() });
      await plain.connect({ ip: LOOPBACK, port: part.port });
      const transport = new PartTransport({ router, plain, part, video: consumer, logger });
      keyFrameNeeded = () => transport.requestKeyFrame();
      const top = consumer && topLayers(consumer);
      if (top) await consumer.setPreferredLayers(top);
      await consumer?.resume();
      transport.requestKeyFrame();
      return transport;
    } catch (error) {
      plain?.close();
      await part?.close();
      if (error instanceof SidelineError) throw error;
      throw new SidelineError('media_unavailable', 'The recording can not begin now.', { cause: error });
    }
  }

  private constructor(parts: {
    router: types.Router;
    plain: types.PlainTransport;
    part: RecordedPart;
    video: types.Consumer | undefined;
    logger: Logger;
  }) {
    this.#router = parts.router;
    this.#plain = parts.plain;
    this.#part = parts.part;
    this.#video = parts.video;
    this.#logger = parts.logger;
    this.#keyFrames = new KeyFrameRequests(() => this.#ask());
  }

  /** UDP port on 127.0.0.1 that the part is received on. */
  get port(): number {
    return this.#part.port;
  }

  /** As last reported; `undefined` before it began. */
  get facts(): PartFacts | undefined {
    return this.#part.facts;
  }

  /** Takes the sound of this producer from now on, in place of what there was; none when it is left out. */
  setSound(producer: types.Producer | undefined): Promise<void> {
    this.#soundChange = this.#soundChange.then(() => this.#changeSound(producer));
    return this.#soundChange;
  }

  /** Asks for a key frame soon, so that what comes now can be sought quickly. */
  requestKeyFrame(): void {
    if (this.#video && !this.#closed) this.#keyFrames.ask();
  }

  /**
   * Makes the file whole. May be called twice.
   * @returns what is in it; `undefined` when nothing came, and there is no file
   * @throws Error when the recording process ends before
   */
  close(): Promise<PartFacts | undefined> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<PartFacts | undefined> {
    this.#keyFrames.close();
    this.#plain.close();
    return await this.#part.close();
  }

  /** A producer or a transport that is gone meanwhile has no sound to give. */
  async #changeSound(producer: types.Producer | undefined): Promise<void> {
    this.#sound?.close();
    this.#sound = undefined;
    if (this.#closed) return;
    this.#part.listen(undefined);
    if (!producer || producer.closed) return;
    try {
      const consumer = await consumeOn(this.#plain, this.#router, producer);
      this.#sound = consumer;
      this.#part.listen(expectedSound(consumer));
      await consumer.resume();
    } catch (error) {
      if (!producer.closed && !this.#plain.closed) this.#logger.warn({ err: error }, 'sound can not be recorded');
    }
  }

  #ask(): void {
    this.#video?.requestKeyFrame().catch((error: unknown) => {
      if (!this.#plain.closed) this.#logger.warn({ err: error }, 'no key frame could be asked for');
    });
  }
}
