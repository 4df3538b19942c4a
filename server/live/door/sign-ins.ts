/** Connections end with the sign-in that they were made by: when its token ran out and no newer one came, or when it is ended. */
import type { Logger } from 'pino';
import { SidelineError } from '../../../shared/contract/errors.ts';
import { LONGEST_TIMER_MS } from '../../../shared/time/longest-timer.ts';
import type { Identity, Visitor } from '../../identity/identity.ts';
import { SIGN_INS_CHECKED_EVERY_MS, TOKEN_GRACE_MS } from '../../limits.ts';
import type { SocketData } from './socket-server.ts';

/** What is needed of a connection. */
export interface SignedInSocket {
  readonly data: SocketData;
  /** Whether the connection is gone. */
  readonly disconnected: boolean;
  disconnect(close: boolean): unknown;
}

export interface SignInsOptions {
  identity: Identity;
  /** All that are open now. */
  sockets(): Iterable<SignedInSocket>;
  logger: Logger;
}

export class SignIns {
  readonly #options: SignInsOptions;
  readonly #timer: NodeJS.Timeout;
  /** Until when each connection's token is good. */
  readonly #ends = new WeakMap<SignedInSocket, NodeJS.Timeout>();

  constructor(options: SignInsOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#endOver(), SIGN_INS_CHECKED_EVERY_MS);
    this.#timer.unref();
    options.identity.onEnded(() => void this.#endOver());
  }

  /** Ends the connection some minutes after this token ran out, unless a newer one comes. */
  follow(socket: SignedInSocket, { expiresAt }: Visitor): void {
    clearTimeout(this.#ends.get(socket));
    // It may have gone while its newer token was checked; nobody would take the timer back.
    if (socket.disconnected) return;
    this.#endAt(socket, expiresAt + TOKEN_GRACE_MS);
  }

  /**
   * @returns how long the new token is good for, ms
   * @throws SidelineError `unauthenticated` also for a token of another sign-in
   */
  async renew(socket: SignedInSocket, token: string): Promise<number> {
    const visitor = await this.#options.identity.verify(token);
    if (visitor.signInId !== socket.data.user.signInId) {
      throw new SidelineError('unauthenticated', 'This is another sign-in. Connect anew.');
    }
    this.follow(socket, visitor);
    return visitor.expiresAt - Date.now();
  }

  /** The connection is gone. */
  left(socket: SignedInSocket): void {
    clearTimeout(this.#ends.get(socket));
  }

  /** May be called twice. */
  close(): void {
    clearInterval(this.#timer);
  }

  /** @param at ms since 1970; a project may give tokens that are good for longer than a timer runs */
  #endAt(socket: SignedInSocket, at: number): void {
    const restMs = at - Date.now();
    const end = setTimeout(
      () => (restMs > LONGEST_TIMER_MS ? this.#endAt(socket, at) : socket.disconnect(true)),
      Math.min(restMs, LONGEST_TIMER_MS),
    );
    end.unref();
    this.#ends.set(socket, end);
  }

  async #endOver(): Promise<void> {
    const { identity, sockets, logger } = this.#options;
    const open = [...sockets()];
    const signIns = [...new Set(open.map((socket) => socket.data.user.signInId))];
    if (signIns.length === 0) return;
    try {
      const over = new Set(await identity.ended(signIns));
      for (const socket of open) if (over.has(socket.data.user.signInId)) socket.disconnect(true);
    } catch (error) {
      // The database is away: live sessions go on meanwhile, and it is asked again.
      logger.warn({ err: error }, 'could not find out who is still signed in');
    }
  }
}
