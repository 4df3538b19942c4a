/** Lessons as rows. Who sees and makes them is decided by the database; the server makes, cuts and removes them. */
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import {
  type LessonChange,
  type LessonLog,
  lessonCutsSchema,
  lessonLogSchema,
  lessonStateSchema,
  type NewLesson,
} from '../../shared/contract/lessons.ts';
import type { User } from '../../shared/contract/rest.ts';
import { momentsShown } from '../../shared/lesson/moments.ts';
import { LESSONS } from '../limits.ts';
import type { Database } from './database.ts';
import { instant, maybeOne, one } from './rows.ts';
import { fragment } from './sql.ts';

/** Sets the locks on sessions' lessons apart from other locks. */
const LOCK = 20_261_201;

const lessonSchema = z.object({
  id: z.uuid(),
  sessionId: z.uuid(),
  userId: z.uuid(),
  participantId: z.uuid().nullable(),
  title: z.string(),
  durationMs: z.number(),
  /** The moments that are shown, ms of the session. */
  from: z.number(),
  to: z.number(),
  cuts: lessonCutsSchema.catch([]),
  soundBytes: z.int(),
  maker: z.string(),
  state: lessonStateSchema,
  createdAt: instant,
});
/** A lesson as the server sees it, without its log. */
export type StoredLesson = z.infer<typeof lessonSchema>;

const seenSchema = lessonSchema.extend({
  /** Whether the user made it, or owns the session. */
  own: z.boolean(),
});
/** A lesson as one of its readers sees it. */
export type SeenLesson = z.infer<typeof seenSchema>;

