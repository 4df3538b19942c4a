/** A session's row at its end, and what it adds to the progress of its athletes. */
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

/** In the transaction of who calls, after whom no other closes it. */
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
  const skills = athletes.map(({ id: athlete, summary }) => ({ athlete, level: summary?.skill.level ?? null }));
  await sql`
    insert into public.user_progress (user_id, activity, skill_level, total_sessions, last_session_at)
    select p.user_id, s.config_id, skill.level, 1, s.ended_at
    from public.session_participants p join public.coaching_sessions s on s.id = p.session_id
    left join jsonb_to_recordset(${sql.json(skills)}::text::jsonb) as skill (athlete uuid, level text)
      on skill.athlete = p.participant_id
    where s.id = ${id} and p.role = 'athlete'
    on conflict (user_id, activity) do update set
      skill_level = coalesce(excluded.skill_level, user_progress.skill_level),
      total_sessions = user_progress.total_sessions + 1,
      last_session_at = greatest(user_progress.last_session_at, excluded.last_session_at)
  `;
}
