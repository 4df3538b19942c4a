/** Sessions: begun by people, read by those who took part, closed by the server. */
import { z } from 'zod';
import {
  type Activity,
  coachingEventSchema,
  localisedSchema,
  sessionSummarySchema,
} from '../../shared/coaching/index.ts';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { SessionListItem, SessionRecord, User } from '../../shared/contract/rest.ts';
import { type Role, roleSchema } from '../../shared/contract/roles.ts';
import { type SessionStatus, sessionStatusSchema } from '../../shared/contract/session.ts';
import { closeSession, readDefinition, readFeedback } from '../sessions/closing.ts';
import type { Database } from './database.ts';
import type { EventJournal } from './event-journal.ts';
import { instant, maybeOne, one } from './rows.ts';
import { fragment } from './sql.ts';
import { isForeignKeyViolation } from './storage-error.ts';

/** Sessions on one page of the list. */
const PAGE = 50;

const peopleSchema = z.array(z.object({ name: z.string(), role: roleSchema }));

const itemSchema = z.object({
  id: z.uuid(),
  activity: z.string(),
  activityName: localisedSchema,
  status: sessionStatusSchema,
  createdAt: instant,
  endedAt: instant.nullable(),
  people: peopleSchema,
  summary: sessionSummarySchema.nullable(),
  /** Repetitions in the events; asked only while there is no summary. */
  counted: z.int().nullable(),
});
type Item = z.infer<typeof itemSchema>;

const detailsSchema = itemSchema.extend({
  ownerId: z.uuid(),
  ownerRole: roleSchema,
  ownRole: roleSchema.nullable(),
  definition: z.unknown(),
  feedback: z.array(coachingEventSchema).nullable(),
});

export class Sessions {
  readonly #database: Database;
  readonly #journal: EventJournal;

  constructor(database: Database, journal: EventJournal) {
    this.#database = database;
    this.#journal = journal;
  }

  /**
   * A live session of the user's own; `role` is the place the owner takes. Its clock starts at `createdAt`.
   * @throws SidelineError `unauthenticated` when this database does not know the user
   */
  async create(user: User, request: { activity: Activity; role: Role }): Promise<{ id: string; createdAt: Date }> {
    try {
      return await this.#database.asUser(user, async (sql) =>
        one(
          z.object({ id: z.uuid(), createdAt: z.date() }),
          await sql`
            insert into public.coaching_sessions (user_id, owner_role, config_id, definition)
            values (${user.id}, ${request.role}, ${request.activity.id}, ${sql.json(request.activity)})
            returning id, created_at as "createdAt"
          `,
        ),
      );
    } catch (error) {
      if (!isForeignKeyViolation(error)) throw error;
      throw new SidelineError('unauthenticated', 'This server does not know you any more. Sign in again.', {
        cause: error,
      });
    }
  }

  /** The user's own sessions and those they took part in as athlete or coach: a page, newest first. */
  list(user: User, before?: Date): Promise<SessionListItem[]> {
    return this.#database.asUser(user, async (sql) => {
      const rows = await sql`
        ${LIST_COLUMNS}
        from public.coaching_sessions s
        where ${before ?? null}::timestamptz is null or s.created_at < ${before ?? null}::timestamptz
        order by s.created_at desc, s.id
        limit ${PAGE}
      `;
      return z.array(itemSchema).parse(rows).map(toListItem);
    });
  }

  /** @throws SidelineError `not_found` when there is none, or the user may not read it */
  read(user: User, id: string): Promise<SessionRecord> {
    return this.#database.asUser(user, async (sql) => {
      const details = maybeOne(
        detailsSchema,
        await sql`
          ${LIST_COLUMNS},
            s.user_id as "ownerId", s.owner_role as "ownerRole", s.definition, s.feedback_data -> 'feedback' as feedback,
            (select p.role from public.session_participants p
             where p.session_id = s.id and p.user_id = ${user.id} and p.role <> 'spectator'
             order by p.joined_at desc limit 1) as "ownRole"
          from public.coaching_sessions s
          where s.id = ${id}
        `,
      );
      if (!details) throw new SidelineError('not_found', 'There is no such session.');
      const owned = details.ownerId === user.id;
      return {
        ...toListItem(details),
        role: owned ? details.ownerRole : (details.ownRole ?? 'spectator'),
        owned,
        definition: readDefinition(details.definition) ?? null,
        summary: details.summary,
        feedback: details.feedback ?? (await readFeedback(sql, id)),
      };
    });
  }

  /** What the server must know of a session to let people in, whoever asks. */
  lookUp(id: string): Promise<{ ownerId: string; ownerRole: Role; status: SessionStatus } | undefined> {
    return this.#database.asServer(async (sql) =>
      maybeOne(
        z.object({ ownerId: z.uuid(), ownerRole: roleSchema, status: sessionStatusSchema }),
        await sql`
          select user_id as "ownerId", owner_role as "ownerRole", status
          from public.coaching_sessions where id = ${id}
        `,
      ),
    );
  }

  /**
   * Closes a live session: everything that is waiting is written, its summary made from what is written, and the athlete's
   * progress counted, or none of it. A session that is over already stays as it is.
   * @throws SidelineError `storage_unavailable`, `not_found`
   */
  async finish(id: string, status: Exclude<SessionStatus, 'live'>): Promise<void> {
    await this.#journal.flush();
    await this.#database.asServer((sql) => closeSession(sql, id, status, 'now'));
  }

  /**
   * At the start of the server: sessions that its last run left live become interrupted, ended at their last event.
   * @returns how many
   */
  async interruptLive(): Promise<number> {
    const ids = await this.#database.asServer(async (sql) =>
      z
        .array(z.object({ id: z.uuid() }))
        .parse(await sql`select id from public.coaching_sessions where status = 'live' and session_type = 'live'`),
    );
    for (const { id } of ids) {
      await this.#database.asServer((sql) => closeSession(sql, id, 'interrupted', 'last-event'));
    }
    return ids.length;
  }
}

const LIST_COLUMNS = fragment`
  select s.id, s.config_id as activity,
    coalesce(s.definition -> 'name', jsonb_build_object('en', s.config_id)) as "activityName", s.status, s.created_at as "createdAt", s.ended_at as "endedAt",
    s.feedback_data -> 'summary' as summary,
    (select coalesce(jsonb_agg(jsonb_build_object('name', p.name, 'role', p.role) order by p.role, p.joined_at), '[]')
     from public.session_participants p where p.session_id = s.id and p.role <> 'spectator') as people,
    case when s.feedback_data is null then
      (select count(*)::integer from public.session_events e
       where e.session_id = s.id and e.change #>> '{event,type}' = 'repetition')
    end as counted
`;

function toListItem({ summary, counted, ...item }: Item): SessionListItem {
  const judged = summary !== null && (summary.reps > 0 || (summary.hold?.holds ?? 0) > 0);
  return {
    id: item.id,
    activity: item.activity,
    activityName: item.activityName,
    status: item.status,
    createdAt: item.createdAt,
    endedAt: item.endedAt,
    people: item.people,
    reps: summary?.reps ?? counted ?? 0,
    score: judged ? summary.score : null,
  };
}
