/** People and their names. */
import { z } from 'zod';
import { type User, userSchema } from '../../shared/contract/rest.ts';
import type { Database } from './database.ts';
import { maybeOne } from './rows.ts';

/** Somebody who is signed in somewhere. */
const signedInSchema = userSchema.extend({ signInId: z.uuid() });
export type SignedInUser = z.infer<typeof signedInSchema>;

export class Users {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Those of these sign-ins that have not ended, with who it is.
   * @throws SidelineError `storage_unavailable`
   */
  signedIn(signIns: readonly string[]): Promise<SignedInUser[]> {
    return this.#database.asServer(async (sql) =>
      z
        .array(signedInSchema)
        .parse(await sql`select sign_in_id as "signInId", user_id as id, name from private.signed_in(${[...signIns]})`),
    );
  }

  find(id: string): Promise<User | undefined> {
    return this.#database.asServer(async (sql) =>
      maybeOne(userSchema, await sql`select user_id as id, name from public.profiles where user_id = ${id}`),
    );
  }
}