/** Every method throws SidelineError `storage_unavailable` when the database can't serve. */
export class Lessons {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * A lesson whose voice is still to come. The same again, by the same person, takes its place until the voice is here.
   * @param node the server that the voice comes to
   * @throws also SidelineError `not_found` when the user may not read all that it shows, `forbidden` when the user makes no lessons over
   * this picture, `already_exists` for an id that another one has, `too_large` when the session has as many as it may have,
   * `rate_limited` when too many of the user's are still to come
   */
  async add(user: User, sessionId: string, lesson: NewLesson, node: string): Promise<void> {
    const { id, title, participantId, durationMs, log, soundBytes } = lesson;
    const { from, to } = momentsShown(log, durationMs, sessionId);
    const { readable, makes } = await this.#database.asUser(user, async (sql) =>
      one(
        z.object({ readable: z.boolean(), makes: z.boolean() }),
        await sql`
          select private.reads_moment(${sessionId}, ${to}) as readable,
            private.makes_lessons(${sessionId}, ${participantId}::uuid) as makes
        `,
      ),
    );
    if (!readable) throw new SidelineError('not_found', 'There is no such session.');
    if (!makes)
      throw new SidelineError('forbidden', 'Lessons are made by coaches, and by athletes over their own picture.');
    await this.#database.asServer(async (sql) => {
      // One after the other, since two at once would count the same ones.
      await sql`select pg_advisory_xact_lock(hashtextextended(${sessionId}, ${LOCK}))`;
      const known = maybeOne(
        z.object({ userId: z.uuid(), sessionId: z.uuid() }),
        await sql`select user_id as "userId", session_id as "sessionId" from public.session_lessons where id = ${id}`,
      );
      if (known?.userId === user.id && known.sessionId === sessionId) {
        await sql`
          update public.session_lessons
          set title = ${title}, duration_ms = ${durationMs}, from_ms = ${from}, to_ms = ${to}, log = ${sql.json(log)},
            sound_bytes = ${soundBytes}
          where id = ${id} and state = 'arriving'
        `;
        return;
      }
      if (known) throw new SidelineError('already_exists', 'Another lesson has this id.');
      const { count, arriving } = one(
        z.object({ count: z.int(), arriving: z.int() }),
        await sql`
          select count(*) filter (where session_id = ${sessionId})::integer as count,
            count(*) filter (where user_id = ${user.id} and state = 'arriving')::integer as arriving
          from public.session_lessons
          where session_id = ${sessionId} or (user_id = ${user.id} and state = 'arriving')
        `,
      );
      if (count >= LESSONS.ofASession) {
        throw new SidelineError('too_large', 'This session has as many lessons as it can have. Delete some first.');
      }
      if (arriving >= LESSONS.arrivingOfAPerson) {
        throw new SidelineError(
          'rate_limited',
          `${arriving} of your lessons are still being sent. Wait until some are here.`,
        );
      }
      await sql`
        insert into public.session_lessons
          (id, session_id, user_id, maker_name, participant_id, title, duration_ms, from_ms, to_ms, log, sound_bytes, node)
        values (${id}, ${sessionId}, ${user.id}, ${user.name}, ${participantId}::uuid, ${title}, ${durationMs}, ${from}, ${to},
          ${sql.json(log)}, ${soundBytes}, ${node})
      `;
    });
  }

  /** Those that the user may see, as they were made. @throws also SidelineError `not_found` */
  list(user: User, sessionId: string): Promise<SeenLesson[]> {
    return this.#database.asUser(user, async (sql) => {
      const [session] = await sql`select from public.coaching_sessions where id = ${sessionId}`;
      if (!session) throw new SidelineError('not_found', 'There is no such session.');
      return z.array(seenSchema).parse(
        await sql`
          select ${COLUMNS}, (select auth.uid()) in (l.user_id, s.user_id) as own
          from public.session_lessons l join public.coaching_sessions s on s.id = l.session_id
          where l.session_id = ${sessionId} order by l.created_at, l.id
        `,
      );
    });
  }

  /** Participants over whose picture the user may make lessons; null for all. */
  makesOf(user: User, sessionId: string): Promise<string[] | null> {
    return this.#database.asUser(user, async (sql) => {
      const { all, own } = one(
        z.object({ all: z.boolean(), own: z.array(z.uuid()) }),
        await sql`
          select private.makes_all_lessons(${sessionId}) as all, coalesce(array_agg(p.participant_id), '{}') as own
          from public.session_participants p
          where p.session_id = ${sessionId} and p.user_id = ${user.id} and p.role = 'athlete'
            and p.participant_id is not null and private.makes_lessons(${sessionId}, p.participant_id)
        `,
      );
      return all ? null : own;
    });
  }

  /** Undefined when there is no such lesson, or the user may not see it. */
  seen(user: Pick<User, 'id'>, id: string): Promise<SeenLesson | undefined> {
    return this.#database.asUser(user, async (sql) =>
      maybeOne(
        seenSchema,
        await sql`
          select ${COLUMNS}, (select auth.uid()) in (l.user_id, s.user_id) as own
          from public.session_lessons l join public.coaching_sessions s on s.id = l.session_id where l.id = ${id}
        `,
      ),
    );
  }

  /** Whoever asks. */
  find(id: string): Promise<StoredLesson | undefined> {
    return this.#database.asServer(async (sql) =>
      maybeOne(lessonSchema, await sql`select ${COLUMNS} from public.session_lessons l where l.id = ${id}`),
    );
  }

  /** What was done in it, whoever asks; undefined when it is gone, or this version can't read it. */
  log(id: string): Promise<LessonLog | undefined> {
    return this.#database.asServer(async (sql) => {
      const row = maybeOne(
        z.object({ log: lessonLogSchema.nullable().catch(null) }),
        await sql`select log from public.session_lessons where id = ${id}`,
      );
      return row?.log ?? undefined;
    });
  }

  async change(id: string, { title, cuts }: LessonChange): Promise<void> {
    await this.#database.asServer(
      (sql) => sql`update public.session_lessons set title = ${title}, cuts = ${sql.json(cuts)} where id = ${id}`,
    );
  }

  /** Its voice is here. @returns false when it was removed meanwhile */
  ready(id: string): Promise<boolean> {
    return this.#database.asServer(async (sql) => {
      const rows = await sql`update public.session_lessons set state = 'ready' where id = ${id} returning id`;
      return rows.length > 0;
    });
  }

  /** Those whose voice is still to come to the node. */
  arrivingAt(node: string): Promise<StoredLesson[]> {
    return this.#database.asServer(async (sql) =>
      z
        .array(lessonSchema)
        .parse(
          await sql`select ${COLUMNS} from public.session_lessons l where l.node = ${node} and l.state = 'arriving'`,
        ),
    );
  }

  /** With its voice, whose bytes are removed soon after. */
  async remove(id: string): Promise<void> {
    await this.#database.asServer((sql) => sql`delete from public.session_lessons where id = ${id}`);
  }
}

const COLUMNS = fragment`
  l.id, l.session_id as "sessionId", l.user_id as "userId", l.participant_id as "participantId", l.title,
  l.duration_ms as "durationMs", l.from_ms as "from", l.to_ms as "to", l.cuts, l.sound_bytes as "soundBytes",
  l.maker_name as maker, l.state, l.created_at as "createdAt"
`;
