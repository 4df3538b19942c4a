/** The servers that share one database, and the address of each. */
import { z } from 'zod';
import type { Database } from './database.ts';
import { maybeOne } from './rows.ts';

export class Nodes {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * This server is there from now on.
   * @param url by which browsers reach it alone; undefined when there is none
   */
  async register(id: string, url: string | undefined): Promise<void> {
    await this.#database.asServer(
      (sql) => sql`
        insert into private.nodes (id, url) values (${id}, ${url ?? null})
        on conflict (id) do update set url = excluded.url, started_at = now()
      `,
    );
  }

  /** Undefined for a server that has no address of its own, or never was. */
  async urlOf(id: string): Promise<string | undefined> {
    const row = await this.#database.asServer(async (sql) =>
      maybeOne(z.object({ url: z.string().nullable() }), await sql`select url from private.nodes where id = ${id}`),
    );
    return row?.url ?? undefined;
  }
}
