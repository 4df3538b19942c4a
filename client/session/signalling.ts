/** The typed Socket.IO connection to the server: requests with answers, and what the server sends by itself. */
import { enhancedEvents } from 'mediasoup-client';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { z } from 'zod';
import { SessionElsewhereError, SidelineError } from '../../shared/contract/errors.ts';
import { type LatencyUpdate, latencyUpdateSchema } from '../../shared/contract/latency.ts';
import { type ReviewPointer, reviewPointerSchema } from '../../shared/contract/live-review.ts';
import { decodePose, type PosePacket } from '../../shared/contract/pose-packet.ts';
import { type SessionEvent, sessionEventSchema } from '../../shared/contract/session.ts';
import {
  ACK_TIMEOUT_MS,
  type Ack,
  REQUESTS,
  type RequestName,
  type RequestPayload,
  type RequestReply,
  type ServerToClientEvents,
  type SocketError,
  socketErrorSchema,
} from '../../shared/contract/socket.ts';
import { NoAnswerError } from '../no-answer-error.ts';

/** Sends one request and resolves with the server's answer. */
export type Request = <N extends RequestName>(name: N, payload: RequestPayload<N>) => Promise<RequestReply<N>>;

export type SignallingEvents = {
  event: [SessionEvent];
  pose: [PosePacket];
  latency: [LatencyUpdate];
  pointer: [ReviewPointer];
  /** A newer connection of the same person took the place. */
  replaced: [];
  /** The connection is gone; nothing is retried here. */
  down: [reason: string];
  /** The server sent something that is not in the contract; it was left out. */
  trouble: [unknown];
  /** Another carrier than before has proved to work, and is tried first from now on. */
  carrier: [Carrier];
};

/** What carries messages: one WebSocket, or requests by HTTP that become a WebSocket where that works. */
export type Carrier = 'websocket' | 'polling';

export interface SignallingOptions {
  /** Address of the server; empty for the page's own. */
  url: string;
  /** Access token, or what gives the newest one: each connection is made with it. */
  token: string | (() => Promise<string>);
  /** What is tried first; default `websocket`, which is quicker. */
  carrier?: Carrier | undefined;
  /** How long the first one may take before the other is tried, ms: some proxies swallow WebSockets without a word. */
  carrierPatienceMs?: number | undefined;
  socket?: Partial<ManagerOptions & SocketOptions>;
}

const CARRIER_PATIENCE_MS = 5_000;

const carriersFrom = (first: Carrier): Carrier[] =>
  first === 'websocket' ? ['websocket', 'polling'] : ['polling', 'websocket'];

// The names and payloads of requests are checked by `request`, so the socket's own map can stay loose.
type ClientToServer = Record<RequestName, (payload: unknown, ack: (answer: unknown) => void) => void>;

/** Never reconnects by itself: what a lost connection means is decided in one place, `Connection`. */
export class Signalling extends enhancedEvents.EnhancedEventEmitter<SignallingEvents> {
  readonly #options: SignallingOptions;
  #socket: Socket<ServerToClientEvents, ClientToServer>;
  readonly #patienceMs: number;
  /** Tried first. */
  #carrier: Carrier;

  constructor(options: SignallingOptions) {
    super();
    this.#options = options;
    this.#carrier = options.carrier ?? 'websocket';
    this.#patienceMs = options.carrierPatienceMs ?? CARRIER_PATIENCE_MS;
    this.#socket = this.#open(options.url);
  }

  /** Connects to this server from now on, in place of the first one; to the first one again for undefined. */
  moveTo(address: string | undefined): void {
    this.#socket.disconnect();
    this.#socket.off();
    this.#socket = this.#open(address ?? this.#options.url);
  }

