/** Comments on sessions. Who reads and writes them is decided by row-level security. */
import { z } from 'zod';
import { commentInkSchema } from '../../shared/contract/comment-ink.ts';
import { type Comment, commentSchema, type NewComment, type Said } from '../../shared/contract/comments.ts';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { User } from '../../shared/contract/rest.ts';
import { COMMENTS } from '../limits.ts';
import type { Database, Sql } from './database.ts';
import { instant, maybeOne, one } from './rows.ts';
import { fragment } from './sql.ts';

/** Sets the locks on sessions' comments apart from other locks. */
const LOCK = 20_261_130;

const rowSchema = commentSchema.extend({
  ink: commentInkSchema.catch([]),
  createdAt: instant,
  editedAt: instant.nullable(),
  resolvedAt: instant.nullable(),
});

const markSchema = z.object({
  from: z.number(),
  to: z.number().nullable(),
  ink: commentInkSchema.catch([]),
});
/** What is on show of a comment in its film. Times are ms of the session. */
export type CommentMark = z.infer<typeof markSchema>;

/** Every method throws SidelineError `not_found` for what the user may not know of, `storage_unavailable`. */
export class Comments {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** By moment, then as they were written. */
  list(user: User, sessionId: string): Promise<Comment[]> {
    return this.#database.asUser(user, async (sql) => {
      const [session] = await sql`select from public.coaching_sessions where id = ${sessionId}`;
      if (!session) throw noSuchSession();
      return z.array(rowSchema).parse(
        await sql`
          select ${COLUMNS} from public.session_comments c join public.coaching_sessions s on s.id = c.session_id
          where c.session_id = ${sessionId} order by c.from_ms, c.created_at, c.id
        `,
      );
    });
  }

  /** What was drawn for comments of a session, and when; whoever asks. Those that were deleted are left out. */
  inkOf(sessionId: string, ids: readonly string[]): Promise<CommentMark[]> {
    return this.#database.asServer(async (sql) =>
      z.array(markSchema).parse(
        await sql`
          select from_ms as "from", to_ms as "to", ink from public.session_comments
          where session_id = ${sessionId} and id = any(${[...ids]}::uuid[]) order by from_ms, created_at, id
        `,
      ),
    );
  }

  /** @throws also SidelineError `too_large` when the session has as many as it may have */
  add(user: User, sessionId: string, { from, to, body, ink }: NewComment): Promise<Comment> {
    return this.#database.asUser(user, async (sql) => {
      const { readable } = one(
        z.object({ readable: z.boolean() }),
        await sql`select private.reads_moment(${sessionId}, ${from}) as readable`,
      );
      if (!readable) throw noSuchSession();
      await makeSureOfRoom(sql, sessionId);
      const [added] = await sql`
        insert into public.session_comments (session_id, user_id, from_ms, to_ms, body, ink)
        values (${sessionId}, ${user.id}, ${from}, ${to}, ${body}, ${sql.json(ink)})
        returning id
      `;
      return found(sql, sessionId, one(idSchema, [added]).id);
    });
  }

  /**
   * @param id of any comment of the thread
   * @throws also SidelineError `too_large`
   */
  answer(user: User, sessionId: string, id: string, { body, ink }: Said): Promise<Comment> {
    return this.#database.asUser(user, async (sql) => {
      const { threadId } = await found(sql, sessionId, id);
      await makeSureOfRoom(sql, sessionId);
      const [added] = await sql`
        insert into public.session_comments (session_id, thread_id, user_id, from_ms, body, ink)
        values (${sessionId}, ${threadId ?? id}, ${user.id}, 0, ${body}, ${sql.json(ink)})
        returning id
      `;
      return found(sql, sessionId, one(idSchema, [added]).id);
    });
  }

  /** @throws also SidelineError `forbidden` for what another wrote, `too_large` for more than the session has room for */
  edit(user: User, sessionId: string, id: string, { body, ink }: Said): Promise<Comment> {
    return this.#database.asUser(user, async (sql) => {
      const before = await found(sql, sessionId, id);
      if (!before.own) throw new SidelineError('forbidden', 'Only who wrote a comment can edit it.');
      if (charactersOf({ body, ink }) > charactersOf(before)) await makeSureOfRoom(sql, sessionId, 0);
      await sql`update public.session_comments set body = ${body}, ink = ${sql.json(ink)} where id = ${id}`;
      return found(sql, sessionId, id);
    });
  }

  /** @throws also SidelineError `invalid_request` for an answer, which is resolved with its thread */
  resolve(user: User, sessionId: string, id: string, resolved: boolean): Promise<Comment> {
    return this.#database.asUser(user, async (sql) => {
      const { threadId } = await found(sql, sessionId, id);
      if (threadId) throw new SidelineError('invalid_request', 'An answer is resolved with its thread.');
      await sql`
        update public.session_comments
        set resolved_at = case when ${resolved} then coalesce(resolved_at, now()) end where id = ${id}
      `;
      return found(sql, sessionId, id);
    });
  }

  /**
   * With its answers.
   * @throws also SidelineError `forbidden` for all but its author and the session's owner
   */
  remove(user: User, sessionId: string, id: string): Promise<void> {
    return this.#database.asUser(user, async (sql) => {
      const { deletable } = await found(sql, sessionId, id);
      if (!deletable) {
        throw new SidelineError('forbidden', 'Only who wrote a comment, or the owner of the session, can delete it.');
      }
      await sql`delete from public.session_comments where id = ${id}`;
    });
  }
}

const idSchema = z.object({ id: z.uuid() });
const noSuchSession = () => new SidelineError('not_found', 'There is no such session.');

async function found(sql: Sql, sessionId: string, id: string): Promise<Comment> {
  const comment = maybeOne(
    rowSchema,
    await sql`
      select ${COLUMNS} from public.session_comments c join public.coaching_sessions s on s.id = c.session_id
      where c.id = ${id} and c.session_id = ${sessionId}
    `,
  );
  if (!comment) throw new SidelineError('not_found', 'There is no such comment.');
  return comment;
}

const charactersOf = ({ body, ink }: Said): number => body.length + JSON.stringify(ink).length;

/**
 * For so many comments more. One after the other, since two at once would count the same ones.
 * @throws SidelineError `too_large`
 */
async function makeSureOfRoom(sql: Sql, sessionId: string, more = 1): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${sessionId}, ${LOCK}))`;
  const { count, characters } = one(
    z.object({ count: z.int(), characters: z.coerce.number() }),
    await sql`
      select count(*)::integer as count, coalesce(sum(length(body) + length(ink::text)), 0) as characters
      from public.session_comments where session_id = ${sessionId}
    `,
  );
  if (count + more > COMMENTS.ofASession || characters >= COMMENTS.charactersOfASession) {
    throw new SidelineError('too_large', 'This session has as many comments as it can have. Delete some first.');
  }
}

const COLUMNS = fragment`
  c.id, c.thread_id as "threadId", c.author_name as author, c.user_id = (select auth.uid()) as own,
  (select auth.uid()) in (c.user_id, s.user_id) as deletable, c.from_ms as "from", c.to_ms as "to", c.body, c.ink,
  c.created_at as "createdAt", c.edited_at as "editedAt", c.resolved_at as "resolvedAt"
`;
