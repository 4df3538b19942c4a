/** A participant's end of a live session, in a browser or (for tests and load) in Node. */
import { enhancedEvents } from 'mediasoup-client';
import type { ManagerOptions, SocketOptions } from 'socket.io-client';
import type { LatencyUpdate } from '../../shared/contract/latency.ts';
import type { ReviewPointer } from '../../shared/contract/live-review.ts';
import type { PosePacket } from '../../shared/contract/pose-packet.ts';
import type { Action, Role } from '../../shared/contract/roles.ts';
import type { SessionEvent, SessionState } from '../../shared/contract/session.ts';
import { NoAnswerError } from '../no-answer-error.ts';
import { Connection, type ConnectionStatus, isFinal } from './connection.ts';
import type { CreateDevice, VideoCodec } from './media-link.ts';
import { type RecoveryPolicy, recoveryPolicy } from './recovery.ts';
import { SessionClock } from './session-clock.ts';
import { EMPTY_FEED, receive, refresh, type SessionFeed } from './session-feed.ts';
import { type LocalTrackChange, type MediaObstacle, type RemoteTrack, SessionMedia } from './session-media.ts';
import { type Carrier, type Request, Signalling } from './signalling.ts';

export interface SessionClientOptions {
  /** Address of the server; empty (the default) for the page's own. */
  url?: string;
  /** Access token, or what gives the newest one: each connection is made with it. */
  token: string | (() => Promise<string>);
  sessionId: string;
  /** The token of an invitation link, for those who are not the session's owner. */
  invitation?: string | undefined;
  /** Nothing of us is recorded, or it is again, from our joining on; undefined leaves it as it was decided before. */
  refusesRecording?: boolean | undefined;
  createDevice: CreateDevice;
  /** Default VP8; H264 where the device can send it. */
  videoCodec?: VideoCodec;
  /** Whether to receive others' media; default true. */
  receive?: boolean;
  recovery?: RecoveryPolicy;
  /** What carried messages when we were here before, and how long it may take before another one is tried, ms. */
  carrier?: Carrier | undefined;
  carrierPatienceMs?: number | undefined;
  socket?: Partial<ManagerOptions & SocketOptions>;
}

/** Our own place in the session. */
export interface Seat {
  participantId: string;
  role: Role;
  may: readonly Action[];
}

/** What we send, and how we receive. */
export type MediaControls = Pick<SessionMedia, 'publish' | 'unpublish' | 'setPaused' | 'prefer' | 'stats' | 'tracks'>;

export type SessionClientEvents = {
  status: [ConnectionStatus];
  /** The session's state after each change. */
  state: [SessionState];
  /** Each numbered event as it arrives, for those who time or log them. */
  event: [SessionEvent];
  /** A pose, and the athlete (by participant id) whose it is. */
  pose: [PosePacket, string];
  /** How long frames are in each step of the latency budget, while we watch that. */
  latency: [LatencyUpdate];
  /** Somebody points at something on the recording that is looked at together, perhaps ourselves. */
  pointer: [ReviewPointer];
  /** All tracks of others, after each change of any. */
  tracks: [readonly RemoteTrack[]];
  localTrack: [LocalTrackChange];
  /** What keeps media from ever beginning; undefined once they have begun. */
  obstacle: [MediaObstacle | undefined];
  /** Messages are carried otherwise than before, and will be when this is remembered for the next client. */
  carrier: [Carrier];
  /** Something failed that is being tried again; for logs. */
  trouble: [unknown];
};

/**
 * Joins, and keeps place, state and media over every loss of the connection. All else that a participant may do is a
 * `request` of the contract (`shared/contract/socket.ts`).
 */
export class SessionClient extends enhancedEvents.EnhancedEventEmitter<SessionClientEvents> {
  /** The server's clock; known soon after joining. */
  readonly clock: SessionClock;
  readonly #options: SessionClientOptions;
  readonly #signalling: Signalling;
  readonly #media: SessionMedia;
  readonly #connection: Connection;
  #feed: SessionFeed = EMPTY_FEED;
  #state: SessionState | undefined;
  #seat: Seat | undefined;

