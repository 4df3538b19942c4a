/** The connection to PostgreSQL, whichever it is, and the two ways to use it: for a user, and for the server itself. */
import { setTimeout as wait } from 'node:timers/promises';
import postgres from 'postgres';
import { type EmbeddedOptions, EmbeddedPostgres, megabytes } from './embedded/embedded-postgres.ts';
import { startHousekeeping } from './embedded/housekeeping.ts';
import { migrate } from './migrations.ts';
import { translateStorageError } from './storage-error.ts';

/** Queries of one transaction: a tagged template whose parameters travel apart from the text. */
export type Sql = postgres.TransactionSql;

/** What a connection needs, beside an address. */
const COMMON = { onnotice: () => undefined, connect_timeout: 10 } as const;

/** Between tries to connect again, in seconds. */
const RECONNECT_AFTER_S = 0.2;

/** A database that does not answer within this is not ready. */
const ANSWER_WITHIN_MS = 2_000;

export interface Health {
  ok: boolean;
  /** A sentence for people. */
  detail: string;
}

export interface DatabaseOptions extends EmbeddedOptions {
  /** A Postgres or Supabase database instead of the embedded one. */
  databaseUrl?: string | undefined;
}

export class Database {
  readonly #sql: postgres.Sql;
  readonly #embedded: EmbeddedPostgres | undefined;
  #endHousekeeping: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  private constructor(sql: postgres.Sql, embedded: EmbeddedPostgres | undefined) {
    this.#sql = sql;
    this.#embedded = embedded;
  }

  /**
   * Opens the database at `databaseUrl`, or the embedded one in `dataDir`, and brings its tables up to date.
   * @throws when it can't be reached, is in use by another process, or its migrations are not ours
   */
  static async create(options: DatabaseOptions): Promise<Database> {
    const { databaseUrl, logger } = options;
    const embedded = databaseUrl ? undefined : await EmbeddedPostgres.create(options);
    const database = new Database(embedded ? connectEmbedded(embedded) : connect(databaseUrl ?? ''), embedded);
    try {
      await migrate(database.#sql, logger);
      if (embedded) database.#endHousekeeping = startHousekeeping(database.#sql, logger);
      return database;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /**
   * Runs `work` in one transaction with the rights of `user`: row-level security decides what is seen and changed.
   * @throws SidelineError `storage_unavailable`; nothing was kept
   */
  asUser<T>(user: { id: string }, work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#transaction('authenticated', { sub: user.id, role: 'authenticated' }, work);
  }

  /**
   * Runs `work` in one transaction with the server's own rights.
   * @throws SidelineError `storage_unavailable`; nothing was kept
   */
  asServer<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#transaction('service_role', { role: 'service_role' }, work);
  }

  async #transaction<T>(role: string, claims: Record<string, string>, work: (sql: Sql) => Promise<T>): Promise<T> {
    // While the disk is nearly full a write is refused before it can bring the embedded database down.
    const mode = this.#embedded?.hasRoom === false ? 'read only' : 'read write';
    try {
      const result = await this.#sql.begin(mode, async (sql) => {
        // The same as `set local role …`, in one round trip with the claims.
        await sql`
          select set_config('role', ${role}, true), set_config('request.jwt.claims', ${JSON.stringify(claims)}, true)
        `;
        // Boxed, for the driver would otherwise await a result that is an array member by member.
        return { value: await work(sql) };
      });
      return (result as { value: T }).value;
    } catch (error) {
      throw translateStorageError(error);
    }
  }

  /** Whether the database answers and, when embedded, has room to write. */
  async health(): Promise<Health> {
    const answered = this.#sql`select 1`.then(
      () => true,
      () => false,
    );
    const giveUp = new AbortController();
    const silent = wait(ANSWER_WITHIN_MS, false, { signal: giveUp.signal }).catch(() => false);
    const answers = await Promise.race([answered, silent]);
    giveUp.abort();
    if (!answers) return { ok: false, detail: 'database does not answer' };
    if (!this.#embedded) return { ok: true, detail: 'database answers' };
    const free = `${megabytes(this.#embedded.freeBytes)} MB free on its disk`;
    return { ok: this.#embedded.hasRoom, detail: `database answers, ${free}` };
  }

  /** Waits for queries under way (5 s at most), then ends. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#endHousekeeping?.();
    this.#embedded?.expectDisconnect();
    await this.#sql.end({ timeout: 5 });
    await this.#embedded?.close();
  }
}

/**
 * Unnamed prepared statements: named ones fail behind poolers that change the connection between transactions
 * (Supabase's on port 6543).
 */
function connect(url: string): postgres.Sql {
  return postgres(url, { ...COMMON, max: 10, prepare: false, backoff: () => RECONNECT_AFTER_S });
}

/**
 * One connection for good: the embedded server has one session, which interleaved connections would share. When it
 * closes by itself, the server behind it has failed.
 */
function connectEmbedded(embedded: EmbeddedPostgres): postgres.Sql {
  return postgres({
    ...COMMON,
    path: embedded.socketPath,
    user: 'postgres',
    database: 'postgres',
    max: 1,
    prepare: false,
    idle_timeout: 0,
    max_lifetime: null,
    backoff: () => RECONNECT_AFTER_S,
    onclose: () => embedded.restart(),
  });
}
