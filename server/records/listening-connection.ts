/** The connection of its own on which a PostgreSQL server announces changes; it is made again when it is lost. */
import { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { ANNOUNCEMENTS } from '../limits.ts';
import type { Announcements } from './announcements.ts';

/** By which the database shows the connection of each server that runs. */
export const LISTENING_NAME = 'sideline changes';

export interface ListeningOptions {
  address: pg.ClientConfig;
  announcements: Announcements;
  logger: Logger;
}

export class ListeningConnection {
  readonly #address: pg.ClientConfig;
  readonly #announcements: Announcements;
  readonly #logger: Logger;
  readonly #closing = new AbortController();
  readonly #ended: Promise<void>;

  private constructor({ address, announcements, logger }: ListeningOptions, tried: () => void) {
    this.#address = address;
    this.#announcements = announcements;
    this.#logger = logger;
    this.#ended = this.#run(tried);
  }

  /** Resolves when it listens, or could not at first; it is tried again then. */
  static open(options: ListeningOptions): Promise<ListeningConnection> {
    return new Promise((resolve) => {
      const connection: ListeningConnection = new ListeningConnection(options, () => resolve(connection));
    });
  }

  /** May be called twice. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#ended;
  }

  async #run(tried: () => void): Promise<void> {
    const { signal } = this.#closing;
    let pauseMs: number = ANNOUNCEMENTS.firstPauseMs;
    while (!signal.aborted) {
      try {
        await this.#listen(() => {
          pauseMs = ANNOUNCEMENTS.firstPauseMs;
          tried();
        });
      } catch (error) {
        this.#logger.warn({ err: error }, 'the database announces no changes now: open pages see them later');
        tried();
        // Waiting rejects when it is closed meanwhile, which ends the loop.
        await wait(pauseMs, undefined, { signal }).catch(() => undefined);
        pauseMs = Math.min(2 * pauseMs, ANNOUNCEMENTS.longestPauseMs);
      }
    }
  }

  /**
   * Listens until the connection is lost, or all is closed.
   * @throws when it can't be made, or is lost
   */
  async #listen(listening: () => void): Promise<void> {
    const socket = new Socket();
    const client = new pg.Client({
      ...this.#address,
      stream: () => socket,
      keepAlive: true,
      application_name: LISTENING_NAME,
      connectionTimeoutMillis: ANNOUNCEMENTS.answersWithinMs,
      query_timeout: ANNOUNCEMENTS.answersWithinMs,
    });
    const { signal } = this.#closing;
    let pulse: NodeJS.Timeout | undefined;
    let onClosing: () => void = () => undefined;
    const over = new Promise<void>((resolve, reject) => {
      client.on('error', reject);
      client.once('end', () => reject(new Error('the connection has ended')));
      onClosing = resolve;
      signal.addEventListener('abort', onClosing);
      pulse = setInterval(() => void client.query('select 1').catch(reject), ANNOUNCEMENTS.askedEveryMs);
      pulse.unref();
    });
    try {
      await Promise.race([over, client.connect()]);
      await Promise.race([over, this.#announcements.listenOn(client)]);
      listening();
      await over;
    } finally {
      clearInterval(pulse);
      signal.removeEventListener('abort', onClosing);
      // A server that can't be reached any more does not answer a farewell either.
      await Promise.race([client.end(), wait(ANNOUNCEMENTS.endsWithinMs, undefined, { ref: false })]);
      socket.destroy();
    }
  }
}