  constructor(options: SessionClientOptions) {
    super();
    this.#options = options;
    const recovery = options.recovery ?? recoveryPolicy();
    this.#signalling = new Signalling({
      url: options.url ?? '',
      token: options.token,
      carrier: options.carrier,
      carrierPatienceMs: options.carrierPatienceMs,
      ...(options.socket && { socket: options.socket }),
    });
    this.#media = new SessionMedia({
      signalling: this.#signalling,
      createDevice: options.createDevice,
      recovery,
      videoCodec: options.videoCodec ?? 'VP8',
      receive: options.receive ?? true,
    });
    this.clock = new SessionClock({
      ask: async (known) => {
        // The server reckons in ms since the epoch; our clock has its own zero.
        const reckoned = known && { ...known, offsetMs: known.offsetMs - performance.timeOrigin };
        return (await this.request('clock:read', reckoned ? { known: reckoned } : {})).now;
      },
      onTrouble: (error) => this.emit('trouble', error),
    });
    this.#connection = new Connection({
      signalling: this.#signalling,
      recovery,
      enter: () => this.#enter(),
      onDown: () => this.#suspend(),
    });
    this.#listen();
  }

  get status(): ConnectionStatus {
    return this.#connection.status;
  }

  /** The last known state, also while reconnecting; undefined before the first join. */
  get state(): SessionState | undefined {
    return this.#state;
  }

  get seat(): Seat | undefined {
    return this.#seat;
  }

  get media(): MediaControls {
    return this.#media;
  }

  /**
   * Asks the server for something.
   * @throws SidelineError when it refuses, NoAnswerError when no answer comes in time
   */
  get request(): Request {
    return this.#signalling.request;
  }

  /** Ms of the session at `local` ms of our `performance.now()`; undefined until the server's clock is known. */
  sessionTime(local: number): number | undefined {
    const server = this.clock.toServer(local);
    return server === undefined || !this.#state ? undefined : server - this.#state.startedAt;
  }

  /**
   * Resolves once we have a place in the session; from then on the connection is kept without further calls.
   * @throws SidelineError when the server refuses us (see its `code`), NoAnswerError when the policy gives up
   */
  async join(): Promise<Seat> {
    await this.#connection.join();
    if (!this.#seat) throw new NoAnswerError('could not join the session');
    return this.#seat;
  }

  /** Makes the next attempt to reconnect now instead of after the pause: the person is impatient. */
  retryNow(): void {
    this.#connection.hurry();
  }

  /** The device has another network, or has one again: media looks for new paths before anything is seen to fail. */
  networkChanged(): void {
    this.#connection.hurry();
    if (this.status.kind === 'live') void this.#media.repair();
  }

  /** Ends the session for everyone. */
  async end(): Promise<void> {
    try {
      await this.request('session:end', {});
    } catch (error) {
      // The event that the session is over may come before the answer, and closes the connection.
      if (this.status.kind !== 'over') throw error;
    }
  }

  /** Gives the place up for good; without it the place is kept for a while. */
  async leave(): Promise<void> {
    if (this.#signalling.connected) await this.request('session:leave', {});
    this.close();
  }

  /** May be called twice. */
  override close(): void {
    this.#connection.close();
    super.close();
  }

  #listen(): void {
    const trouble = (error: unknown) => this.emit('trouble', error);
    const signalling = this.#signalling;
    signalling.on('event', (event) => this.#receive(event));
    signalling.on('pose', (pose) => this.#passPose(pose));
    signalling.on('latency', (update) => this.emit('latency', update));
    signalling.on('pointer', (pointer) => this.emit('pointer', pointer));
    signalling.on('carrier', (carrier) => this.emit('carrier', carrier));
    signalling.on('trouble', trouble);
    const media = this.#media;
    media.on('tracks', (tracks) => this.emit('tracks', tracks));
    media.on('localTrack', (change) => this.emit('localTrack', change));
    media.on('obstacle', (obstacle) => this.emit('obstacle', obstacle));
    media.on('flow', (flowing) => this.#connection.setFlowing(flowing));
    media.on('rejoin', () => signalling.disconnect());
    media.on('trouble', trouble);
    this.#connection.on('trouble', trouble);
    this.#connection.on('status', (status) => {
      if (isFinal(status)) {
        media.close();
        this.clock.stop();
        signalling.close();
      }
      this.emit('status', status);
    });
  }

  async #enter(): Promise<void> {
    this.#feed = EMPTY_FEED;
    const { sessionId, invitation, refusesRecording } = this.#options;
    const { state, ...seat } = await this.request('session:join', {
      sessionId,
      ...(invitation && { invitation }),
      // Only until we have a place: what is decided in the session counts from then on.
      ...(!this.#seat && refusesRecording !== undefined && { refusesRecording }),
    });
    this.#seat = seat;
    this.#setFeed(refresh(this.#feed, state));
    this.clock.start();
    // Media may take its time or fail for a while; the session itself goes on meanwhile.
    void this.#media.open();
  }

  #suspend(): void {
    this.#media.suspend();
    this.clock.stop();
  }

  /** An athlete whom we do not know yet has no picture here either. */
  #passPose(pose: PosePacket): void {
    const athletes = Object.entries(this.#state?.athletes ?? {});
    const found = athletes.find(([, { number }]) => number === pose.athlete);
    if (found) this.emit('pose', pose, found[0]);
  }

  #receive(event: SessionEvent): void {
    this.emit('event', event);
    const before = this.#feed;
    this.#setFeed(receive(before, event));
    if (this.#feed.gap && !before.gap) void this.#fillGap();
    if (event.change.type === 'session-ended') this.#connection.finish({ kind: 'over' });
  }

  async #fillGap(): Promise<void> {
    try {
      while (this.#feed.gap) this.#setFeed(refresh(this.#feed, await this.request('session:snapshot', {})));
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
}
