/** Who sends requests on one connection: a signed-in user, and the seat that they take by joining. */
import { SidelineError } from '../../../shared/contract/errors.ts';
import type { User } from '../../../shared/contract/rest.ts';
import type { Action, Role } from '../../../shared/contract/roles.ts';
import type { LiveSession } from '../session/live-session.ts';
import type { Connection, Participant } from '../session/participant.ts';
import { type ClientSocket, roomOf } from './socket-server.ts';
import type { Watcher } from './watches.ts';

/** The table of permissions. */
export type Permits = (role: Role, action: Action, options?: { owner?: boolean }) => boolean;

/** A place in a session. */
export interface Seat {
  readonly session: LiveSession;
  readonly participant: Participant;
  may(action: Action): boolean;
  /** Gives it up on purpose, so that somebody else can have it at once. */
  stand(): void;
}

export class Caller {
  readonly user: User;
  /**
   * Stays signed in by a newer token.
   * @returns how long it is good for, ms
   * @throws SidelineError `unauthenticated`
   */
  readonly renew: (token: string) => Promise<number>;
  /** Hears of changes that the caller asked for. */
  readonly watcher: Watcher;
  readonly #socket: ClientSocket;
  readonly #permits: Permits;
  readonly #connection: Connection;
  #seat: Seat | undefined;
  #joining = false;

  /** @param renew takes a newer token of the caller's sign-in */
  constructor(socket: ClientSocket, permits: Permits, renew: (token: string) => Promise<number>) {
    this.renew = renew;
    this.user = socket.data.user;
    this.watcher = {
      user: this.user,
      change: (change) => socket.emit('change', change),
      drop: () => socket.disconnect(true),
    };
    this.#socket = socket;
    this.#permits = permits;
    this.#connection = {
      replace: () => {
        this.#seat = undefined;
        socket.emit('session:replaced');
        socket.disconnect(true);
      },
      drop: () => socket.disconnect(true),
      latency: (update) => socket.volatile.emit('latency', update),
    };
  }

  /** The session that the caller has a seat in. */
  get sessionId(): string | undefined {
    return this.#seat?.session.id;
  }

  /** @throws SidelineError `out_of_order` without a seat, `forbidden` when the role does not permit the action */
  seatFor(action: Action): Seat {
    const seat = this.#seat;
    if (!seat) throw new SidelineError('out_of_order', 'Join the session first.');
    if (!seat.may(action)) throw new SidelineError('forbidden', `A ${seat.participant.role} may not do this.`);
    return seat;
  }

  /**
   * Takes a seat; from here on, the session's events reach the caller.
   * @param enter gets a place in a session for this connection
   * @throws SidelineError `out_of_order` for a caller who has a seat, or is getting one; what `enter` throws
   */
  async sit(
    enter: (connection: Connection) => Promise<{ session: LiveSession; participant: Participant }>,
  ): Promise<Seat> {
    if (this.#seat || this.#joining) {
      throw new SidelineError('out_of_order', 'This connection has joined already.');
    }
    this.#joining = true;
    try {
      const { session, participant } = await enter(this.#connection);
      if (this.#socket.disconnected) {
        session.disconnected(participant, false);
        throw new SidelineError('out_of_order', 'The connection has gone.');
      }
      const owner = session.ownerId === this.user.id;
      const may = (action: Action) => this.#permits(participant.role, action, { owner });
      this.#seat = { session, participant, may, stand: () => this.#stand() };
      void this.#socket.join(roomOf(session.id));
      return this.#seat;
    } finally {
      this.#joining = false;
    }
  }

  /** The connection is gone; the seat is kept for a while. */
  disconnected(): void {
    this.#seat?.session.disconnected(this.#seat.participant, false);
  }

  #stand(): void {
    const seat = this.#seat;
    if (!seat) return;
    this.#seat = undefined;
    void this.#socket.leave(roomOf(seat.session.id));
    seat.session.disconnected(seat.participant, true);
  }
}
