/**
 * One participant's side of the SFU: a send and a receive transport, their producers and consumers. RTP parameters come
 * in the contract's shape; mediasoup's narrower types are checked by mediasoup itself, which throws a TypeError.
 */
import type { types } from 'mediasoup';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { MediaSource, RtpCapabilities, RtpParameters, TransportOptions } from '../../shared/contract/media.ts';
import type { ProducerInfo } from '../../shared/contract/session.ts';
import { MEDIA_OF_A_PARTICIPANT } from '../limits.ts';
import { Places } from '../support/places.ts';
import { faultIn } from './publishable.ts';
import { upright } from './router-options.ts';
import type { Placement } from './worker-pool.ts';

export type TransportDirection = 'send' | 'receive';

export interface ParticipantMediaEvents {
  /** A producer is running; others may consume it. */
  producerAdded(producer: types.Producer, info: ProducerInfo): void;
  producerPaused(producerId: string, paused: boolean): void;
  /** A producer ended, whatever the reason. */
  producerRemoved(producerId: string): void;
}

const MAX_INCOMING_BITRATE = 6_000_000;
const INITIAL_OUTGOING_BITRATE = 1_500_000;

export class ParticipantMedia {
  readonly #place: () => Promise<Placement>;
  readonly #events: ParticipantMediaEvents;
  readonly #transports = new Map<TransportDirection, types.WebRtcTransport>();
  readonly #connected = new Set<string>();
  readonly #producers = new Map<string, { producer: types.Producer; source: MediaSource }>();
  readonly #consumers = new Map<string, types.Consumer>();
  readonly #transportPlaces = new Places(MEDIA_OF_A_PARTICIPANT.transports);
  readonly #consumerPlaces = new Places(MEDIA_OF_A_PARTICIPANT.consumers);
  readonly #closeListeners: (() => void)[] = [];
  /** Sources whose producer is being made, so that two requests at once don't make two. */
  readonly #starting = new Set<MediaSource>();
  #closed = false;

  constructor(place: () => Promise<Placement>, events: ParticipantMediaEvents) {
    this.#place = place;
    this.#events = events;
  }

  onClosed(listener: () => void): void {
    this.#closeListeners.push(listener);
  }

  /**
   * A new transport; an older one of the same direction is closed with all that runs on it.
   * @throws SidelineError `rate_limited` while too many are being made, `media_unavailable`
   */
  async createTransport(direction: TransportDirection): Promise<TransportOptions> {
    const transport = await this.#newTransport();
    if (this.#closed) {
      transport.close();
      throw gone();
    }
    this.#transports.get(direction)?.close();
    this.#transports.set(direction, transport);
    transport.observer.once('close', () => {
      this.#connected.delete(transport.id);
      if (this.#transports.get(direction) === transport) this.#transports.delete(direction);
    });
    if (direction === 'send') await transport.setMaxIncomingBitrate(MAX_INCOMING_BITRATE).catch(unavailable);
    return {
      id: transport.id,
      iceParameters: transport.iceParameters,
      iceCandidates: transport.iceCandidates,
      dtlsParameters: transport.dtlsParameters,
    };
  }

  /** Without SCTP: nobody needs data channels, and what is not open can't be attacked. */
  async #newTransport(): Promise<types.WebRtcTransport> {
    const leave = this.#transportPlaces.take();
    if (!leave) throw new SidelineError('rate_limited', 'Too many transports at once.');
    try {
      const { router, worker } = await this.#place();
      const transport = await router.createWebRtcTransport({
        webRtcServer: worker.webRtcServer,
        enableUdp: true,
        enableTcp: true,
        preferUdp: true,
        enableSctp: false,
        initialAvailableOutgoingBitrate: INITIAL_OUTGOING_BITRATE,
      });
      transport.observer.once('close', leave);
      return transport;
    } catch (error) {
      leave();
      throw error instanceof SidelineError ? error : unavailableError(error);
    }
  }

  async connectTransport(transportId: string, dtlsParameters: types.DtlsParameters): Promise<void> {
    const transport = this.#transport(transportId);
    if (this.#connected.has(transportId)) {
      throw new SidelineError('out_of_order', 'The transport is connected already.');
    }
    this.#connected.add(transportId);
    try {
      await transport.connect({ dtlsParameters });
    } catch (error) {
      this.#connected.delete(transportId);
      throw refusedBy(transport, error, 'The transport could not be connected with these DTLS parameters.');
    }
  }

  async restartIce(transportId: string): Promise<types.IceParameters> {
    return await this.#transport(transportId).restartIce().catch(unavailable);
  }

