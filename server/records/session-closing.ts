/** A session's row at its end. */
import type { AthleteRecord } from '../../shared/contract/rest.ts';
import type { SessionStatus } from '../../shared/contract/session.ts';
import type { Sql } from './sql.ts';

/** How a session is closed. */
export interface Closing {
  status: Exclude<SessionStatus, 'live'>;
  /** When it ended, ms of the session; undefined for now. */
  endedAt: number | undefined;
  athletes: readonly AthleteRecord[];
}

/** In the transaction of who calls, after whom no other closes it. The database adds it to the progress of the athletes. */
export async function closeSession(sql: Sql, id: string, { status, endedAt, athletes }: Closing): Promise<void> {
  await sql`
    update public.coaching_sessions set
      status = ${status},
      ended_at = coalesce(created_at + ${endedAt ?? null}::double precision * interval '1 millisecond', now()),
      feedback_data = ${sql.json({ athletes })},
      node = null,
      leased_until = null
    where id = ${id}
  `;
  await sql`
    update public.session_participants p set left_at = s.ended_at
    from public.coaching_sessions s
    where s.id = ${id} and p.session_id = s.id and p.left_at is null
  `;
}
