/** The connection to PostgreSQL, whichever it is, and the two ways to use it: for a user, and for the server itself. */
import { setTimeout as wait } from 'node:timers/promises';
import { Announcements } from './announcements.ts';
import { Connection } from './connection.ts';
import { type EmbeddedOptions, EmbeddedPostgres, megabytes } from './embedded/embedded-postgres.ts';
import { startHousekeeping } from './embedded/housekeeping.ts';
import { ListeningConnection } from './listening-connection.ts';
import { migrate } from './migrations.ts';
import type { Row, Sql } from './sql.ts';
import { storageUnavailable } from './storage-error.ts';

export type { Sql } from './sql.ts';

/** Connections to a real PostgreSQL, unless given. The embedded one has one session, which several would share. */
const CONNECTIONS = 10;

/** Of these, the one that listens for what the database announces. */
const LISTENING = 1;

/** A database that does not answer within this is not ready, in ms. */
const ANSWER_WITHIN_MS = 2_000;

/** A statement that takes longer hangs, in ms. */
const HANGS_AFTER_MS = 30_000;

/** How long closing waits for queries under way, in ms. */
const FINISH_WITHIN_MS = 5_000;

export interface Health {
  ok: boolean;
  /** A sentence for people. */
  detail: string;
}

export interface DatabaseOptions extends EmbeddedOptions {
  /** A Postgres or Supabase database instead of the embedded one. */
  databaseUrl?: string | undefined;
  /** Connections to that database at once, that which listens for announcements included; 2 at least, 10 by default. */
  connections?: number | undefined;
  /** A statement that takes longer is given up, and the embedded database restarted, in ms. */
  hangsAfterMs?: number | undefined;
}

/** Runs the SQL of a library: one statement with `values`, or several without, in which `begin` and `commit` may stand. */
export interface StatementRunner {
  /** @throws SidelineError `storage_unavailable` */
  execute(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

export class Database implements StatementRunner {
  /** What the database announces by itself. */
  readonly announcements: Announcements;
  readonly #connection: Connection;
  readonly #embedded: EmbeddedPostgres | undefined;
  #listening: ListeningConnection | undefined;
  #endHousekeeping: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  private constructor(announcements: Announcements, connection: Connection, embedded: EmbeddedPostgres | undefined) {
    this.announcements = announcements;
    this.#connection = connection;
    this.#embedded = embedded;
  }

  /**
   * Opens the database at `databaseUrl`, or the embedded one in `dataDir`, and brings its tables up to date.
   * @throws when it can't be reached, is in use by another process, or its migrations are not ours
   */
  static async create(options: DatabaseOptions): Promise<Database> {
    const { databaseUrl, connections: max = CONNECTIONS, logger, hangsAfterMs = HANGS_AFTER_MS } = options;
    const embedded = databaseUrl ? undefined : await EmbeddedPostgres.create(options);
    const announcements = new Announcements();
    const connection = embedded
      ? new Connection({
          address: { host: embedded.socketFolder, port: embedded.port, user: 'postgres', database: 'postgres' },
          max: 1,
          hangsAfterMs,
          onLost: () => embedded.restart(),
          onConnect: (client) => announcements.listenOn(client),
          logger,
        })
      : new Connection({ address: { connectionString: databaseUrl }, max: max - LISTENING, hangsAfterMs, logger });
    const database = new Database(announcements, connection, embedded);
    try {
      await migrate(connection, logger);
      if (embedded) database.#endHousekeeping = startHousekeeping(connection, logger);
      else {
        const address = { connectionString: databaseUrl };
        database.#listening = await ListeningConnection.open({ address, announcements, logger });
      }
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
   * @param options.urgent goes before all that waits for the database
   * @throws SidelineError `storage_unavailable`; nothing was kept
   */
  asServer<T>(work: (sql: Sql) => Promise<T>, { urgent = false } = {}): Promise<T> {
    return this.#transaction('service_role', { role: 'service_role' }, work, urgent);
  }

  /**
   * Runs `work` in one transaction with the rights of the sign-in, which alone sees and changes accounts. Only where the sign-in is
   * our own: in a Supabase project GoTrue does this.
   * @throws SidelineError `storage_unavailable`; nothing was kept
   */
  asSignIn<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#transaction('supabase_auth_admin', { role: 'supabase_auth_admin' }, work);
  }

  /**
   * Runs `work` in one transaction with the rights of the connection, which owns the tables. For moving all of them, not for serving.
   * @throws SidelineError `storage_unavailable`; nothing was kept
   */
  asOwner<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#connection.transaction(work, { readOnly: this.#embedded?.hasRoom === false });
  }

  /** With the rights of the connection, since such a library makes its own tables. */
  async execute(text: string, values?: unknown[]): Promise<{ rows: Row[] }> {
    if (this.#embedded?.hasRoom === false) throw storageUnavailable(new Error('the disk is nearly full'));
    return this.#connection.execute(text, values);
  }

  #transaction<T>(
    role: string,
    claims: Record<string, string>,
    work: (sql: Sql) => Promise<T>,
    urgent = false,
  ): Promise<T> {
    // While the disk is nearly full a write is refused before it can bring the embedded database down.
    const readOnly = this.#embedded?.hasRoom === false;
    return this.#connection.transaction(
      async (sql) => {
        // The same as `set local role …`, in one round trip with the claims. PostgreSQL compiles a statement whose cost it estimates as
        // high, as it does with a page of sessions under the policies; that takes several times as long as the statement itself.
        await sql`
          select set_config('role', ${role}, true), set_config('request.jwt.claims', ${JSON.stringify(claims)}, true),
            set_config('jit', 'off', true)
        `;
        return work(sql);
      },
      { readOnly, urgent },
    );
  }

  /** Whether the database answers and, when embedded, has room to write. */
  async health(): Promise<Health> {
    const answered = this.#connection
      .run((sql) => sql`select 1`)
      .then(
        () => true,
        () => false,
      );
    const answers = await within(ANSWER_WITHIN_MS, answered);
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
    await this.#listening?.close();
    await within(
      FINISH_WITHIN_MS,
      this.#connection.close().then(() => true),
    );
    await this.#embedded?.close();
  }
}

/** What `work` says, or false when it says nothing in time. */
async function within(limitMs: number, work: Promise<boolean>): Promise<boolean> {
  const giveUp = new AbortController();
  try {
    return await Promise.race([work, wait(limitMs, false, { signal: giveUp.signal }).catch(() => false)]);
  } finally {
    giveUp.abort();
  }
}
