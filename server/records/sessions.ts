/** Sessions as they stand in the database: rows, events and leases. */
import type { Logger } from 'pino';
import { z } from 'zod';
import {
  type Activity,
  activitySchema,
  coachingEventSchema,
  type Language,
  languageSchema,
  localisedSchema,
  sessionSummarySchema,
} from '../../shared/coaching/index.ts';
import { SidelineError } from '../../shared/contract/errors.ts';
import { type RecordingState, recordingStateSchema } from '../../shared/contract/recording.ts';
import {
  athleteRecordSchema,
  SESSIONS_A_PAGE,
  type SessionQuery,
  sessionKindSchema,
  type User,
} from '../../shared/contract/rest.ts';
import { type Role, roleSchema } from '../../shared/contract/roles.ts';
import { type SessionEvent, sessionEventSchema, sessionStatusSchema } from '../../shared/contract/session.ts';
import { noteAccess } from './access-log.ts';
import type { Database, Sql } from './database.ts';
import { instant, maybeOne, readable } from './rows.ts';
import { type Closing, closeSession } from './session-closing.ts';
import { fragment } from './sql.ts';
import { isForeignKeyViolation } from './storage-error.ts';

const peopleSchema = z.array(z.object({ name: z.string(), role: roleSchema }));

const itemSchema = z.object({
  id: z.uuid(),
  activity: z.string(),
  activityName: localisedSchema,
  status: sessionStatusSchema,
  createdAt: instant,
  endedAt: instant.nullable(),
  people: peopleSchema,
  kind: sessionKindSchema,
  /** One for each athlete, once the session is over. */
  summaries: readable(sessionSummarySchema),
  /** Repetitions in the events that the user may read; asked only where there are no summaries. */
  counted: z.int().nullable(),
});
/** A line of the list, and what its totals are made of. */
export type StoredItem = z.infer<typeof itemSchema>;

const detailsSchema = itemSchema.extend({
  ownerId: z.uuid(),
  ownerRole: roleSchema,
  ownRole: roleSchema.nullable(),
  recording: recordingStateSchema,
  /** Undefined when this version can't read it. */
  definition: activitySchema.optional().catch(undefined),
  /** Null until the session is over, and for those who left before its end. */
  athletes: readable(athleteRecordSchema.extend({ feedback: readable(coachingEventSchema) })).nullable(),
});
export type StoredSession = z.infer<typeof detailsSchema>;

const standingSchema = z.object({
  ownerId: z.uuid(),
  ownerRole: roleSchema,
  status: sessionStatusSchema,
  node: z.uuid().nullable(),
  /** Whether the lease of that node still holds. */
  leased: z.boolean(),
});
/** What the server must know of a session to let people in. */
export type Standing = z.infer<typeof standingSchema>;

const wishedRecordingSchema = recordingStateSchema.exclude(['paused']);

const openingSchema = z.object({
  id: z.uuid(),
  ownerId: z.uuid(),
  definition: activitySchema.optional().catch(undefined),
  language: languageSchema.catch('en'),
  startedAt: z.number(),
  recording: wishedRecordingSchema,
  /** Number of the last event, also where that one can't be read. */
  lastSeq: z.int().nonnegative(),
});
/** What a session is opened again from, beside its events. */
export type Opening = z.infer<typeof openingSchema>;

/** A session to be kept. */
export interface NewSession {
  activity: Activity;
  role: Role;
  language: Language;
  /** Zero of the session's clock, by the server's own: ms since 1970. */
  startedAt: number;
  recording: Exclude<RecordingState, 'paused'>;
  node: string;
  leaseSeconds: number;
}

export class Sessions {
  readonly #database: Database;
  readonly #logger: Logger;

  constructor(database: Database, logger: Logger) {
    this.#database = database;
    this.#logger = logger;
  }

