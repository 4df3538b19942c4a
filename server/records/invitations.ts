/** Invitations as they stand in the database; the links that carry them are signed elsewhere. */
import { z } from 'zod';
import { activitySchema } from '../../shared/coaching/index.ts';
import { SidelineError } from '../../shared/contract/errors.ts';
import { type Invitation, invitationPreviewSchema, type User } from '../../shared/contract/rest.ts';
import { type Role, roleSchema } from '../../shared/contract/roles.ts';
import { sessionStatusSchema } from '../../shared/contract/session.ts';
import type { Database, Sql } from './database.ts';
import { instant, maybeOne, one } from './rows.ts';

const rowSchema = z
  .object({ id: z.uuid(), role: roleSchema, expires_at: instant, revoked_at: z.date().nullable() })
  .transform(({ id, role, expires_at, revoked_at }) => ({
    id,
    role,
    expiresAt: expires_at,
    revoked: revoked_at !== null,
  }));

const standingSchema = z.object({
  revoked: z.boolean(),
  preview: invitationPreviewSchema.extend({ definition: activitySchema.nullable().catch(null) }),
});
/** Whether an invitation still stands, and what it leads to. */
export type Standing = z.infer<typeof standingSchema>;

export class Invitations {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws SidelineError `not_found`, `forbidden` for all but the owner, `session_ended` */
  create(user: User, sessionId: string, { role, hours }: { role: Role; hours: number }): Promise<Invitation> {
    return this.#database.asUser(user, async (sql) => {
      const status = await ownedStatus(sql, user, sessionId);
      if (status !== 'live') throw new SidelineError('session_ended', 'The session is over; nobody can join it.');
      return one(
        rowSchema,
        await sql`
          insert into public.invitations (session_id, role, created_by, expires_at)
          values (${sessionId}, ${role}, ${user.id}, now() + ${hours} * interval '1 hour')
          returning id, role, expires_at, revoked_at
        `,
      );
    });
  }

  /**
   * Newest first.
   * @throws SidelineError `not_found`, `forbidden` for all but the owner
   */
  list(user: User, sessionId: string): Promise<Invitation[]> {
    return this.#database.asUser(user, async (sql) => {
      await ownedStatus(sql, user, sessionId);
      return z.array(rowSchema).parse(
        await sql`
          select id, role, expires_at, revoked_at from public.invitations
          where session_id = ${sessionId} order by created_at desc, id
        `,
      );
    });
  }

  /**
   * Revoking twice is no error.
   * @throws SidelineError `not_found`, `forbidden` for all but the owner
   */
  revoke(user: User, sessionId: string, id: string): Promise<void> {
    return this.#database.asUser(user, async (sql) => {
      await ownedStatus(sql, user, sessionId);
      const revoked = await sql`
        update public.invitations set revoked_at = coalesce(revoked_at, now())
        where id = ${id} and session_id = ${sessionId} returning id
      `;
      if (revoked.length === 0) throw new SidelineError('not_found', 'There is no such invitation.');
    });
  }

  /** Whoever asks: the link itself is the permission. Undefined when there is none. */
  find(id: string): Promise<Standing | undefined> {
    return this.#database.asServer(async (sql) =>
      maybeOne(
        standingSchema,
        await sql`
          select i.revoked_at is not null as revoked,
                 jsonb_build_object('sessionId', s.id, 'role', i.role, 'activity', s.config_id,
                   'activityName', coalesce(s.definition -> 'name', jsonb_build_object('en', s.config_id)),
                   'definition', s.definition, 'ownerName', p.name, 'status', s.status,
                   'recording', case when s.status = 'live' then jsonb_build_object('state', s.recording) end) as preview
          from public.invitations i
          join public.coaching_sessions s on s.id = i.session_id
          join public.profiles p on p.user_id = s.user_id
          where i.id = ${id}
        `,
      ),
    );
  }
}

/** Status of a session that is the caller's own. */
async function ownedStatus(sql: Sql, user: User, sessionId: string) {
  const session = maybeOne(
    z.object({ user_id: z.uuid(), status: sessionStatusSchema }),
    await sql`
      select user_id, status from public.coaching_sessions
      where id = ${sessionId} and status in ('live', 'ended', 'interrupted')
    `,
  );
  if (!session) throw new SidelineError('not_found', 'There is no such session.');
  if (session.user_id !== user.id) {
    throw new SidelineError('forbidden', 'Only the owner of the session decides who is invited.');
  }
  return session.status;
}
