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

  /** Live sessions: those that are the person's, and those of others in which the person has a place. */
  async liveSessions(id: string): Promise<{ owned: string[]; joined: string[] }> {
    return await this.#database.asServer(async (sql) => {
      const ids = (rows: unknown) =>
        z
          .array(z.object({ id: z.uuid() }))
          .parse(rows)
          .map((row) => row.id);
      const owned = ids(await sql`select id from public.coaching_sessions where user_id = ${id} and status = 'live'`);
      const joined = ids(
        await sql`
        select s.id
        from public.session_participants p join public.coaching_sessions s on s.id = p.session_id
        where p.user_id = ${id} and p.left_at is null and s.status = 'live' and s.user_id <> ${id}
      `,
      );
      return { owned, joined };
    });
  }

  /** Takes out of others' sessions what is about the person. */
  async forget(id: string): Promise<void> {
    await this.#database.asServer((sql) => sql`select private.forget_person(${id})`);
  }

  find(id: string): Promise<User | undefined> {
    return this.#database.asServer(async (sql) =>
      maybeOne(userSchema, await sql`select user_id as id, name from public.profiles where user_id = ${id}`),
    );
  }
}
