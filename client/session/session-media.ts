/** The media of a session: what we send and receive, kept going over new transports, new joins and new media workers. */
import { enhancedEvents } from 'mediasoup-client';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { MediaSource } from '../../shared/contract/media.ts';
import type { SessionState } from '../../shared/contract/session.ts';
import { NoAnswerError } from '../no-answer-error.ts';
import { type CreateDevice, type LocalTrack, MediaLink, type VideoCodec } from './media-link.ts';
import { MediaRecovery } from './media-recovery.ts';
import type { RecoveryPolicy } from './recovery.ts';
import type { Signalling } from './signalling.ts';

/** A track of another participant. */
export interface RemoteTrack {
  producerId: string;
  participantId: string;
  source: MediaSource;
  track: MediaStreamTrack;
  /** What receives it; knows when frames were captured. */
  receiver: RTCRtpReceiver | undefined;
}

/** What became of a track of ours: it is sent (`live`), silenced by the system (`muted`), or gone for good (`ended`). */
export type LocalTrackChange = { source: MediaSource; change: 'live' | 'muted' | 'ended' };

/** Why media don't begin: this browser can't do it (`unsupported`), or the server's media ports don't answer (`unreachable`). */
export type MediaObstacle = 'unsupported' | 'unreachable';

export type SessionMediaEvents = {
  tracks: [readonly RemoteTrack[]];
  localTrack: [LocalTrackChange];
  /** Whether media flows, or is being mended. */
  flow: [flowing: boolean];
  /** What keeps media from ever beginning; undefined once they have begun. */
  obstacle: [MediaObstacle | undefined];
  /** Nothing but a new join helps. */
  rejoin: [];
  /** Something failed that is tried again, or can't be mended here. */
  trouble: [unknown];
};

export interface SessionMediaOptions {
  signalling: Signalling;
  createDevice: CreateDevice;
  recovery: RecoveryPolicy;
  videoCodec: VideoCodec;
  /** False for participants that only send. */
  receive: boolean;
}

interface Published extends LocalTrack {
  paused: boolean;
  unwatch: () => void;
}

/** Pause before a consumer that could not be made is tried again, in ms. */
const CONSUME_AGAIN_MS = 1_000;

