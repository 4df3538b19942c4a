/** The files that wait for the file store, as rows: what of them is sent, when the next attempt is, what failed. */
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { Database } from './database.ts';
import { maybeOne, one } from './rows.ts';

/** A file on this server's disk that shall be in the store. */
export interface WaitingFile {
  name: string;
  /** Absolute. */
  path: string;
  contentType: string;
  bytes: number;
  /** In hexadecimal. */
  sha256: string;
}

const entrySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    path: z.string(),
    content_type: z.string(),
    bytes: z.coerce.number(),
    sha256: z.string(),
    transfer_url: z.string().nullable(),
    attempts: z.int(),
    due_in_ms: z.number(),
  })
  .transform(({ content_type, transfer_url, due_in_ms, ...same }) => ({
    ...same,
    contentType: content_type,
    transferUrl: transfer_url ?? undefined,
    /** Until the next attempt; 0 when it is due. */
    dueInMs: Math.max(0, due_in_ms),
  }));

export type OutboxEntry = z.infer<typeof entrySchema>;

const totalsSchema = z.object({ files: z.int(), bytes: z.coerce.number(), failing: z.int() });

/** Every method throws SidelineError `storage_unavailable` when the database can't serve. */
export class OutboxEntries {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * @param node the server whose disk holds the file
   * @throws also SidelineError `already_exists` when a file of this name waits already
   */
  add(node: string, { name, path, contentType, bytes, sha256 }: WaitingFile): Promise<void> {
    return this.#database.asServer(async (sql) => {
      const added = await sql`
        insert into private.outbox (node, name, path, content_type, bytes, sha256)
        values (${node}, ${name}, ${path}, ${contentType}, ${bytes}, ${sha256})
        on conflict (name) do nothing returning id
      `;
      if (added.length === 0) throw new SidelineError('already_exists', 'A file of this name waits already.');
    });
  }

  /** The entry whose next attempt comes first. */
  next(node: string): Promise<OutboxEntry | undefined> {
    return this.#database.asServer(async (sql) =>
      maybeOne(
        entrySchema,
        await sql`
          select id, name, path, content_type, bytes, sha256, transfer_url, attempts,
            (extract(epoch from next_attempt_at - clock_timestamp()) * 1000)::double precision as due_in_ms
          from private.outbox where node = ${node} order by next_attempt_at, id limit 1
        `,
      ),
    );
  }

  keepTransfer(id: string, url: string): Promise<void> {
    return this.#database.asServer(async (sql) => {
      await sql`update private.outbox set transfer_url = ${url} where id = ${id}`;
    });
  }

  /**
   * @param pauseMs until the next attempt
   * @param anew whether the next attempt begins from the first byte
   */
  failed(id: string, failure: { pauseMs: number; error: string; anew: boolean }): Promise<void> {
    return this.#database.asServer(async (sql) => {
      await sql`
        update private.outbox
        set attempts = attempts + 1, last_error = ${failure.error},
          next_attempt_at = clock_timestamp() + ${failure.pauseMs} * interval '1 millisecond',
          transfer_url = case when ${failure.anew}::boolean then null else transfer_url end
        where id = ${id}
      `;
    });
  }

  /**
   * The store has the file, and says so of the session's file in the same step.
   * @returns false when nobody wants the file any more: it was removed while it was sent
   */
  stored(id: string): Promise<boolean> {
    return this.#settled(id, 'stored');
  }

  /** Neither the disk nor the store has the file. */
  async lost(id: string): Promise<void> {
    await this.#settled(id, 'lost');
  }

  #settled(id: string, state: 'stored' | 'lost'): Promise<boolean> {
    return this.#database.asServer(async (sql) => {
      const [entry] = z
        .array(z.object({ name: z.string() }))
        .parse(await sql`delete from private.outbox where id = ${id} returning name`);
      if (!entry) return false;
      await sql`
        update public.session_files set state = ${state}, node = null, path = null where name = ${entry.name}
      `;
      return true;
    });
  }

  /** How much waits, and how many of the files have failed before. */
  totals(node: string): Promise<z.infer<typeof totalsSchema>> {
    return this.#database.asServer(async (sql) =>
      one(
        totalsSchema,
        await sql`
          select count(*)::integer as files, coalesce(sum(bytes), 0) as bytes,
            (count(*) filter (where attempts > 0))::integer as failing
          from private.outbox where node = ${node}
        `,
      ),
    );
  }
}