  /**
   * A live session of the user's own, leased by the node; `role` is the place the owner takes.
   * @throws SidelineError `unauthenticated` when this database does not know the user
   */
  async create(user: User, session: NewSession): Promise<{ id: string }> {
    const { activity, role, language, startedAt, recording, node, leaseSeconds } = session;
    try {
      const rows = await this.#database.asServer(
        (sql) => sql`
          insert into public.coaching_sessions
            (user_id, owner_role, config_id, definition, language, started_at_ms, recording, node, leased_until)
          values (${user.id}, ${role}, ${activity.id}, ${sql.json(activity)}, ${language}, ${startedAt}, ${recording},
            ${node}, now() + ${leaseSeconds} * interval '1 second')
          returning id
        `,
      );
      return z.object({ id: z.uuid() }).parse(rows[0]);
    } catch (error) {
      if (!isForeignKeyViolation(error)) throw error;
      throw new SidelineError('unauthenticated', 'This server does not know you any more. Sign in again.', {
        cause: error,
      });
    }
  }

  /** The user's own sessions and those they took part in as athlete or coach: a page, newest first. */
  list(user: User, { before, since, activity, kind, person }: SessionQuery = {}): Promise<StoredItem[]> {
    return this.#database.asUser(user, async (sql) => {
      const rows = await sql`
        ${LIST_COLUMNS}
        from ${SESSIONS}
        -- Whose they are is for the policy alone, which is in a form for which there are indexes.
        where (${before ?? null}::timestamptz is null or s.created_at < ${before ?? null}::timestamptz)
          and (${since ?? null}::timestamptz is null or s.created_at >= ${since ?? null}::timestamptz)
          and (${activity ?? null}::text is null or s.config_id = ${activity ?? null}::text)
          and (${kind ?? null}::text is null or s.session_type = ${kind ?? null}::text)
          and (${person || null}::text is null or exists (
            select from public.session_participants p
            where p.session_id = s.id and p.role <> 'spectator'
              and strpos(lower(p.name), lower(${person || null}::text)) > 0
          ))
        order by s.created_at desc, s.id
        limit ${SESSIONS_A_PAGE}
      `;
      const items = z.array(itemSchema).parse(rows);
      await noteAccess(sql, 'sessions', { sessions: items.map(({ id }) => id) });
      return items;
    });
  }

  /** @throws SidelineError `not_found` when there is none, or the user may not read it */
  async read(user: User, id: string): Promise<StoredSession> {
    const details = await this.#database.asUser(user, async (sql) => {
      const found = maybeOne(
        detailsSchema,
        await sql`
          ${LIST_COLUMNS},
            s.user_id as "ownerId", s.owner_role as "ownerRole", s.definition, s.recording, seen.feedback_data -> 'athletes' as athletes,
            (select p.role from public.session_participants p
             where p.session_id = s.id and p.user_id = ${user.id} and p.role <> 'spectator'
             order by p.joined_at desc limit 1) as "ownRole"
          from ${SESSIONS}
          where s.id = ${id}
        `,
      );
      if (found) await noteAccess(sql, 'session', { sessions: [id] });
      return found;
    });
    if (!details) throw new SidelineError('not_found', 'There is no such session.');
    return details;
  }

  /** Whoever asks; undefined when there is none. */
  lookUp(id: string): Promise<Standing | undefined> {
    return this.#database.asServer(async (sql) =>
      maybeOne(
        standingSchema,
        await sql`
          select user_id as "ownerId", owner_role as "ownerRole", status, node,
            coalesce(leased_until > now(), false) as leased
          from public.coaching_sessions where id = ${id} and session_type = 'live'
        `,
      ),
    );
  }

  /**
   * What was kept of what happened, in order. What this version can't read is left out, and said in the log.
   * @param reader whose part of it; undefined for all of it
   */
  async events(id: string, reader?: User): Promise<SessionEvent[]> {
    const select = (sql: Sql) =>
      sql`select seq, at_ms as at, change from public.session_events where session_id = ${id} order by seq`;
    const rows = await (reader ? this.#database.asUser(reader, select) : this.#database.asServer(select));
    const read = rows.map((row) => sessionEventSchema.safeParse(row));
    const unread = read.flatMap(({ success }, index) => (success ? [] : [rows[index]?.seq]));
    if (unread.length > 0) {
      const details = { sessionId: id, events: unread.length, firstSeq: unread[0] };
      this.#logger.warn(details, 'events of a session can not be read and are left out');
    }
    return read.flatMap(({ data }) => data ?? []);
  }

  /** Undefined when there is no such session. */
  opening(id: string): Promise<Opening | undefined> {
    return this.#database.asServer(async (sql) =>
      maybeOne(
        openingSchema,
        await sql`
          select id, user_id as "ownerId", definition, language, started_at_ms as "startedAt", recording,
            coalesce((select max(seq) from public.session_events where session_id = s.id), 0) as "lastSeq"
          from public.coaching_sessions s where s.id = ${id}
        `,
      ),
    );
  }

  /**
   * Closes a live session, with what it came to and the progress of each athlete, or none of it.
   * @returns false for a session that is over already, which stays as it is
   * @throws SidelineError `storage_unavailable`, `not_found`
   */
  async close(id: string, { status, endedAt, athletes }: Closing): Promise<boolean> {
    return await this.#database.asServer(async (sql) => {
      const session = maybeOne(
        z.object({ status: sessionStatusSchema }),
        await sql`
          select status from public.coaching_sessions where id = ${id} and session_type = 'live' for update
        `,
      );
      if (!session) throw new SidelineError('not_found', 'There is no such session.');
      if (session.status !== 'live') return false;
      await closeSession(sql, id, { status, endedAt, athletes });
      return true;
    });
  }

  /** The session with all that belongs to it; one that is gone already is no error. */
  async remove(id: string): Promise<void> {
    await this.#database.asServer((sql) => sql`delete from public.coaching_sessions where id = ${id}`);
  }

  /**
   * The node takes live sessions that no other node holds.
   * @param own whether those that this node itself held in an earlier run are taken too
   * @returns their ids
   */
  async take(node: string, leaseSeconds: number, { own }: { own: boolean }): Promise<string[]> {
    return ids(
      await this.#database.asServer(
        (sql) => sql`
          update public.coaching_sessions
          set node = ${node}, leased_until = now() + ${leaseSeconds} * interval '1 second'
          where status = 'live' and session_type = 'live'
            and ((${own} and node = ${node}) or coalesce(leased_until <= now(), true))
          returning id
        `,
      ),
    );
  }

  /** Of these sessions, those that are live and that no other node has taken. */
  async held(node: string, sessionIds: readonly string[]): Promise<string[]> {
    return ids(
      await this.#database.asServer(
        (sql) => sql`
          select id from public.coaching_sessions
          where id = any(${[...sessionIds]}::uuid[]) and node = ${node} and status = 'live'
        `,
      ),
    );
  }

  /**
   * The node goes on holding these sessions.
   * @returns those that are still its own
   */
  async renew(node: string, leaseSeconds: number, held: readonly string[]): Promise<string[]> {
    return ids(
      await this.#database.asServer(
        (sql) => sql`
          update public.coaching_sessions set leased_until = now() + ${leaseSeconds} * interval '1 second'
          where id = any(${[...held]}::uuid[]) and node = ${node} and status = 'live'
          returning id
        `,
        { urgent: true },
      ),
    );
  }

  /** The node holds none of its sessions any more: whoever is there first may take them. */
  async release(node: string): Promise<void> {
    await this.#database.asServer(
      (sql) => sql`update public.coaching_sessions set leased_until = now() where node = ${node} and status = 'live'`,
    );
  }
}

