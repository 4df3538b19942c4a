/** Connections to PostgreSQL and transactions on them, whatever becomes of the connection meanwhile. */

import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { WAITING_READS } from '../limits.ts';
import { type Row, type Sql, sqlOn } from './sql.ts';
import { isOutOfConnections, storageUnavailable, translateStorageError } from './storage-error.ts';
import { Turnstile } from './turnstile.ts';

/** A connection that is not made, or does not get free, within this is not waited for, in ms. */
const CONNECT_WITHIN_MS = 10_000;

/** How often to ask again for a connection where the database has none left, in ms: one of ours may be free by then. */
const ASK_AGAIN_MS = 50;

export interface ConnectionOptions {
  /** Address as the driver takes it: `connectionString`, or `host`, `user` and `database`. */
  address: pg.ClientConfig;
  /** Connections at once. */
  max: number;
  /** A statement that takes longer hangs, and its connection is given up, in ms. */
  hangsAfterMs: number;
  /** A connection has ended by itself, or was given up. */
  onLost?: () => void;
  /** Prepares each new connection before anything else is done on it. */
  onConnect?: (client: pg.ClientBase) => Promise<void>;
  logger: Logger;
}

export class Connection {
  readonly #pool: pg.Pool;
  readonly #turnstile: Turnstile;
  readonly #onLost: () => void;
  readonly #logger: Logger;
  /** The database has fewer connections for us than we may open. */
  #tooFew = false;
  #closing: Promise<void> | undefined;

  constructor({ address, max, hangsAfterMs, onLost = () => undefined, onConnect, logger }: ConnectionOptions) {
    this.#turnstile = new Turnstile({ places: max, reserved: max > 1 ? 1 : 0, waiting: WAITING_READS });
    this.#logger = logger;
    this.#onLost = () => this.#closing === undefined && onLost();
    this.#pool = new pg.Pool({
      ...address,
      max,
      // Kept open: what is idle costs less than connecting again.
      idleTimeoutMillis: 0,
      connectionTimeoutMillis: CONNECT_WITHIN_MS,
      query_timeout: hangsAfterMs,
      keepAlive: true,
      ...(onConnect && { onConnect }),
    });
    // Without a listener, the loss of a connection would end the process. Those who use it learn of it by their query.
    this.#pool.on('error', (error) => logger.debug({ err: error }, 'lost an idle connection'));
    this.#pool.on('connect', (client) => {
      client.on('error', (error) => logger.warn({ err: error }, 'lost a connection to the database'));
      client.once('end', () => this.#onLost());
    });
  }

  /**
   * Runs `work` in one transaction: all of it is kept, or nothing.
   * @param options.urgent goes before all that waits
   * @throws SidelineError `storage_unavailable` when the database can't be reached, fails or hangs, `rate_limited` when too much
   * waits already; what `work` throws
   */
  transaction<T>(work: (sql: Sql) => Promise<T>, { readOnly = false, urgent = false } = {}): Promise<T> {
    return this.#inTurn(urgent, async (client, isLost) => {
      await client.query(readOnly ? 'begin read only' : 'begin');
      try {
        const result = await work(sqlOn(client));
        await client.query('commit');
        return result;
      } catch (error) {
        if (!isLost(error)) await client.query('rollback');
        throw error;
      }
    });
  }

  /**
   * Runs statements that need no transaction, or can't be in one.
   * @throws like `transaction`
   */
  run<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#inTurn(false, (client) => work(sqlOn(client)));
  }

  /**
   * Runs the text of a library that writes its own SQL, transactions included: one statement with `values`, or several without.
   * @throws like `transaction`
   */
  execute(text: string, values: unknown[] = []): Promise<{ rows: Row[] }> {
    return this.#inTurn(false, async (client, isLost) => {
      try {
        const result: pg.QueryResult<Row> | pg.QueryResult<Row>[] = await client.query<Row>(text, values);
        return { rows: [result].flat().flatMap(({ rows }) => rows ?? []) };
      } catch (error) {
        // A transaction that the text began stays open otherwise, and spoils what comes next on this connection.
        if (!isLost(error)) await client.query('rollback');
        throw error;
      }
    });
  }

  /** Waits for what is under way, then ends. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#pool.end();
    return this.#closing;
  }

  #inTurn<T>(
    urgent: boolean,
    work: (client: pg.PoolClient, isLost: (error: unknown) => boolean) => Promise<T>,
  ): Promise<T> {
    return this.#turnstile.pass(() => this.#with(work), urgent);
  }

  async #with<T>(work: (client: pg.PoolClient, isLost: (error: unknown) => boolean) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    let lost = false;
    const onLost = () => {
      lost = true;
    };
    // After a time-out the connection still waits for the answer, and can't be used either.
    const isLost = (error: unknown) => {
      lost ||= isTimeout(error);
      return lost;
    };
    client.on('error', onLost);
    try {
      return await work(client, isLost);
    } catch (error) {
      throw isLost(error) ? storageUnavailable(error) : translateStorageError(error);
    } finally {
      client.off('error', onLost);
      // A connection that failed is not used again; its server rolls back what was open.
      client.release(lost);
    }
  }

  /**
   * A connection of the pool, or a new one. Where the database has none left, it waits for one that others of ours have now.
   * @throws SidelineError `storage_unavailable`
   */
  async #connect(): Promise<pg.PoolClient> {
    const begun = performance.now();
    for (;;) {
      try {
        return await this.#pool.connect();
      } catch (error) {
        if (!isOutOfConnections(error) || performance.now() - begun > CONNECT_WITHIN_MS)
          throw storageUnavailable(error);
        if (!this.#tooFew) {
          this.#tooFew = true;
          const details = { err: error, open: this.#pool.totalCount, wanted: this.#pool.options.max };
          this.#logger.warn(details, 'the database has too few connections; see SIDELINE_DATABASE_CONNECTIONS');
        }
        await wait(ASK_AGAIN_MS);
      }
    }
  }
}

/** The driver's error for `query_timeout` has no code. */
const isTimeout = (error: unknown) => error instanceof Error && error.message === 'Query read timeout';