  /** @throws SidelineError `invalid_request` for what nobody could receive, `out_of_order`, `media_unavailable` */
  async produce(request: {
    transportId: string;
    kind: types.MediaKind;
    source: MediaSource;
    rtpParameters: RtpParameters;
  }): Promise<string> {
    const { kind, source } = request;
    const transport = this.#connectedTransport(request.transportId, 'send');
    if ((source === 'camera') !== (kind === 'video')) {
      throw new SidelineError('invalid_request', `A ${source} does not send ${kind}.`);
    }
    const fault = faultIn(kind, request.rtpParameters);
    if (fault) throw new SidelineError('invalid_request', fault);
    if (this.#starting.has(source)) {
      throw new SidelineError('out_of_order', `The ${source} is being started already.`);
    }
    this.#starting.add(source);
    try {
      const producer = await transport
        .produce({ kind, rtpParameters: upright(request.rtpParameters) as types.RtpParameters, appData: { source } })
        .catch((error: unknown) => {
          throw refusedBy(transport, error, 'The SFU does not take these RTP parameters.');
        });
      if (this.#closed) {
        producer.close();
        throw gone();
      }
      this.#closeSource(source);
      this.#producers.set(producer.id, { producer, source });
      producer.observer.once('close', () => this.#producerClosed(producer.id));
      this.#events.producerAdded(producer, { id: producer.id, kind, source, paused: producer.paused });
      return producer.id;
    } finally {
      this.#starting.delete(source);
    }
  }

  async pauseProducer(producerId: string, paused: boolean): Promise<void> {
    const { producer } = this.#producer(producerId);
    await (paused ? producer.pause() : producer.resume()).catch(unavailable);
    this.#events.producerPaused(producerId, paused);
  }

  closeProducer(producerId: string): void {
    this.#producer(producerId).producer.close();
  }

  /**
   * A consumer, paused until `resumeConsumer`.
   * @throws SidelineError `rate_limited`, `media_unavailable`, `invalid_request`, `out_of_order`
   */
  async consume(request: {
    transportId: string;
    producerId: string;
    rtpCapabilities: RtpCapabilities;
  }): Promise<types.Consumer> {
    const leave = this.#consumerPlaces.take();
    if (!leave) throw new SidelineError('rate_limited', 'Too many consumers at once.');
    try {
      const consumer = await this.#newConsumer(request);
      consumer.observer.once('close', leave);
      if (this.#closed) {
        consumer.close();
        throw gone();
      }
      this.#consumers.set(consumer.id, consumer);
      consumer.observer.once('close', () => this.#consumers.delete(consumer.id));
      return consumer;
    } catch (error) {
      leave();
      throw error;
    }
  }

  async #newConsumer(request: { transportId: string; producerId: string; rtpCapabilities: RtpCapabilities }) {
    const { producerId } = request;
    const rtpCapabilities = upright(request.rtpCapabilities) as types.RtpCapabilities;
    const transport = this.#connectable(request.transportId, 'receive');
    const { router } = await this.#place();
    if (!canConsume(router, producerId, rtpCapabilities)) {
      throw new SidelineError('media_unavailable', 'That producer has gone, or this client has none of its codecs.');
    }
    return await transport.consume({ producerId, rtpCapabilities, paused: true }).catch((error: unknown) => {
      throw refused(error, 'The SFU can’t give this producer to this client.');
    });
  }

  async resumeConsumer(consumerId: string): Promise<void> {
    await this.#consumer(consumerId).resume().catch(unavailable);
  }

  async preferLayers(consumerId: string, layers: types.ConsumerLayers): Promise<void> {
    await this.#consumer(consumerId).setPreferredLayers(layers).catch(unavailable);
  }

  closeConsumer(consumerId: string): void {
    this.#consumer(consumerId).close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const transport of [...this.#transports.values()].reverse()) transport.close();
    for (const listener of this.#closeListeners) listener();
  }

  #producerClosed(producerId: string): void {
    if (this.#producers.delete(producerId)) this.#events.producerRemoved(producerId);
  }

  #closeSource(source: MediaSource): void {
    for (const entry of [...this.#producers.values()]) if (entry.source === source) entry.producer.close();
  }

  #transport(transportId: string): types.WebRtcTransport {
    const transport = [...this.#transports.values()].find(({ id }) => id === transportId);
    if (!transport) throw new SidelineError('out_of_order', 'There is no such transport: create it first.');
    return transport;
  }

  #connectable(transportId: string, direction: TransportDirection): types.WebRtcTransport {
    const transport = this.#transport(transportId);
    if (this.#transports.get(direction) !== transport) {
      throw new SidelineError('invalid_request', `That transport is not for the direction “${direction}”.`);
    }
    return transport;
  }

  #connectedTransport(transportId: string, direction: TransportDirection): types.WebRtcTransport {
    const transport = this.#connectable(transportId, direction);
    if (!this.#connected.has(transportId)) {
      throw new SidelineError('out_of_order', 'Connect the transport before producing on it.');
    }
    return transport;
  }

  #producer(producerId: string) {
    const entry = this.#producers.get(producerId);
    if (!entry) throw new SidelineError('not_found', 'You have no such producer.');
    return entry;
  }

  #consumer(consumerId: string): types.Consumer {
    const consumer = this.#consumers.get(consumerId);
    if (!consumer) throw new SidelineError('not_found', 'You have no such consumer.');
    return consumer;
  }
}

/** mediasoup throws on capabilities that make no sense to it. */
function canConsume(router: types.Router, producerId: string, rtpCapabilities: types.RtpCapabilities): boolean {
  try {
    return router.canConsume({ producerId, rtpCapabilities });
  } catch (error) {
    throw refused(error, 'These RTP capabilities make no sense.');
  }
}

const gone = () => new SidelineError('out_of_order', 'The participant has left.');

/** mediasoup reports wrong parameters as TypeError and all else (closed channel, dead worker) as other errors. */
function refused(cause: unknown, message: string): SidelineError {
  if (cause instanceof SidelineError) return cause;
  if (cause instanceof TypeError || (cause instanceof Error && cause.name === 'UnsupportedError')) {
    return new SidelineError('invalid_request', message, { cause });
  }
  return unavailableError(cause);
}

/**
 * What a worker that is there says no to, it says no to each time, such as an SSRC that is in use already.
 */
function refusedBy(transport: types.Transport, cause: unknown, message: string): SidelineError {
  return transport.closed ? unavailableError(cause) : new SidelineError('invalid_request', message, { cause });
}

function unavailable(cause: unknown): never {
  throw unavailableError(cause);
}

const unavailableError = (cause: unknown) =>
  new SidelineError('media_unavailable', 'The media server can’t do this now. Try again.', { cause });
