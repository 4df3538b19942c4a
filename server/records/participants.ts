/** Who took part in which session, and as what. */
import type { User } from '../../shared/contract/rest.ts';
import type { Role } from '../../shared/contract/roles.ts';
import type { Database } from './database.ts';

export class Participants {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** From now on an athlete or coach may read the session's record. Joining again makes no second row. */
  async join(sessionId: string, user: User, role: Role): Promise<void> {
    await this.#database.asServer(
      (sql) => sql`
        insert into public.session_participants (session_id, user_id, name, role)
        values (${sessionId}, ${user.id}, ${user.name}, ${role})
        on conflict (session_id, user_id, role) do update set name = excluded.name, left_at = null
      `,
    );
  }
}
