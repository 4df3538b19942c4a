/**
 * Whose session it is: this node holds its sessions by leases, which it renews well before they run out. A session whose lease has
 * run out, because its node ended without a word, is taken by whichever node sees that first, and goes on there.
 */
import type { Logger } from 'pino';
import { LEASE } from '../limits.ts';
import type { LiveSessions } from '../live/session/live-sessions.ts';
import type { Records } from '../records/records.ts';

export interface LeaseOptions {
  node: string;
  sessions: Pick<Records['sessions'], 'take' | 'renew' | 'release'>;
  live: Pick<LiveSessions, 'ids' | 'letGo' | 'close'>;
  /** Opens a session that was taken; never rejects. */
  reopen(id: string): Promise<void>;
  logger: Logger;
}

export class Leases {
  readonly #options: LeaseOptions;
  readonly #timer: NodeJS.Timeout;
  #renewing: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  private constructor(options: LeaseOptions) {
    this.#options = options;
    this.#timer = setInterval(() => {
      this.#renewing ??= this.#renew().finally(() => {
        this.#renewing = undefined;
      });
    }, LEASE.renewEveryMs);
  }

  /** Resolves once the sessions of this node's last run, and those of nobody, are open here. */
  static async create(options: LeaseOptions): Promise<Leases> {
    const leases = new Leases(options);
    await leases.#take({ own: true });
    return leases;
  }

  /** Lets go of all sessions, so that the next run or another node has them at once. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#timer);
    // At once: the media workers may end by the same signal, and that is not to be taken for a fault.
    const closed = this.#options.live.close();
    await this.#renewing;
    await closed;
    await this.#options.sessions.release(this.#options.node);
  }

  async #renew(): Promise<void> {
    const { node, sessions, live, logger } = this.#options;
    try {
      const held = live.ids;
      const kept = new Set(held.length === 0 ? [] : await sessions.renew(node, LEASE.seconds, held));
      // Those that ended meanwhile are not live any more.
      const lost = held.filter((id) => !kept.has(id) && live.ids.includes(id));
      for (const sessionId of lost) {
        logger.error({ sessionId }, 'another server has taken a session that was live here');
        await live.letGo(sessionId);
      }
      if (!this.#closing) await this.#take({ own: false });
    } catch (error) {
      logger.warn({ err: error }, 'leases of sessions could not be renewed, trying again');
    }
  }

  async #take(which: { own: boolean }): Promise<void> {
    const { node, sessions, reopen } = this.#options;
    for (const id of await sessions.take(node, LEASE.seconds, which)) await reopen(id);
  }
}