  #open(url: string): Socket<ServerToClientEvents, ClientToServer> {
    const opened: Socket<ServerToClientEvents, ClientToServer> = io(url, {
      transports: carriersFrom(this.#carrier),
      tryAllTransports: true,
      ...this.#options.socket,
      autoConnect: false,
      reconnection: false,
      multiplex: false,
      auth: (give) => void this.#token().then((token) => give({ token })),
    });
    opened.on(
      'session:event',
      this.#parsed(sessionEventSchema, (event) => this.emit('event', event)),
    );
    opened.on('pose', (packet) => this.#receivePose(packet));
    opened.on(
      'latency',
      this.#parsed(latencyUpdateSchema, (update) => this.emit('latency', update)),
    );
    opened.on(
      'pointer',
      this.#parsed(reviewPointerSchema, (pointer) => this.emit('pointer', pointer)),
    );
    opened.on('session:replaced', () => this.emit('replaced'));
    opened.on('protocol:error', (error) => this.emit('trouble', new SidelineError(error.code, error.message)));
    opened.on('disconnect', (reason) => this.emit('down', reason));
    return opened;
  }

  /** Hears what the server sends, as far as it is in the contract. */
  #parsed<T>(schema: z.ZodType<T>, hear: (sent: T) => void): (sent: unknown) => void {
    return (sent) => {
      const parsed = schema.safeParse(sent);
      if (parsed.success) hear(parsed.data);
      else this.emit('trouble', parsed.error);
    };
  }

  async #token(): Promise<string> {
    const { token } = this.#options;
    return typeof token === 'string' ? token : await token();
  }

  get connected(): boolean {
    return this.#socket.connected;
  }

  /**
   * Resolves once connected.
   * @throws SidelineError when the server refuses the caller, NoAnswerError when it can't be reached
   */
  async connect(): Promise<void> {
    const first = this.#carrier;
    const options = this.#socket.io.opts;
    // Whoever chose one carrier for this connection has no other.
    if (options.transports?.length === 1) {
      await this.#connect();
      return;
    }
    options.transports = carriersFrom(first);
    if (await this.#connect(this.#patienceMs)) return;
    const other = first === 'websocket' ? 'polling' : 'websocket';
    options.transports = carriersFrom(other);
    await this.#connect();
    this.#carrier = other;
    this.emit('carrier', other);
  }

  /** Resolves with whether it connected; false when it took longer than `patienceMs`. */
  #connect(patienceMs?: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const patience =
        patienceMs &&
        setTimeout(() => {
          settle(() => resolve(false));
          this.#socket.disconnect();
        }, patienceMs);
      const settle = (act: () => void) => {
        clearTimeout(patience);
        this.#socket.off('connect', onConnect);
        this.#socket.off('connect_error', onError);
        this.#socket.off('disconnect', onDisconnect);
        act();
      };
      const onConnect = () => settle(() => resolve(true));
      const onDisconnect = () => settle(() => reject(new NoAnswerError('the connection was closed')));
      const onError = (error: Error) => {
        const refusal = socketErrorSchema.safeParse('data' in error ? error.data : undefined);
        const reason = refusal.success
          ? asError(refusal.data)
          : new NoAnswerError('the server does not answer', { cause: error });
        settle(() => reject(reason));
      };
      this.#socket.on('connect', onConnect);
      this.#socket.on('connect_error', onError);
      this.#socket.on('disconnect', onDisconnect);
      this.#socket.connect();
    });
  }

  /** @throws SidelineError when the server refuses, NoAnswerError when no answer comes in time */
  readonly request: Request = async (name, payload) => {
    if (!this.#socket.connected) throw new NoAnswerError(`not connected, so ${name} was not sent`);
    const answer = await this.#answered(name, payload);
    if (!answer.ok) throw asError(answer.error);
    return REQUESTS[name].reply.parse(answer.data) as RequestReply<typeof name>;
  };

  #receivePose(packet: Uint8Array): void {
    let pose: PosePacket;
    try {
      // Browsers deliver binary as an ArrayBuffer, Node as a Buffer.
      pose = decodePose(new Uint8Array(packet));
    } catch (error) {
      this.emit('trouble', error);
      return;
    }
    this.emit('pose', pose);
  }

  async #answered(name: RequestName, payload: unknown): Promise<Ack<unknown>> {
    try {
      return (await this.#socket.timeout(ACK_TIMEOUT_MS).emitWithAck(name, payload)) as Ack<unknown>;
    } catch (error) {
      throw new NoAnswerError(`no answer to ${name}`, { cause: error });
    }
  }

  disconnect(): void {
    this.#socket.disconnect();
  }

  override close(): void {
    this.#socket.disconnect();
    super.close();
  }
}

/** The refusal as it was thrown on the server. */
const asError = ({ code, message, address }: SocketError): SidelineError =>
  code === 'session_elsewhere' ? new SessionElsewhereError(message, address) : new SidelineError(code, message);
