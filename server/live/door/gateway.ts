/** The door of live sessions: authenticates connections, limits, authorises and parses requests, answers every ack. */
import type { Server as HttpServer } from 'node:http';
import { SidelineError } from '../../../shared/contract/errors.ts';
import { type Ack, handshakeAuthSchema, REQUESTS, type RequestName } from '../../../shared/contract/socket.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Guard } from '../../support/guard.ts';
import { type ArrivalOptions, Arrivals } from './arrivals.ts';
import { Caller, type Permits } from './caller.ts';
import { type EngineConnection, endSoon } from './connection-end.ts';
import { Doorkeeper, type DoorkeeperServices } from './doorkeeper.ts';
import { type Refuse, refuser } from './refusals.ts';
import { RequestLimits } from './request-limits.ts';
import { type RequestServices, type RequestTable, requestTable } from './requests/requests.ts';
import type { Row } from './row.ts';
import { SignIns } from './sign-ins.ts';
import type { ClientSocket, SocketServer } from './socket-server.ts';
import { Watches, type WatchesOptions } from './watches.ts';

export interface GatewayServices
  extends DoorkeeperServices,
    ArrivalOptions,
    Omit<RequestServices, 'doorkeeper' | 'watches'> {
  identity: Identity;
  changes: WatchesOptions['changes'];
  permits: Permits;
}

export class Gateway {
  readonly #io: SocketServer;
  readonly #services: GatewayServices;
  readonly #requests: RequestTable;
  readonly #arrivals: Arrivals;
  readonly #refuse: Refuse;
  readonly #signIns: SignIns;
  readonly #watches: Watches;
  readonly #limits = new RequestLimits();

  constructor(io: SocketServer, services: GatewayServices) {
    this.#io = io;
    this.#services = services;
    this.#arrivals = new Arrivals(services);
    this.#signIns = new SignIns({
      identity: services.identity,
      sockets: () => io.of('/').sockets.values(),
      logger: services.logger,
    });
    this.#refuse = refuser(services.logger);
    this.#watches = new Watches({ changes: services.changes, logger: services.logger });
    this.#requests = requestTable({
      doorkeeper: new Doorkeeper(services),
      iceServers: services.iceServers,
      watches: this.#watches,
    });
    io.use((socket, next) => {
      this.#authenticate(socket).then(
        () => next(),
        (error: unknown) => {
          const data = this.#refuse(error, { request: 'connect' }, this.#arrivals.addressOf(socket.conn));
          next(Object.assign(new Error('refused'), { data }));
          // Socket.IO answers at the next tick.
          setImmediate(endSoon, socket.conn);
        },
      );
    });
    io.on('connection', (socket) => this.#serve(socket));
  }

  /**
   * Takes connections from now on. Requests that are not Socket.IO's go to the listeners that `http` has by now.
   * @param guard what each request passes first, over long polls too
   */
  attach(http: HttpServer, guard: Guard): void {
    this.#io.attach(http, {
      allowRequest: (request, answer) => {
        const refusal = this.#arrivals.refusal(request);
        answer(refusal, refusal === undefined);
      },
    });
    this.#io.engine.use(guard);
    this.#io.engine.on('connection', (connection: EngineConnection) => this.#arrivals.follow(connection));
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#arrivals.count;
  }

  /** Ends all connections. May be called twice, and only after `attach`. */
  async close(): Promise<void> {
    this.#arrivals.close();
    this.#signIns.close();
    this.#watches.close();
    await this.#io.close();
  }

  async #authenticate(socket: ClientSocket): Promise<void> {
    const auth = handshakeAuthSchema.safeParse(socket.handshake.auth);
    if (!auth.success) throw new SidelineError('unauthenticated', 'Sign in first.');
    const user = await this.#services.identity.verify(auth.data.token);
    this.#arrivals.signedIn(socket.conn, user.id);
    socket.data.user = user;
  }

  #serve(socket: ClientSocket): void {
    const caller = new Caller(socket, this.#services.permits, (token) => this.#signIns.renew(socket, token));
    this.#signIns.follow(socket, socket.data.user);
    socket.onAny((name: string, ...args: unknown[]) => {
      void this.#receive(socket, caller, name, args);
    });
    socket.on('disconnect', () => {
      this.#signIns.left(socket);
      this.#watches.left(caller.watcher);
      caller.disconnected();
    });
  }

  async #receive(socket: ClientSocket, caller: Caller, name: string, args: unknown[]): Promise<void> {
    const last = args.at(-1);
    const answer = typeof last === 'function' ? (reply: Ack<unknown>) => void last(reply) : undefined;
    try {
      if (!answer) throw new SidelineError('ack_missing', `“${name}” needs an acknowledgement callback.`);
      const data = await this.#answer(caller, name, args.length === 2 ? args[0] : undefined);
      answer({ ok: true, data: data ?? {} });
    } catch (error) {
      const { sessionId } = caller;
      const userId = caller.user.id;
      const refusal = this.#refuse(
        error,
        { request: isRequestName(name) ? name : 'unknown', userId, sessionId },
        userId,
      );
      if (answer) answer({ ok: false, error: refusal });
      else socket.emit('protocol:error', refusal);
    }
  }

  async #answer(caller: Caller, name: string, payload: unknown): Promise<unknown> {
    if (!isRequestName(name)) throw new SidelineError('unknown_event', 'There is no such request.');
    // The row's own types are those of its payload's schema, which parses what it is given.
    const row: Row<never, unknown> = this.#requests[name];
    this.#limits.admit(caller.user.id, row.family);
    const handle = row.admit(caller);
    return await handle(parse(name, payload) as never);
  }
}

const isRequestName = (name: string): name is RequestName => Object.hasOwn(REQUESTS, name);

/** @throws SidelineError `invalid_request`, with the place of what is wrong */
function parse(name: RequestName, payload: unknown): unknown {
  const parsed = REQUESTS[name].payload.safeParse(payload);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.');
  throw new SidelineError('invalid_request', `${place ? `${place}: ` : ''}${issue?.message ?? 'wrong payload'}`);
}
