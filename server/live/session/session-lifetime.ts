/** How long a session is live: until it ends, until this server lets it go, or until nobody has been there for a while. */
import type { Logger } from 'pino';
import { SidelineError } from '../../../shared/contract/errors.ts';
import type { SessionStatus } from '../../../shared/contract/session.ts';
import type { SessionMs } from '../../../shared/time/moments.ts';

/** How a session can end. */
export type EndStatus = Exclude<SessionStatus, 'live'>;

export interface SessionLifetimeOptions {
  /** For how long nobody may be there before the session ends, ms. */
  abandonedAfterMs: number;
  /** When the session was last live, where it was live before; nobody has come back to it yet. */
  awaitedSince: SessionMs | undefined;
  logger: Logger;
  /** Ends the session; called again only after it has failed. */
  end(status: EndStatus, endedAt: SessionMs | undefined): Promise<void>;
  /** Closes the session here, not on record; called once at most, and never after the session has ended. */
  leave(): Promise<void>;
}

export class SessionLifetime {
  readonly #options: SessionLifetimeOptions;
  #awaitedSince: SessionMs | undefined;
  #abandoned: NodeJS.Timeout | undefined;
  #ending: Promise<void> | undefined;
  #letGo: Promise<void> | undefined;

  constructor(options: SessionLifetimeOptions) {
    this.#options = options;
    this.#awaitedSince = options.awaitedSince;
  }

  /** Whether it neither ends nor is let go. */
  get live(): boolean {
    return !this.#ending && !this.#letGo;
  }

  /** @throws SidelineError `shutting_down`, `session_ended` */
  mustBeLive(): void {
    if (this.#letGo) throw new SidelineError('shutting_down', 'The session is about to move. Come back in a moment.');
    if (this.#ending) throw new SidelineError('session_ended', 'The session is over.');
  }

  /**
   * Ends the session; called twice, it ends once.
   * @param endedAt when it ended, ms of the session; now by default
   * @throws what ending throws; the session then goes on
   */
  end(status: EndStatus, endedAt?: SessionMs): Promise<void> {
    this.#ending ??= this.#options.end(status, endedAt).catch((error: unknown) => {
      this.#ending = undefined;
      throw error;
    });
    return this.#ending;
  }

  /** Lets the session go, unless it ends first. May be called twice. */
  letGo(): Promise<void> {
    this.#letGo ??= this.#leave();
    return this.#letGo;
  }

  async #leave(): Promise<void> {
    const [ended] = await Promise.allSettled([this.#ending]);
    if (this.#ending && ended.status === 'fulfilled') return;
    await this.#options.leave();
  }

  /** Somebody is in the session who was not: it is no longer one that waits for people to come back. */
  entered(): void {
    this.#awaitedSince = undefined;
  }

  /** Nobody is connected any more, or somebody is again. */
  deserted(deserted: boolean): void {
    clearTimeout(this.#abandoned);
    if (deserted && this.live) this.#abandoned = setTimeout(() => this.#abandon(), this.#options.abandonedAfterMs);
  }

  /** Stops waiting for people. May be called twice. */
  close(): void {
    clearTimeout(this.#abandoned);
  }

  #abandon(): void {
    const { logger } = this.#options;
    const since = this.#awaitedSince;
    logger.info(since === undefined ? 'session was abandoned' : 'nobody came back to the session');
    const ended = since === undefined ? this.end('ended') : this.end('interrupted', since);
    ended.catch((error: unknown) => {
      logger.error({ err: error }, 'abandoned session could not be closed, trying again');
      this.deserted(true);
    });
  }
}
