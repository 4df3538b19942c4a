/** Closing a session: from its events to its summary and feedback, and the progress of its athlete. */
import { z } from 'zod';
import {
  type Activity,
  activitySchema,
  type CoachingEvent,
  type Correction,
  coachingEventSchema,
  correctionSchema,
  summariseEvents,
} from '../../shared/coaching/index.ts';
import { LISTED_FEEDBACK } from '../../shared/contract/athlete-state.ts';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { SessionStatus } from '../../shared/contract/session.ts';
import type { Sql } from '../records/database.ts';
import { maybeOne } from '../records/rows.ts';

/**
 * What a session was judged by; undefined when this version can't read it: its feedback is kept then, and there is nothing
 * to sum it up by.
 */
export function readDefinition(stored: unknown): Activity | undefined {
  return activitySchema.safeParse(stored).data;
}

/** What the tracker told during the session, in order. */
async function readCoaching(sql: Sql, sessionId: string): Promise<CoachingEvent[]> {
  const rows = await sql`
    select change -> 'event' as event from public.session_events
    where session_id = ${sessionId} and change ->> 'type' = 'coaching' order by seq
  `;
  return z
    .array(z.object({ event: coachingEventSchema }))
    .parse(rows)
    .map(({ event }) => event);
}

/** What the coaches said against it, in order. */
async function readCorrections(sql: Sql, sessionId: string): Promise<Correction[]> {
  const rows = await sql`
    select change -> 'correction' as correction from public.session_events
    where session_id = ${sessionId} and change ->> 'type' = 'corrected' order by seq
  `;
  return z
    .array(z.object({ correction: correctionSchema }))
    .parse(rows)
    .map(({ correction }) => correction);
}

const listed = (events: CoachingEvent[]) => events.filter(({ type }) => LISTED_FEEDBACK.has(type));

/** The feedback list of a session that is not closed yet. */
export const readFeedback = async (sql: Sql, sessionId: string) => listed(await readCoaching(sql, sessionId));

/**
 * Does nothing when the session is over already.
 * @param endedAt when it ended: `now`, or at its last event, for a server that was not there to see the end
 * @throws SidelineError `not_found`
 */
export async function closeSession(
  sql: Sql,
  sessionId: string,
  status: Exclude<SessionStatus, 'live'>,
  endedAt: 'now' | 'last-event',
): Promise<void> {
  const session = maybeOne(
    z.object({ activity: z.string(), definition: z.unknown(), status: z.string() }),
    await sql`select config_id as activity, definition, status from public.coaching_sessions where id = ${sessionId} for update`,
  );
  if (!session) throw new SidelineError('not_found', 'There is no such session.');
  if (session.status !== 'live') return;

  const events = await readCoaching(sql, sessionId);
  const corrections = await readCorrections(sql, sessionId);
  const definition = readDefinition(session.definition);
  const summary = definition ? summariseEvents(definition, events, corrections) : null;
  await sql`
    update public.coaching_sessions s set
      status = ${status},
      ended_at = case when ${endedAt === 'now'} then now() else
        s.created_at + coalesce((select max(at_ms) from public.session_events where session_id = s.id), 0)
          * interval '1 millisecond' end,
      feedback_data = ${sql.json({ summary, feedback: listed(events) })}
    where s.id = ${sessionId}
  `;
  await sql`
    update public.session_participants p set left_at = s.ended_at
    from public.coaching_sessions s
    where s.id = ${sessionId} and p.session_id = s.id and p.left_at is null
  `;
  await countProgress(sql, sessionId, session.activity, summary?.skill.level ?? null);
}

/** One more session for everyone who was its athlete. */
async function countProgress(sql: Sql, sessionId: string, activity: string, skillLevel: string | null) {
  await sql`
    insert into public.user_progress (user_id, activity, skill_level, total_sessions, last_session_at)
    select p.user_id, ${activity}, ${skillLevel}, 1, s.ended_at
    from public.session_participants p join public.coaching_sessions s on s.id = p.session_id
    where s.id = ${sessionId} and p.role = 'athlete'
    on conflict (user_id, activity) do update set
      skill_level = coalesce(excluded.skill_level, user_progress.skill_level),
      total_sessions = user_progress.total_sessions + 1,
      last_session_at = greatest(user_progress.last_session_at, excluded.last_session_at)
  `;
}
