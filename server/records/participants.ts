/** Who took part in which session, and as what. */
import { z } from 'zod';
import type { User } from '../../shared/contract/rest.ts';
import { type Role, roleSchema } from '../../shared/contract/roles.ts';
import type { Database } from './database.ts';

/** A place that somebody took in a session. */
export interface Place {
  /** Who they are in the session's events. */
  participantId: string;
  user: User;
  role: Role;
  /** The link that let them in; undefined for the owner. */
  invitationId: string | undefined;
}

const rowSchema = z
  .object({
    participant_id: z.uuid(),
    user_id: z.uuid(),
    name: z.string(),
    role: roleSchema,
    invitation_id: z.uuid().nullable(),
  })
  .transform(
    (row): Place => ({
      participantId: row.participant_id,
      user: { id: row.user_id, name: row.name },
      role: row.role,
      invitationId: row.invitation_id ?? undefined,
    }),
  );

export class Participants {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** From now on an athlete or coach may read the session's record. Joining again makes no second row. */
  async join(sessionId: string, { participantId, user, role, invitationId }: Place): Promise<void> {
    await this.#database.asServer(
      (sql) => sql`
        insert into public.session_participants (session_id, user_id, name, role, participant_id, invitation_id)
        values (${sessionId}, ${user.id}, ${user.name}, ${role}, ${participantId}, ${invitationId ?? null})
        on conflict (session_id, user_id, role) do update set
          name = excluded.name, participant_id = excluded.participant_id, invitation_id = excluded.invitation_id,
          left_at = null
      `,
    );
  }

  /**
   * What happens from now on is not theirs to read.
   * @param at ms of the session
   */
  async leave(sessionId: string, { user, role }: Pick<Place, 'user' | 'role'>, at: number): Promise<void> {
    await this.#database.asServer(
      (sql) => sql`
        update public.session_participants p
        set left_at = s.created_at + ${at}::double precision * interval '1 millisecond'
        from public.coaching_sessions s
        where s.id = ${sessionId} and p.session_id = s.id and p.user_id = ${user.id} and p.role = ${role}
      `,
    );
  }

  /** Everyone who took part and may come back: without those whose link was taken back. */
  of(sessionId: string): Promise<Place[]> {
    return this.#database.asServer(async (sql) =>
      z.array(rowSchema).parse(
        await sql`
          select p.participant_id, p.user_id, p.name, p.role, p.invitation_id
          from public.session_participants p left join public.invitations i on i.id = p.invitation_id
          where p.session_id = ${sessionId} and i.revoked_at is null
          order by p.joined_at
        `,
      ),
    );
  }
}
