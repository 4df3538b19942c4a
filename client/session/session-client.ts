/** A participant's end of a live session, in a browser or (for tests and load) in Node. */
import { enhancedEvents } from 'mediasoup-client';
import type { ManagerOptions, SocketOptions } from 'socket.io-client';
import type { Point, StrokeBegin, StrokeDraw } from '../../shared/contract/board.ts';
import { type ErrorCode, SidelineError } from '../../shared/contract/errors.ts';
import type { LatencyUpdate, SeenFrame } from '../../shared/contract/latency.ts';
import type { MediaSource } from '../../shared/contract/media.ts';
import type { PosePacket } from '../../shared/contract/pose-packet.ts';
import type { Action, Role } from '../../shared/contract/roles.ts';
import type { SessionEvent, SessionState } from '../../shared/contract/session.ts';
import type { RequestPayload } from '../../shared/contract/socket.ts';
import type { CreateDevice, LocalTrack, VideoCodec } from './media-link.ts';
import { type RecoveryPolicy, recoveryPolicy } from './recovery.ts';
import { RoomClock } from './session-clock.ts';
import { EMPTY_FEED, receive, refresh, type SessionFeed } from './session-feed.ts';
import { type LocalTrackChange, type RemoteTrack, RoomMedia } from './session-media.ts';
import { NoAnswerError, Signalling } from './signalling.ts';

export interface RoomClientOptions {
  /** Address of the server; empty (the default) for the page's own. */
  url?: string;
  /** From `POST /api/identity`. */
  token: string;
  sessionId: string;
  /** The token of an invitation link, for those who are not the session's owner. */
  invitation?: string | undefined;
  createDevice: CreateDevice;
  /** Default VP8; H264 where the device can send it. */
  videoCodec?: VideoCodec;
  /** Whether to receive others' media; default true. */
  receive?: boolean;
  recovery?: RecoveryPolicy;
  socket?: Partial<ManagerOptions & SocketOptions>;
}

/** How we stand with the session. `over`, `refused`, `replaced`, `lost` and `closed` are final. */
export type ConnectionStatus =
  | { stage: 'connecting' }
  | { stage: 'live'; flowing: boolean }
  /** The connection was lost; `attempt` counts from 1. */
  | { stage: 'reconnecting'; attempt: number }
  /** The session has ended; its record tells how. */
  | { stage: 'over' }
  | { stage: 'refused'; error: SidelineError }
  /** The same person took the place from another page. */
  | { stage: 'replaced' }
  /** Gave up reconnecting. */
  | { stage: 'lost' }
  | { stage: 'closed' };

/** Our own place in the session. */
export interface Seat {
  participantId: string;
  role: Role;
  may: readonly Action[];
}

export type RoomClientEvents = {
  status: [ConnectionStatus];
  /** The session's state after each change. */
  state: [SessionState];
  /** Each numbered event as it arrives, for those who time or log them. */
  event: [SessionEvent];
  pose: [PosePacket];
  /** How long frames take in each step; only after `watchLatency(true)`. */
  latency: [LatencyUpdate];
  /** All tracks of others, after each change of any. */
  tracks: [readonly RemoteTrack[]];
  localTrack: [LocalTrackChange];
  /** Something failed that is being tried again; for logs. */
  trouble: [unknown];
};

