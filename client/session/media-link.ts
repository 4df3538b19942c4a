/** Our side of the SFU for one join: a device, a transport each way, what we send and what we receive. */
import { enhancedEvents, type types } from 'mediasoup-client';
import type { IceServer, MediaSource } from '../../shared/contract/media.ts';
import type { RequestPayload } from '../../shared/contract/socket.ts';
import type { Signalling } from './signalling.ts';
import { type CaptureFormat, encodedFormats, simulcastEncodings } from './simulcast.ts';
import { type Patience, TransportWatch } from './transport-watch.ts';

export type VideoCodec = 'VP8' | 'H264';

/** Which mediasoup device to use: the browser's own, or in Node one of a named handler. */
export type CreateDevice = () => Promise<types.Device>;

export interface LocalTrack {
  source: MediaSource;
  track: MediaStreamTrack;
  /** What a camera captures; decides on the simulcast layers. */
  format?: CaptureFormat | undefined;
  /** Whether it is silent (or dark) from the first moment; by default as the track of this source was before. */
  paused?: boolean | undefined;
}

export type MediaLinkEvents = {
  /** A transport has come up or gone down: whether media can flow both ways now. */
  flow: [flowing: boolean];
  /** Whether a transport has not been able to connect. */
  unreachable: [unreachable: boolean];
};

export interface MediaLinkOptions {
  signalling: Signalling;
  createDevice: CreateDevice;
  videoCodec: VideoCodec;
  patience: Patience;
}

/** Makes the encoder start near its target: from the default of 300 kbit/s the top layer takes seconds to appear. */
const START_BITRATE_KBPS = 1_000;

/** What a camera is taken to capture where it does not say. */
const COMMON_CAPTURE = { width: 640, height: 480 };

export class MediaLink extends enhancedEvents.EnhancedEventEmitter<MediaLinkEvents> {
  /** Number of the session's media worker that this link belongs to. */
  readonly generation: number;
  readonly #options: MediaLinkOptions;
  readonly #device: types.Device;
  readonly #iceServers: IceServer[];
  // Promises are kept, so that two requests at once make one transport, producer or consumer.
  readonly #transports = new Map<'send' | 'receive', Promise<types.Transport>>();
  readonly #producers = new Map<MediaSource, Promise<types.Producer>>();
  readonly #consumers = new Map<string, Promise<types.Consumer>>();
  readonly #watches: TransportWatch[] = [];
  #closed = false;

  /** @throws SidelineError `media_unavailable` when the server has no media worker now; NoAnswerError */
  static async create(options: MediaLinkOptions): Promise<MediaLink> {
    const { generation, routerRtpCapabilities, iceServers } = await options.signalling.request('media:open', {});
    const device = await options.createDevice();
    await device.load({ routerRtpCapabilities: routerRtpCapabilities as types.RtpCapabilities });
    return new MediaLink(options, { device, generation, iceServers });
  }

  private constructor(
    options: MediaLinkOptions,
    { device, generation, iceServers }: { device: types.Device; generation: number; iceServers: IceServer[] },
  ) {
    super();
    this.generation = generation;
    this.#options = options;
    this.#device = device;
    this.#iceServers = iceServers;
  }

  /** Producers that we receive or are about to. */
  get consumed(): string[] {
    return [...this.#consumers.keys()];
  }

  /** Sends a track; the track of a source that is sent already is replaced without interruption. */
  async produce(local: LocalTrack): Promise<types.Producer> {
    const existing = await this.#producers.get(local.source);
    if (existing && !existing.closed) {
      await existing.replaceTrack({ track: local.track });
      if (local.format) await reformat(existing, local.format);
      return existing;
    }
    return await this.#remember(this.#producers, local.source, () => this.#produce(local));
  }

  async pauseProducer(source: MediaSource, paused: boolean): Promise<void> {
    const producer = await this.#producers.get(source);
    if (!producer || producer.closed) return;
    if (paused) producer.pause();
    else producer.resume();
    await this.#options.signalling.request('producer:pause', { producerId: producer.id, paused });
  }

  async closeProducer(source: MediaSource): Promise<void> {
    const producer = await this.#producers.get(source);
    this.#producers.delete(source);
    if (!producer || producer.closed) return;
    producer.close();
    await this.#options.signalling.request('producer:close', { producerId: producer.id });
  }

  /** Receives a participant's producer; its track is still until `resume`. */
  consume(producerId: string, participantId: string): Promise<types.Consumer> {
    return (
      this.#consumers.get(producerId) ??
      this.#remember(this.#consumers, producerId, () => this.#consume(producerId, participantId))
    );
  }

  /** Starts the flow of a consumer once its track is in place; the server then asks for a key frame. */
  async resume(producerId: string): Promise<void> {
    const consumer = await this.#consumers.get(producerId);
    if (consumer) await this.#options.signalling.request('consumer:resume', { consumerId: consumer.id });
  }

  /** Asks for a simulcast layer; higher ones than exist give the highest. */
  async prefer(producerId: string, spatialLayer: number): Promise<void> {
    const consumer = await this.#consumers.get(producerId);
    if (consumer) await this.#options.signalling.request('consumer:prefer', { consumerId: consumer.id, spatialLayer });
  }

  /** Stops receiving a producer that has ended. */
  async release(producerId: string): Promise<void> {
    const consumer = this.#consumers.get(producerId);
    this.#consumers.delete(producerId);
    (await consumer)?.close();
  }

  /** Restarts ICE on all transports, for a change of network. */
  async repair(): Promise<void> {
    const transports = await Promise.all(this.#transports.values());
    for (const transport of transports) {
      const { iceParameters } = await this.#options.signalling.request('transport:restart-ice', {
        transportId: transport.id,
      });
      await transport.restartIce({ iceParameters });
    }
  }

