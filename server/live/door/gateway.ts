/** The door of live sessions: authenticates connections, limits, authorises and parses requests, answers every ack. */
import type { Logger } from 'pino';
import { SidelineError } from '../../../shared/contract/errors.ts';
import type { User } from '../../../shared/contract/rest.ts';
import { type Ack, handshakeAuthSchema, REQUESTS, type RequestName } from '../../../shared/contract/socket.ts';
import { Caller, type Permits } from './caller.ts';
import { Doorkeeper, type DoorkeeperServices } from './doorkeeper.ts';
import { refuse } from './refusals.ts';
import { RequestLimits } from './request-limits.ts';
import { type RequestServices, type RequestTable, requestTable } from './requests/requests.ts';
import type { Row } from './row.ts';
import type { ClientSocket, SocketServer } from './socket-server.ts';

export interface GatewayServices extends DoorkeeperServices, Omit<RequestServices, 'doorkeeper'> {
  /** @throws SidelineError `unauthenticated` */
  verify(token: string): Promise<User>;
  permits: Permits;
  logger: Logger;
}

export class Gateway {
  readonly #io: SocketServer;
  readonly #services: GatewayServices;
  readonly #requests: RequestTable;
  readonly #limits = new RequestLimits();

  constructor(io: SocketServer, services: GatewayServices) {
    this.#io = io;
    this.#services = services;
    this.#requests = requestTable({ doorkeeper: new Doorkeeper(services), iceServers: services.iceServers });
    io.use((socket, next) => {
      this.#authenticate(socket).then(
        () => next(),
        (error: unknown) => {
          const data = refuse(services.logger, error, { request: 'connect' });
          next(Object.assign(new Error('refused'), { data }));
        },
      );
    });
    io.on('connection', (socket) => this.#serve(socket));
  }

  /** Sockets connected now. */
  get connections(): number {
    return this.#io.engine.clientsCount;
  }

  async #authenticate(socket: ClientSocket): Promise<void> {
    const auth = handshakeAuthSchema.safeParse(socket.handshake.auth);
    if (!auth.success) throw new SidelineError('unauthenticated', 'Sign in first.');
    socket.data.user = await this.#services.verify(auth.data.token);
  }

  #serve(socket: ClientSocket): void {
    const caller = new Caller(socket, this.#services.permits);
    socket.onAny((name: string, ...args: unknown[]) => {
      void this.#receive(socket, caller, name, args);
    });
    socket.on('disconnect', () => caller.disconnected());
  }

  async #receive(socket: ClientSocket, caller: Caller, name: string, args: unknown[]): Promise<void> {
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
      const data = await this.#answer(socket, caller, name, args.length === 2 ? args[0] : undefined);
      answer({ ok: true, data: data ?? {} });
    } catch (error) {
      const refusal = refuse(this.#services.logger, error, {
        request: isRequestName(name) ? name : 'unknown',
        userId: caller.user.id,
        sessionId: caller.sessionId,
      });
      if (answer) answer({ ok: false, error: refusal });
      else socket.emit('protocol:error', refusal);
    }
  }

  async #answer(socket: ClientSocket, caller: Caller, name: string, payload: unknown): Promise<unknown> {
    if (!isRequestName(name)) throw new SidelineError('unknown_event', 'There is no such request.');
    // The row's own types are those of its payload's schema, which parses what it is given.
    const row: Row<never, unknown> = this.#requests[name];
    await this.#limits.admit(socket.id, row.family);
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