/** Refusals that may be over soon; all others stay however often we ask. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'rate_limited',
  'media_unavailable',
  'storage_unavailable',
  'shutting_down',
  'internal',
]);

export class RoomClient extends enhancedEvents.EnhancedEventEmitter<RoomClientEvents> {
  readonly #options: RoomClientOptions;
  readonly #recovery: RecoveryPolicy;
  readonly #signalling: Signalling;
  readonly #media: RoomMedia;
  /** The server's clock; known soon after joining. */
  readonly clock: RoomClock;
  #feed: SessionFeed = EMPTY_FEED;
  #state: SessionState | undefined;
  #seat: Seat | undefined;
  #status: ConnectionStatus = { stage: 'connecting' };
  #tracks: readonly RemoteTrack[] = [];
  #running: Promise<void> | undefined;
  /** Ends the present pause between attempts. */
  #hurry: () => void = () => undefined;
  #lost: () => void = () => undefined;

  constructor(options: RoomClientOptions) {
    super();
    this.#options = options;
    this.#recovery = options.recovery ?? recoveryPolicy();
    this.#signalling = new Signalling({
      url: options.url ?? '',
      token: options.token,
      ...(options.socket && { socket: options.socket }),
    });
    this.#media = new RoomMedia({
      signalling: this.#signalling,
      createDevice: options.createDevice,
      recovery: this.#recovery,
      videoCodec: options.videoCodec ?? 'VP8',
      receive: options.receive ?? true,
    });
    this.clock = new RoomClock({
      ask: async (known) => {
        // The server reckons in ms since the epoch; our clock has its own zero.
        const told = known && { ...known, offsetMs: known.offsetMs - performance.timeOrigin };
        return (await this.#signalling.request('clock:read', told ? { known: told } : {})).now;
      },
      onTrouble: (error) => this.emit('trouble', error),
    });
    this.#listen();
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  /** The last known state, also while reconnecting; undefined before the first join. */
  get state(): SessionState | undefined {
    return this.#state;
  }

  get seat(): Seat | undefined {
    return this.#seat;
  }

  get tracks(): readonly RemoteTrack[] {
    return this.#tracks;
  }

  /**
   * Resolves once we have a place in the session; from then on the connection is kept by itself.
   * @throws SidelineError when the server refuses us (see its `code`), NoAnswerError when the policy gives up
   */
  async join(): Promise<Seat> {
    this.#running ??= this.#run();
    return await new Promise((resolve, reject) => {
      const settle = (status: ConnectionStatus) => {
        if (status.stage === 'connecting' || status.stage === 'reconnecting') return;
        this.off('status', settle);
        if (status.stage === 'live' && this.#seat) resolve(this.#seat);
        else if (status.stage === 'refused') reject(status.error);
        else if (status.stage === 'over') reject(new SidelineError('session_ended', 'This session is over.'));
        else reject(new NoAnswerError('could not join the session'));
      };
      this.on('status', settle);
      settle(this.#status);
    });
  }

  /** Tries to reconnect now instead of after the pause: the person is impatient. */
  retryNow(): void {
    this.#hurry();
  }

  /** The device has another network, or has one again: paths are looked for anew before anything is seen to fail. */
  networkChanged(): void {
    this.#hurry();
    if (this.#status.stage === 'live') void this.#media.repair();
  }

  /** Sends a camera or microphone from now on, over every reconnect. */
  publish(local: LocalTrack): Promise<void> {
    return this.#media.publish(local);
  }

  unpublish(source: MediaSource): Promise<void> {
    return this.#media.unpublish(source);
  }

  setPaused(source: MediaSource, paused: boolean): Promise<void> {
    return this.#media.setPaused(source, paused);
  }

  /** Asks for a simulcast layer of somebody's camera, 0 being the smallest. */
  prefer(producerId: string, spatialLayer: number): Promise<void> {
    return this.#media.prefer(producerId, spatialLayer);
  }

  /** Stops the picture for everyone at a media time, ms of the session. */
  async freeze(at: number): Promise<void> {
    await this.#signalling.request('picture:freeze', { at });
  }

  /** Lets the picture go on for everyone. */
  async release(): Promise<void> {
    await this.#signalling.request('picture:release', {});
  }

  async beginStroke(stroke: StrokeBegin): Promise<void> {
    await this.#signalling.request('stroke:begin', stroke);
  }

  async drawStroke(draw: StrokeDraw): Promise<void> {
    await this.#signalling.request('stroke:draw', draw);
  }

  /** Resolves once the stroke is kept. */
  async endStroke(id: string): Promise<void> {
    await this.#signalling.request('stroke:end', { id });
  }

  async undo(): Promise<void> {
    await this.#signalling.request('board:undo', {});
  }

  async clear(scope: 'mine' | 'all'): Promise<void> {
    await this.#signalling.request('board:clear', { scope });
  }

  /** Gives a coach's word on the count, a repetition or the strictness. Resolves once it is kept. */
  async correct(correction: RequestPayload<'coaching:correct'>): Promise<void> {
    await this.#signalling.request('coaching:correct', correction);
  }

  /** Begins or ends being sent how long frames take in each step. */
  async watchLatency(watching: boolean): Promise<void> {
    await this.#signalling.request('latency:watch', { watching });
  }

  /** Tells the server when frames came and were drawn here, on the session's clock. Resolves with how many it took for true. */
  async tellSeen(frames: SeenFrame[]): Promise<number> {
    return (await this.#signalling.request('latency:seen', { frames })).taken;
  }

  /** WebRTC's statistics of our transports. */
  mediaStats(): Promise<RTCStatsReport[]> {
    return this.#media.stats();
  }

  /** Says who of the people in the athlete's picture is the athlete. Resolves once they are followed. */
  async pickAthlete(at: Point): Promise<void> {
    await this.#signalling.request('athlete:pick', { at });
  }

  /** Ends the session for everyone. */
  async end(): Promise<void> {
    try {
      await this.#signalling.request('session:end', {});
    } catch (error) {
      // The news that the session is over may come before the answer, and closes the connection.
      if (this.#status.stage !== 'over') throw error;
    }
  }

  /** Gives the place up for good; without it the place is kept for a while. */
  async leave(): Promise<void> {
    if (this.#signalling.connected) await this.#signalling.request('session:leave', {});
    this.close();
  }

  override close(): void {
    if (this.#status.stage === 'closed') return;
    this.#finish({ stage: 'closed' });
    super.close();
  }

  #listen(): void {
    const signalling = this.#signalling;
    signalling.on('event', (event) => this.#receive(event));
    signalling.on('pose', (pose) => this.emit('pose', pose));
    signalling.on('latency', (update) => this.emit('latency', update));
    signalling.on('replaced', () => this.#finish({ stage: 'replaced' }));
    signalling.on('down', () => this.#lost());
    signalling.on('trouble', (error) => this.emit('trouble', error));
    const media = this.#media;
    media.on('tracks', (tracks) => {
      this.#tracks = tracks;
      this.emit('tracks', tracks);
    });
    media.on('localTrack', (change) => this.emit('localTrack', change));
    media.on('flow', (flowing) => {
      if (this.#status.stage === 'live') this.#setStatus({ stage: 'live', flowing });
    });
    media.on('rejoin', () => signalling.disconnect());
    media.on('trouble', (error) => this.emit('trouble', error));
  }

  /** Connects and joins, again and again, until a final status. */
  async #run(): Promise<void> {
    for (let attempt = 0; !this.#final; attempt += 1) {
      try {
        const lost = new Promise<void>((resolve) => {
          this.#lost = resolve;
        });
        await this.#signalling.connect();
        await this.#enter();
        attempt = 0;
        this.#setStatus({ stage: 'live', flowing: true });
        await lost;
      } catch (error) {
        if (error instanceof SidelineError && !PASSING.has(error.code)) return this.#refused(error);
        this.emit('trouble', error);
      }
      this.#media.suspend();
      this.clock.stop();
      this.#signalling.disconnect();
      if (!this.#final) await this.#pause(attempt);
    }
  }

  async #enter(): Promise<void> {
    this.#feed = EMPTY_FEED;
    const { sessionId, invitation } = this.#options;
    const { state, ...seat } = await this.#signalling.request('session:join', {
      sessionId,
      ...(invitation && { invitation }),
    });
    this.#seat = seat;
    this.#setFeed(refresh(this.#feed, state));
    this.clock.start();
    // Media may take its time or fail for a while; the session itself goes on meanwhile.
    void this.#media.open();
  }

  #refused(error: SidelineError): void {
    if (error.code === 'session_ended') this.#finish({ stage: 'over' });
    else this.#finish({ stage: 'refused', error });
  }

  #pause(attempt: number): Promise<void> {
    const delay = this.#recovery.reconnectDelay(attempt);
    if (delay === undefined) {
      this.#finish({ stage: 'lost' });
      return Promise.resolve();
    }
    this.#setStatus({ stage: 'reconnecting', attempt: attempt + 1 });
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, delay);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #receive(event: SessionEvent): void {
    this.emit('event', event);
    const before = this.#feed;
    this.#setFeed(receive(before, event));
    if (this.#feed.gap && !before.gap) void this.#fillGap();
    if (event.change.type === 'session-ended') this.#finish({ stage: 'over' });
  }

  async #fillGap(): Promise<void> {
    try {
      while (this.#feed.gap) this.#setFeed(refresh(this.#feed, await this.#signalling.request('session:snapshot', {})));
    } catch (error) {
      this.emit('trouble', error);
      // A state that can't be trusted is worth less than a new join, which brings a whole one.
      this.#signalling.disconnect();
    }
  }

  #setFeed(feed: SessionFeed): void {
    this.#feed = feed;
    if (!feed.state || feed.state === this.#state) return;
    this.#state = feed.state;
    if (this.#seat) this.#media.follow(feed.state, this.#seat.participantId);
    this.emit('state', feed.state);
  }

  #setStatus(status: ConnectionStatus): void {
    if (this.#final) return;
    this.#status = status;
    this.emit('status', status);
  }

  get #final(): boolean {
    return !['connecting', 'live', 'reconnecting'].includes(this.#status.stage);
  }

  #finish(status: ConnectionStatus): void {
    if (this.#final && status.stage !== 'closed') return;
    this.#media.close();
    this.clock.stop();
    this.#signalling.close();
    this.#status = status;
    this.emit('status', status);
    this.#lost();
    this.#hurry();
  }
}
