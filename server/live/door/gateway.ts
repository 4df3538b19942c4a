/** The Socket.IO end of live sessions: authenticates, parses, limits, authorises, answers every ack. */
import type { Server as HttpServer } from 'node:http';
import type { Logger } from 'pino';
import { Server, type Socket } from 'socket.io';
import { ERROR_STATUS, SidelineError } from '../../../shared/contract/errors.ts';
import type { IceServer } from '../../../shared/contract/media.ts';
import type { User } from '../../../shared/contract/rest.ts';
import type { Action, Role } from '../../../shared/contract/roles.ts';
import {
  type Ack,
  handshakeAuthSchema,
  MAX_MESSAGE_BYTES,
  REQUESTS,
  type RequestName,
  type ServerToClientEvents,
  type SocketError,
} from '../../../shared/contract/socket.ts';
import type { Audience } from '../session/live-session.ts';
import { Doorkeeper, type DoorkeeperServices } from './doorkeeper.ts';
import { type Caller, createHandlers, NEEDED_ACTION, type Seat, seatOf } from './handlers.ts';
import { broadcastPose } from './pose-broadcast.ts';
import { RequestLimits } from './request-limits.ts';

/** Requests are dispatched by `onAny`, since unknown ones need an answer too. */
type ClientEvents = Record<string, (...args: unknown[]) => void>;
type LiveServer = Server<ClientEvents, ServerToClientEvents>;
type LiveSocket = Socket<ClientEvents, ServerToClientEvents, Record<string, never>, { user: User }>;

export interface GatewayServices extends Omit<DoorkeeperServices, 'sessions'> {
  verify(token: string): Promise<User>;
  permits(role: Role, action: Action, options?: { owner?: boolean }): boolean;
  iceServers: IceServer[];
  logger: Logger;
}

const room = (sessionId: string) => `session:${sessionId}`;

export class Gateway {
  readonly #io: LiveServer;
  readonly #services: GatewayServices;
  readonly #limits = new RequestLimits();
  #handlers: ReturnType<typeof createHandlers> | undefined;

