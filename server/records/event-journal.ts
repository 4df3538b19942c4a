/**
 * Writes sessions' events to the database in batches. An event that was accepted is kept as long as there is room: while the
 * database can't be written, events wait and are tried again in order; whoever asked to know learns at once that theirs
 * is not durable.
 */
import type { Logger } from 'pino';
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { SessionEvent } from '../../shared/contract/session.ts';
import type { Database } from './database.ts';
import type { EventSpool } from './event-spool.ts';

/** An event waits this long for others to be written with, at most. */
const GATHER_MS = 100;
/** Rows and bytes of one statement. */
const BATCH_ROWS = 200;
const BATCH_BYTES = 4 * 1024 ** 2;
/** What may wait altogether; more is refused. */
const WAITING_ROWS = 20_000;
const WAITING_BYTES = 32 * 1024 ** 2;
/** Between tries while the database can't be written. */
const RETRY_MS = 500;

interface Row {
  sessionId: string;
  seq: number;
  /** The row as JSON. */
  json: string;
  /** Undefined once the caller has been answered. */
  settle: { resolve: () => void; reject: (error: unknown) => void } | undefined;
}

/** A line of the spool: a row as JSON. */
const spooledSchema = z
  .string()
  .transform((json, context) => {
    try {
      return { json, row: JSON.parse(json) as unknown };
    } catch (error) {
      context.addIssue({ code: 'custom', message: String(error) });
      return z.NEVER;
    }
  })
  .pipe(z.object({ json: z.string(), row: z.object({ session_id: z.uuid(), seq: z.int() }) }))
  .transform(({ json, row }): Row => ({ sessionId: row.session_id, seq: row.seq, json, settle: undefined }));

export class EventJournal {
  readonly #spool: EventSpool | undefined;
  readonly #database: Pick<Database, 'asServer'>;
  readonly #logger: Logger;
  readonly #waiting: Row[] = [];
  readonly #listeners = new Set<(keeping: boolean) => void>();
  #bytes = 0;
  #keeping = true;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  /** @param spool has what waits while the database is away; without one that is in memory alone */
  constructor(database: Pick<Database, 'asServer'>, logger: Logger, spool?: EventSpool) {
    this.#database = database;
    this.#logger = logger;
    this.#spool = spool;
  }

