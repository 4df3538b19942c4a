/** Files whose rows are gone, until their bytes are gone too. The database itself adds them, by a trigger. */
import { z } from 'zod';
import type { Database } from './database.ts';
import { maybeOne } from './rows.ts';

const removalSchema = z.object({
  id: z.string(),
  /** In the file store. */
  name: z.string(),
  /** On this server's disk; null when the file was in the store already. */
  path: z.string().nullable(),
  attempts: z.int(),
  dueInMs: z.number().transform((ms) => Math.max(0, ms)),
});
export type FileRemoval = z.infer<typeof removalSchema>;

/** Every method throws SidelineError `storage_unavailable` when the database can't serve. */
export class FileRemovals {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The file that comes next, of those on the node's disk and of those that any server can remove. */
  next(node: string): Promise<FileRemoval | undefined> {
    return this.#database.asServer(async (sql) =>
      maybeOne(
        removalSchema,
        await sql`
          select id, name, path, attempts,
            (extract(epoch from next_attempt_at - clock_timestamp()) * 1000)::double precision as "dueInMs"
          from private.file_removals where node = ${node} or node is null order by next_attempt_at, id limit 1
        `,
      ),
    );
  }

  /** @param failure.pauseMs until the next attempt */
  async failed(id: string, { pauseMs, error }: { pauseMs: number; error: string }): Promise<void> {
    await this.#database.asServer(
      (sql) => sql`
        update private.file_removals
        set attempts = attempts + 1, last_error = ${error},
          next_attempt_at = clock_timestamp() + ${pauseMs} * interval '1 millisecond'
        where id = ${id}
      `,
    );
  }

  /** Nothing is left of the file. */
  async done(id: string): Promise<void> {
    await this.#database.asServer((sql) => sql`delete from private.file_removals where id = ${id}`);
  }
}
