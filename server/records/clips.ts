/** Clips as rows. Who sees them is decided by row-level security; the server makes and removes them. */
import { z } from 'zod';
import {
  type ClipFailure,
  clipFailureSchema,
  clipStateSchema,
  type KeptWish,
  keptWishSchema,
  type NewClip,
} from '../../shared/contract/clips.ts';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { User } from '../../shared/contract/rest.ts';
import { CLIPS } from '../limits.ts';
import type { Database } from './database.ts';
import { instant, maybeOne, one } from './rows.ts';
import { fragment } from './sql.ts';

/** Sets the locks on sessions' clips apart from other locks. */
const LOCK = 20_261_131;

const clipSchema = z.object({
  id: z.uuid(),
  sessionId: z.uuid(),
  sourceId: z.uuid(),
  title: z.string(),
  from: z.number(),
  to: z.number(),
  /** Null where this version can't read it. */
  wish: keptWishSchema.nullable().catch(null),
  maker: z.string(),
  state: clipStateSchema,
  failure: clipFailureSchema.nullable().catch({ code: 'making_failed' }),
  createdAt: instant,
});
/** A clip as the server sees it. */
export type StoredClip = z.infer<typeof clipSchema>;

const seenSchema = clipSchema.extend({
  /** Whether the user made it, or owns the session. */
  own: z.boolean(),
});
/** A clip as one of its readers sees it. */
export type SeenClip = z.infer<typeof seenSchema>;

/** A clip that is asked for. */
export type ClipToMake = Omit<NewClip, 'wish'> & { wish: KeptWish };

/** Every method throws SidelineError `storage_unavailable` when the database can't serve. */
export class Clips {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * @param node the server that makes it
   * @returns its id; that of the clip that is there already where this user asked for the very same before and it did not fail
   * @throws also SidelineError `not_found` when the user may not read all of that time, or there is no such recording; `too_large` when
   * the session has as many clips as it may have, `rate_limited` when too many of the user's are being made
   */
  async add(
    user: User,
    sessionId: string,
    { sourceId, title, from, to, wish }: ClipToMake,
    node: string,
  ): Promise<string> {
    const readable = await this.#database.asUser(user, async (sql) => {
      const [row] = await sql`
        select from public.session_files
        where id = ${sourceId} and session_id = ${sessionId} and private.reads_moment(session_id, ${to})
      `;
      return row !== undefined;
    });
    if (!readable) throw new SidelineError('not_found', 'There is no such recording.');
    return this.#database.asServer(async (sql) => {
      // One after the other, since two at once would count the same ones, and each would miss the other.
      await sql`select pg_advisory_xact_lock(hashtextextended(${sessionId}, ${LOCK}))`;
      const same = maybeOne(
        z.object({ id: z.uuid() }),
        await sql`
          select id from public.session_clips
          where session_id = ${sessionId} and user_id = ${user.id} and source_id = ${sourceId} and title = ${title}
            and from_ms = ${from} and to_ms = ${to} and wish = ${sql.json(wish)}::jsonb and state <> 'failed'
          order by created_at limit 1
        `,
      );
      if (same) return same.id;
      const { count, unfinished } = one(
        z.object({ count: z.int(), unfinished: z.int() }),
        await sql`
          select count(*) filter (where session_id = ${sessionId})::integer as count,
            count(*) filter (where user_id = ${user.id} and state = 'waiting')::integer as unfinished
          from public.session_clips
          where session_id = ${sessionId} or (user_id = ${user.id} and state = 'waiting')
        `,
      );
      if (count >= CLIPS.ofASession) {
        throw new SidelineError('too_large', 'This session has as many clips as it can have. Delete some first.');
      }
      if (unfinished >= CLIPS.unfinishedOfAPerson) {
        throw new SidelineError(
          'rate_limited',
          `${unfinished} of your clips are being made. Wait until some are done.`,
        );
      }
      const [added] = await sql`
        insert into public.session_clips (session_id, user_id, maker_name, source_id, title, from_ms, to_ms, wish, node)
        values (${sessionId}, ${user.id}, ${user.name}, ${sourceId}, ${title}, ${from}, ${to}, ${sql.json(wish)}, ${node})
        returning id
      `;
      return one(z.object({ id: z.uuid() }), [added]).id;
    });
  }

  /** Those that the user may see, by when they begin. @throws also SidelineError `not_found` */
  list(user: User, sessionId: string): Promise<SeenClip[]> {
    return this.#database.asUser(user, async (sql) => {
      const [session] = await sql`select from public.coaching_sessions where id = ${sessionId}`;
      if (!session) throw new SidelineError('not_found', 'There is no such session.');
      return z.array(seenSchema).parse(
        await sql`
          select ${COLUMNS}, (select auth.uid()) in (c.user_id, s.user_id) as own
          from public.session_clips c join public.coaching_sessions s on s.id = c.session_id
          where c.session_id = ${sessionId} order by c.from_ms, c.created_at, c.id
        `,
      );
    });
  }

  /** Undefined when there is none, or the user may not see it. */
  seen(user: Pick<User, 'id'>, id: string): Promise<SeenClip | undefined> {
    return this.#database.asUser(user, async (sql) =>
      maybeOne(
        seenSchema,
        await sql`
          select ${COLUMNS}, (select auth.uid()) in (c.user_id, s.user_id) as own
          from public.session_clips c join public.coaching_sessions s on s.id = c.session_id where c.id = ${id}
        `,
      ),
    );
  }

  /** Undefined when there is none; whoever asks. */
  find(id: string): Promise<StoredClip | undefined> {
    return this.#database.asServer(async (sql) =>
      maybeOne(clipSchema, await sql`select ${COLUMNS} from public.session_clips c where c.id = ${id}`),
    );
  }

  /** Ids of those that the node has yet to make, the oldest first. */
  waitingOf(node: string): Promise<string[]> {
    return this.#database.asServer(async (sql) => {
      const rows = await sql`
        select id from public.session_clips where node = ${node} and state = 'waiting' order by created_at, id
      `;
      return rows.map((row) => one(z.object({ id: z.uuid() }), [row]).id);
    });
  }

  /** @returns false when it was removed meanwhile */
  ready(id: string): Promise<boolean> {
    return this.#database.asServer(async (sql) => {
      const rows = await sql`update public.session_clips set state = 'ready' where id = ${id} returning id`;
      return rows.length > 0;
    });
  }

  async failed(id: string, failure: ClipFailure): Promise<void> {
    await this.#database.asServer(
      (sql) => sql`
        update public.session_clips set state = 'failed', failure = ${sql.json(failure)}
        where id = ${id} and state = 'waiting'
      `,
    );
  }

  /** With its file, whose bytes are removed soon after. */
  async remove(id: string): Promise<void> {
    await this.#database.asServer((sql) => sql`delete from public.session_clips where id = ${id}`);
  }
}

const COLUMNS = fragment`
  c.id, c.session_id as "sessionId", c.source_id as "sourceId", c.title, c.from_ms as "from", c.to_ms as "to", c.wish,
  c.maker_name as maker, c.state, c.failure, c.created_at as "createdAt"
`;
