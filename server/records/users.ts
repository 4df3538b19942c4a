/** People and their names. */
import { z } from 'zod';
import { type User, userSchema } from '../../shared/contract/rest.ts';
import type { Database } from './database.ts';
import { maybeOne, one } from './rows.ts';

export class Users {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * A new person of this name; names need not be unique.
   * @throws SidelineError `storage_unavailable`, `invalid_request` for a name that can't be stored
   */
  async signIn(name: string): Promise<User> {
    const { id } = await this.#database.asServer(async (sql) =>
      one(z.object({ id: z.uuid() }), await sql`select private.sign_in(${name}) as id`),
    );
    return { id, name };
  }

  find(id: string): Promise<User | undefined> {
    return this.#database.asServer(async (sql) =>
      maybeOne(userSchema, await sql`select user_id as id, name from public.profiles where user_id = ${id}`),
    );
  }
}