  constructor(http: HttpServer, services: GatewayServices) {
    this.#services = services;
    this.#io = new Server<ClientEvents, ServerToClientEvents>(http, {
      serveClient: false,
      maxHttpBufferSize: MAX_MESSAGE_BYTES,
      pingInterval: 5_000,
      pingTimeout: 7_000,
    });
  }

  /** Where a session's events go. */
  audience(sessionId: string): Audience {
    return {
      event: (event) => this.#io.to(room(sessionId)).emit('session:event', event),
      pose: (packet) => broadcastPose(this.#io.of('/'), room(sessionId), packet),
    };
  }

  /** Opens the door; before, connections are refused. */
  open(sessions: DoorkeeperServices['sessions']): void {
    const { permits, iceServers } = this.#services;
    this.#handlers = createHandlers({
      doorkeeper: new Doorkeeper({ ...this.#services, sessions }),
      iceServers,
      permits,
    });
    this.#io.use((socket, next) => {
      this.#authenticate(socket as LiveSocket).then(
        () => next(),
        (error: unknown) => next(Object.assign(new Error('refused'), { data: this.#translate(error) })),
      );
    });
    this.#io.on('connection', (socket) => this.#serve(socket as LiveSocket));
  }

  /** Sockets connected now. */
  get connections(): number {
    return this.#io.engine.clientsCount;
  }

  async close(): Promise<void> {
    await this.#io.close();
  }

  async #authenticate(socket: LiveSocket): Promise<void> {
    if (!this.#handlers) throw new SidelineError('shutting_down', 'The server is not ready yet.');
    const auth = handshakeAuthSchema.safeParse(socket.handshake.auth);
    if (!auth.success) throw new SidelineError('unauthenticated', 'Sign in first.');
    socket.data.user = await this.#services.verify(auth.data.token);
  }

  #serve(socket: LiveSocket): void {
    const caller = this.#caller(socket);
    socket.onAny((name: string, ...args: unknown[]) => {
      void this.#receive(socket, caller, name, args);
    });
    socket.on('disconnect', () => caller.seat?.session.disconnected(caller.seat.member, false));
  }

  #caller(socket: LiveSocket): Caller {
    const caller: Caller = {
      user: socket.data.user,
      connection: {
        replace: () => {
          caller.seat = undefined;
          socket.emit('session:replaced');
          socket.disconnect(true);
        },
        drop: () => socket.disconnect(true),
        latency: (update) => socket.volatile.emit('latency', update),
      },
      joining: false,
      seat: undefined,
      sit: (seat: Seat) => {
        if (socket.disconnected) {
          seat.session.disconnected(seat.member, false);
          throw new SidelineError('out_of_order', 'The connection has gone.');
        }
        caller.seat = seat;
        void socket.join(room(seat.session.id));
      },
      stand: () => {
        if (!caller.seat) return;
        const { session, member } = caller.seat;
        caller.seat = undefined;
        void socket.leave(room(session.id));
        session.disconnected(member, true);
      },
    };
    return caller;
  }

  async #receive(socket: LiveSocket, caller: Caller, name: string, args: unknown[]): Promise<void> {
    const last = args.at(-1);
    const answer = typeof last === 'function' ? (reply: Ack<unknown>) => void last(reply) : undefined;
    try {
      if (await this.#limits.flooding(socket.id)) {
        this.#services.logger.warn({ userId: caller.user.id }, 'flooding connection ended');
        answer?.({
          ok: false,
          error: { code: 'rate_limited', message: 'Too many messages; the connection is closed.' },
        });
        socket.disconnect(true);
        return;
      }
      if (!answer) throw new SidelineError('ack_missing', `“${name}” needs an acknowledgement callback.`);
      answer({ ok: true, data: await this.#answer(socket, caller, name, args) });
    } catch (error) {
      const refusal = this.#translate(error);
      if (answer) answer({ ok: false, error: refusal });
      else socket.emit('protocol:error', refusal);
    }
  }

  async #answer(socket: LiveSocket, caller: Caller, name: string, args: unknown[]): Promise<unknown> {
    if (!isRequestName(name)) throw new SidelineError('unknown_event', 'There is no such request.');
    await this.#limits.admit(socket.id, name);
    return await this.#perform(caller, name, args.length === 2 ? args[0] : undefined);
  }

  /** Generic, so that each name's payload meets its own handler. */
  async #perform<N extends RequestName>(caller: Caller, name: N, payload: unknown): Promise<unknown> {
    if (!this.#handlers) throw new SidelineError('shutting_down', 'The server is not ready yet.');
    const action = NEEDED_ACTION[name];
    if (action) {
      const { member, owner } = seatOf(caller);
      if (!this.#services.permits(member.role, action, { owner })) {
        throw new SidelineError('forbidden', `A ${member.role} may not do this.`);
      }
    }
    const parsed = REQUESTS[name].payload.safeParse(payload);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const place = issue?.path.join('.');
      throw new SidelineError('invalid_request', `${place ? `${place}: ` : ''}${issue?.message ?? 'wrong payload'}`);
    }
    const handler = this.#handlers[name] as (caller: Caller, payload: unknown) => unknown;
    return await handler(caller, parsed.data);
  }

  #translate(error: unknown): SocketError {
    if (error instanceof SidelineError) {
      if (ERROR_STATUS[error.code] >= 500) this.#services.logger.warn({ err: error }, 'request failed');
      return { code: error.code, message: error.message };
    }
    this.#services.logger.error({ err: error }, 'request failed');
    return { code: 'internal', message: 'The server failed at this; its log says why.' };
  }
}

const isRequestName = (name: string): name is RequestName => Object.hasOwn(REQUESTS, name);