  /** WebRTC's statistics, of one transport each; rejects when one is closed meanwhile. */
  async stats(): Promise<RTCStatsReport[]> {
    const transports = await Promise.all(this.#transports.values());
    return await Promise.all(transports.map((transport) => transport.getStats()));
  }

  override close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const watch of this.#watches) watch.close();
    for (const transport of this.#transports.values()) {
      transport.then(
        (opened) => opened.close(),
        () => undefined, // A transport that could not be made needs no closing.
      );
    }
    super.close();
  }

  #remember<K, V>(memory: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
    const promise = make();
    memory.set(key, promise);
    promise.catch(() => {
      if (memory.get(key) === promise) memory.delete(key);
    });
    return promise;
  }

  #report(): void {
    const unreachable = this.#watches.some((watch) => watch.unreachable);
    this.emit('unreachable', unreachable);
    // One that is still connecting is given time: what it would be replaced by is no quicker.
    const broken = this.#watches.some((watch) => watch.broken);
    if (broken || !unreachable) this.emit('flow', !broken);
  }

  #transport(direction: 'send' | 'receive'): Promise<types.Transport> {
    return this.#transports.get(direction) ?? this.#remember(this.#transports, direction, () => this.#open(direction));
  }

  async #open(direction: 'send' | 'receive'): Promise<types.Transport> {
    const { signalling, patience } = this.#options;
    const described = await signalling.request('transport:create', { direction });
    const options = { ...described, iceServers: this.#iceServers };
    const transport =
      direction === 'send' ? this.#device.createSendTransport(options) : this.#device.createRecvTransport(options);
    if (this.#closed) {
      transport.close();
      throw new Error('the media link was closed');
    }
    const watch = new TransportWatch(transport, patience, () => this.#report());
    this.#watches.push(watch);
    transport.on('connect', ({ dtlsParameters }, done, fail) => {
      watch.begin();
      signalling.request('transport:connect', { transportId: transport.id, dtlsParameters }).then(() => done(), fail);
    });
    transport.on('produce', ({ kind, rtpParameters, appData }, done, fail) => {
      signalling
        .request('producer:create', {
          transportId: transport.id,
          kind,
          source: appData.source === 'camera' ? 'camera' : 'microphone',
          rtpParameters: rtpParameters as RequestPayload<'producer:create'>['rtpParameters'],
        })
        .then(({ producerId }) => done({ id: producerId }), fail);
    });
    return transport;
  }

  async #produce({ source, track, format }: LocalTrack): Promise<types.Producer> {
    const transport = await this.#transport('send');
    // The track belongs to the page (preview, mute), so the producer must not stop it.
    const common = { track, stopTracks: false, appData: { source } };
    if (track.kind === 'audio') {
      return await transport.produce({ ...common, codecOptions: { opusDtx: true, opusFec: true } });
    }
    const mimeType = `video/${this.#options.videoCodec}`.toLowerCase();
    const codec = this.#device.sendRtpCapabilities.codecs?.find((known) => known.mimeType.toLowerCase() === mimeType);
    return await transport.produce({
      ...common,
      encodings: simulcastEncodings(format ?? COMMON_CAPTURE),
      codecOptions: { videoGoogleStartBitrate: START_BITRATE_KBPS },
      ...(codec && { codec }),
    });
  }

  async #consume(producerId: string, participantId: string): Promise<types.Consumer> {
    const transport = await this.#transport('receive');
    const { consumerId, kind, rtpParameters } = await this.#options.signalling.request('consumer:create', {
      transportId: transport.id,
      producerId,
      rtpCapabilities: this.#device.recvRtpCapabilities as RequestPayload<'consumer:create'>['rtpCapabilities'],
    });
    return await transport.consume({
      id: consumerId,
      producerId,
      kind,
      rtpParameters: rtpParameters as types.RtpParameters,
      // Sound and picture of one stream are kept in step by the browser.
      streamId: participantId,
    });
  }
}

/** Encodes what another camera captures in as many layers as before, in formats that suit it. */
async function reformat({ rtpSender }: types.Producer, capture: CaptureFormat): Promise<void> {
  if (!rtpSender) return;
  const parameters = rtpSender.getParameters();
  const formats = encodedFormats(capture, parameters.encodings.length);
  for (const [layer, encoding] of parameters.encodings.entries()) {
    delete encoding.maxFramerate;
    Object.assign(encoding, formats[layer]);
  }
  await rtpSender.setParameters(parameters);
}
