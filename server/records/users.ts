/** People and their names. */
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
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

  /**
   * The same person under another name, also in the records of past sessions.
   * @throws SidelineError `unauthenticated` when this database does not know the user; `storage_unavailable`, `invalid_request`
   */
  async rename({ id }: User, name: string): Promise<User> {
    const renamed = await this.#database.asUser({ id }, async (sql) =>
      maybeOne(
        userSchema,
        await sql`update public.profiles set name = ${name} where user_id = ${id} returning user_id as id, name`,
      ),
    );
    if (!renamed) throw new SidelineError('unauthenticated', 'You are not signed in on this server.');
    return renamed;
  }

  find(id: string): Promise<User | undefined> {
    return this.#database.asServer(async (sql) =>
      maybeOne(userSchema, await sql`select user_id as id, name from public.profiles where user_id = ${id}`),
    );
  }
}