  /**
   * Writes what an earlier process of this server left in the spool; before sessions are opened.
   * @param held of these sessions, those that nobody else has gone on with since
   * @throws SidelineError `storage_unavailable`
   */
  async takeUp(held: (sessionIds: string[]) => Promise<string[]>): Promise<void> {
    const lines = (await this.#spool?.read()) ?? [];
    if (lines.length === 0) return;
    // What a crash of the machine has spoilt is left out.
    const rows = lines.flatMap((line) => spooledSchema.safeParse(line).data ?? []);
    const ours = new Set(await held([...new Set(rows.map(({ sessionId }) => sessionId))]));
    const left = rows.filter(({ sessionId }) => ours.has(sessionId));
    this.#waiting.unshift(...left);
    for (const { json } of left) this.#bytes += json.length;
    await this.flush();
    this.#spool?.clear();
    await this.#spool?.settled();
    const details = { written: left.length, leftOut: lines.length - left.length };
    this.#logger.info(details, 'wrote events that had waited for the database when the server ended');
  }

  /** Whether the last write went through. */
  get keeping(): boolean {
    return this.#keeping;
  }

  /** Calls back whenever `keeping` changes. */
  onHealth(listener: (keeping: boolean) => void): void {
    this.#listeners.add(listener);
  }

  /**
   * Resolves once the event is durable. When it rejects with `storage_unavailable` the event may still be written later,
   * except when too much was waiting already.
   * @throws SidelineError `storage_unavailable`, `shutting_down`, `invalid_request` for text that can't be stored
   */
  append(sessionId: string, event: SessionEvent): Promise<void> {
    if (this.#closing) return Promise.reject(new SidelineError('shutting_down', 'The server is stopping.'));
    const { seq, at, change } = event;
    const json = JSON.stringify({ session_id: sessionId, seq, at_ms: at, change });
    if (this.#waiting.length >= WAITING_ROWS || this.#bytes + json.length > WAITING_BYTES) {
      return Promise.reject(new SidelineError('storage_unavailable', "The server can't keep anything just now."));
    }
    const durable = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ sessionId, seq, json, settle: { resolve, reject } });
    });
    this.#bytes += json.length;
    if (!this.#keeping) this.#spool?.add(json);
    if (this.#keeping) this.#schedule(this.#waiting.length >= BATCH_ROWS ? 0 : GATHER_MS);
    return durable;
  }

  /**
   * Resolves once everything appended so far is durable.
   * @throws SidelineError `storage_unavailable` when a write fails
   */
  async flush(): Promise<void> {
    const last = this.#waiting.at(-1);
    while (last && this.#waiting.includes(last)) {
      await this.#write();
      if (!this.#keeping) throw new SidelineError('storage_unavailable', "The server can't keep anything just now.");
    }
  }

  /**
   * Writes what is waiting, once; what can't be written stays in the spool until the next start, or is given up where there is none.
   * May be called twice.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.flush();
    } catch (error) {
      this.#logger.error(
        { err: error, events: this.#waiting.length },
        this.#spool
          ? 'the database takes no writes; events wait on disk for the next start'
          : 'events were lost: the database takes no writes',
      );
    }
    await this.#spool?.settled();
    clearTimeout(this.#timer);
    this.#reject(this.#waiting.splice(0), new SidelineError('shutting_down', 'The server is stopping.'));
  }

  #schedule(afterMs: number): void {
    if (this.#timer && afterMs > 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#write();
    }, afterMs);
  }

  /** Writes one batch, or waits for the one under way. */
  #write(): Promise<void> {
    this.#writing ??= this.#writeBatch().finally(() => {
      this.#writing = undefined;
      const more = this.#waiting.length > 0 && !this.#closing;
      if (more) this.#schedule(this.#keeping ? GATHER_MS * Number(this.#waiting.length < BATCH_ROWS) : RETRY_MS);
    });
    return this.#writing;
  }

  async #writeBatch(): Promise<void> {
    const batch = this.#nextBatch();
    if (batch.length === 0) return;
    try {
      await this.#insert(batch);
      this.#remove(batch);
      for (const { settle } of batch) settle?.resolve();
      this.#setKeeping(true);
    } catch (error) {
      if (error instanceof SidelineError && error.code === 'storage_unavailable') {
        // Everyone who waits is refused, not only those of this batch: theirs comes no sooner.
        this.#reject(this.#waiting, error);
        this.#setKeeping(false, error);
      } else {
        await this.#writeSingly(batch);
      }
    }
  }

  /** One row that the database refuses must not hold up the others. */
  async #writeSingly(batch: readonly Row[]): Promise<void> {
    for (const row of batch) {
      try {
        await this.#insert([row]);
        row.settle?.resolve();
      } catch (error) {
        if (error instanceof SidelineError && error.code === 'storage_unavailable') {
          this.#reject(this.#waiting, error);
          this.#setKeeping(false, error);
          return;
        }
        this.#logger.error({ err: error, sessionId: row.sessionId, seq: row.seq }, 'the database refused an event');
        this.#reject([row], error);
      }
      this.#remove([row]);
    }
    this.#setKeeping(true);
  }

  #nextBatch(): Row[] {
    let bytes = 0;
    const end = this.#waiting.findIndex(({ json }, index) => {
      bytes += json.length;
      return index > 0 && (index >= BATCH_ROWS || bytes > BATCH_BYTES);
    });
    return this.#waiting.slice(0, end === -1 ? undefined : end);
  }

  /** A batch whose commit went through although its answer was lost comes again: rows that are there already stay. */
  async #insert(rows: readonly Row[]): Promise<void> {
    await this.#database.asServer(
      (sql) => sql`
        insert into public.session_events (session_id, seq, at_ms, change)
        select session_id, seq, at_ms, change
        from jsonb_to_recordset(${`[${rows.map(({ json }) => json).join()}]`}::text::jsonb)
          as row (session_id uuid, seq integer, at_ms double precision, change jsonb)
        on conflict (session_id, seq) do nothing
      `,
      // Readers never hold up what people wait for to be durable.
      { urgent: true },
    );
  }

  /** `rows` are always the first that wait, less those removed before them. */
  #remove(rows: readonly Row[]): void {
    this.#waiting.splice(0, rows.length);
    for (const { json } of rows) this.#bytes -= json.length;
  }

  #reject(rows: readonly Row[], error: unknown): void {
    for (const row of rows) {
      row.settle?.reject(error);
      row.settle = undefined;
    }
  }

  #setKeeping(keeping: boolean, reason?: unknown): void {
    if (keeping && this.#waiting.length === 0) this.#spool?.clear();
    if (keeping === this.#keeping) return;
    this.#keeping = keeping;
    if (!keeping) this.#spool?.replace(this.#waiting.map(({ json }) => json));
    if (keeping) this.#logger.info('the database takes writes again');
    else
      this.#logger.error({ err: reason, waiting: this.#waiting.length }, 'the database takes no writes; events wait');
    for (const listener of this.#listeners) listener(keeping);
  }
}