export class SessionMedia extends enhancedEvents.EnhancedEventEmitter<SessionMediaEvents> {
  readonly #options: SessionMediaOptions;
  readonly #recovery: MediaRecovery;
  readonly #published = new Map<MediaSource, Published>();
  readonly #tracks = new Map<string, RemoteTrack>();
  readonly #preferred = new Map<string, number>();
  #wanted: Omit<RemoteTrack, 'track' | 'receiver'>[] = [];
  /** The session's newest media worker that we have heard of. */
  #generation = 0;
  #link: MediaLink | undefined;
  /** Counts the links asked for, so that one that was overtaken while being built is thrown away. */
  #build = 0;
  #again: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: SessionMediaOptions) {
    super();
    this.#options = options;
    this.#recovery = new MediaRecovery(options.recovery, (step) => {
      if (step === 'rejoin') this.emit('rejoin');
      else if (step === 'new-transports' || !this.#link) void this.open();
      else void this.repair();
    });
  }

  /** All tracks of others. */
  get tracks(): readonly RemoteTrack[] {
    return [...this.#tracks.values()];
  }

  /** Builds device and transports anew and sends and receives all that was sent and received before. */
  async open(): Promise<void> {
    this.#build += 1;
    const build = this.#build;
    this.#dropLink();
    await this.#attempt(async () => {
      const link = await MediaLink.create({ ...this.#options, patience: this.#options.recovery });
      if (build !== this.#build || this.#closed) {
        link.close();
        return;
      }
      this.#link = link;
      // Built; from here on its transports report how they are.
      this.#recovery.pause();
      link.on('flow', (flowing) => this.#flow(flowing));
      link.on('unreachable', (unreachable) => this.emit('obstacle', unreachable ? 'unreachable' : undefined));
      if (link.generation < this.#generation) return await this.open();
      this.#receive();
      await Promise.all([...this.#published.values()].map((local) => this.#send(link, local)));
    });
  }

  /** Restarts ICE on what there is. */
  repair(): Promise<void> {
    return this.#attempt(() => this.#link?.repair());
  }

  /** Stops everything until `open`: the connection is gone, and with it all that the server had for us. */
  suspend(): void {
    this.#build += 1;
    this.#recovery.pause();
    this.#dropLink();
  }

  /** Takes up and gives up producers as the session's state has them. */
  follow(state: SessionState, selfId: string): void {
    this.#wanted = state.participants
      .filter(({ id }) => id !== selfId)
      .flatMap(({ id, producers }) =>
        producers.map((producer) => ({ producerId: producer.id, participantId: id, source: producer.source })),
      );
    // The server has closed all transports of the old worker; what is asked of them now would only fail.
    this.#generation = state.mediaGeneration;
    if (this.#link && this.#link.generation < this.#generation) void this.open();
    else this.#receive();
  }

  /**
   * Sends a track from now on, over every reconnect; a second one of the same source takes its place.
   * @throws SidelineError when the server refuses it; a connection that is down is waited for instead
   */
  async publish(local: LocalTrack): Promise<void> {
    const previous = this.#published.get(local.source);
    previous?.unwatch();
    const published = { ...local, paused: local.paused ?? previous?.paused ?? false, unwatch: this.#watch(local) };
    local.track.enabled = !published.paused;
    this.#published.set(local.source, published);
    this.emit('localTrack', { source: local.source, change: 'live' });
    const link = this.#link;
    if (!link) return;
    const done = await this.#tolerant(this.#send(link, published));
    const stands = link === this.#link && this.#published.get(local.source) === published;
    // What this browser can't add to what it sends already, it may be able to send from the start.
    if (!done && stands) await this.open();
  }

  async unpublish(source: MediaSource): Promise<void> {
    this.#published.get(source)?.unwatch();
    this.#published.delete(source);
    await this.#tolerant(this.#link?.closeProducer(source));
  }

  /** Mutes or unmutes; others see it at once. */
  async setPaused(source: MediaSource, paused: boolean): Promise<void> {
    const published = this.#published.get(source);
    if (!published) return;
    published.paused = paused;
    published.track.enabled = !paused;
    await this.#tolerant(this.#link?.pauseProducer(source, paused));
  }

  /** Asks for a simulcast layer of a producer, 0 being the smallest; remembered as long as the producer lives. */
  async prefer(producerId: string, spatialLayer: number): Promise<void> {
    this.#preferred.set(producerId, spatialLayer);
    await this.#tolerant(this.#link?.prefer(producerId, spatialLayer));
  }

  /** WebRTC's statistics of the transports that there are. */
  async stats(): Promise<RTCStatsReport[]> {
    return (await this.#link?.stats()) ?? [];
  }

  override close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.suspend();
    for (const { unwatch } of this.#published.values()) unwatch();
    super.close();
  }

  #flow(flowing: boolean): void {
    if (flowing) this.#recovery.flowing();
    else this.#recovery.failed();
    this.emit('flow', flowing);
  }

  #dropLink(): void {
    clearTimeout(this.#again);
    this.#link?.close();
    this.#link = undefined;
    if (this.#tracks.size === 0) return;
    this.#tracks.clear();
    this.#emitTracks();
  }

  async #send(link: MediaLink, local: Published): Promise<void> {
    await link.produce(local);
    if (local.paused) await link.pauseProducer(local.source, true);
  }

  #receive(): void {
    const link = this.#link;
    if (!link || !this.#options.receive) return;
    const wanted = new Set(this.#wanted.map(({ producerId }) => producerId));
    for (const producerId of link.consumed) if (!wanted.has(producerId)) this.#release(link, producerId);
    for (const remote of this.#wanted) {
      if (link.consumed.includes(remote.producerId)) continue;
      this.#consume(link, remote).catch((error: unknown) => this.#consumeLater(link, error));
    }
  }

  async #consume(link: MediaLink, remote: Omit<RemoteTrack, 'track' | 'receiver'>): Promise<void> {
    const { producerId, participantId } = remote;
    const { track, rtpReceiver: receiver } = await link.consume(producerId, participantId);
    if (link !== this.#link || !link.consumed.includes(producerId)) return;
    this.#tracks.set(producerId, { ...remote, track, receiver });
    this.#emitTracks();
    const layer = this.#preferred.get(producerId);
    if (layer !== undefined) await link.prefer(producerId, layer);
    await link.resume(producerId);
  }

  #consumeLater(link: MediaLink, error: unknown): void {
    if (link !== this.#link) return;
    this.emit('trouble', error);
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.#receive(), CONSUME_AGAIN_MS);
  }

  #release(link: MediaLink, producerId: string): void {
    this.#preferred.delete(producerId);
    if (this.#tracks.delete(producerId)) this.#emitTracks();
    link.release(producerId).catch((error: unknown) => this.emit('trouble', error));
  }

  #emitTracks(): void {
    this.emit('tracks', this.tracks);
  }

  #watch({ source, track }: LocalTrack): () => void {
    const changed = (change: LocalTrackChange['change']) => () => {
      this.emit('localTrack', { source, change });
      if (change === 'ended') this.unpublish(source).catch((error: unknown) => this.emit('trouble', error));
    };
    const listeners = { mute: changed('muted'), unmute: changed('live'), ended: changed('ended') };
    for (const [name, listener] of Object.entries(listeners)) track.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of Object.entries(listeners)) track.removeEventListener(name, listener);
    };
  }

  /** Runs a step of recovery; a refusal leads to the next step, a lost connection is mended by `Connection`. */
  async #attempt(step: () => Promise<void> | undefined): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (this.#closed || error instanceof NoAnswerError) return;
      this.emit('trouble', error);
      // A browser does not learn it by trying again.
      if (error instanceof Error && error.name === 'UnsupportedError') this.emit('obstacle', 'unsupported');
      else this.#recovery.failed();
    }
  }

  /** What a lost connection leaves undone is done after the next join; gives false when it is the browser that can't do it. */
  async #tolerant(work: Promise<void> | undefined): Promise<boolean> {
    try {
      await work;
    } catch (error) {
      if (error instanceof NoAnswerError) return true;
      if (error instanceof SidelineError) throw error;
      this.emit('trouble', error);
      return false;
    }
    return true;
  }
}