const ids = (rows: readonly unknown[]) =>
  z
    .array(z.object({ id: z.uuid() }))
    .parse(rows)
    .map(({ id }) => id);

/**
 * Films that are not judged yet are no sessions so far. What a session came to is null for those who were not there at its end; their
 * part is in the events that they may read.
 */
const SESSIONS = fragment`
  public.coaching_sessions s
  cross join lateral (
    select private.session_feedback(s.id) as feedback_data where s.status in ('live', 'ended', 'interrupted')
  ) seen
`;

const LIST_COLUMNS = fragment`
  select s.id, s.config_id as activity,
    coalesce(s.definition -> 'name', jsonb_build_object('en', s.config_id)) as "activityName", s.status, s.created_at as "createdAt", s.ended_at as "endedAt",
    s.session_type as kind,
    coalesce(jsonb_path_query_array(seen.feedback_data, '$.athletes[*].summary'), '[]') as summaries,
    (select coalesce(jsonb_agg(jsonb_build_object('name', p.name, 'role', p.role) order by p.role, p.joined_at), '[]')
     from public.session_participants p where p.session_id = s.id and p.role <> 'spectator') as people,
    case when seen.feedback_data is null then
      (select count(*)::integer from public.session_events e
       where e.session_id = s.id and e.change #>> '{event,type}' = 'repetition')
    end as counted
`;
