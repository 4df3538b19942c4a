/** The files of sessions, as rows: recordings, films, tracks, and what was made of them. */
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import { type FileKind, fileKindSchema, fileStateSchema } from '../../shared/contract/files.ts';
import { thumbnailSchema, type User } from '../../shared/contract/rest.ts';
import { roleSchema } from '../../shared/contract/roles.ts';
import { noteAccess } from './access-log.ts';
import type { Database } from './database.ts';
import { maybeOne } from './rows.ts';
import { fragment } from './sql.ts';
import { isForeignKeyViolation } from './storage-error.ts';

/** A file that begins to grow on a server's disk. */
export interface NewFile {
  /** Of the caller's making, since the path is mostly made of it. */
  id: string;
  sessionId: string;
  /** Whose picture, voice or keypoints; undefined for the whole session's. */
  participantId?: string | undefined;
  kind: FileKind;
  /** The file that this one is made of. */
  sourceId?: string | undefined;
  /** Of its name in the store, such as `webm`. */
  extension: string;
  contentType: string;
  /** ms of the session. */
  startedAt: number;
  /** What kind of picture and sound is in it, as JSON. */
  about?: Record<string, unknown>;
  /** The server whose disk holds it. */
  node: string;
  /** Absolute, on that disk. */
  path: string;
}

/** What is known of a file once it is whole. */
export interface FinishedFile {
  /** ms of the session, in place of what was said at the start; left out to leave that. */
  startedAt?: number;
  /** ms of the session. */
  endedAt: number;
  bytes: number;
  /** In hexadecimal. */
  sha256: string;
  /** In place of what was said at the start; undefined to leave that. */
  about?: Record<string, unknown> | undefined;
}

const fileSchema = z.object({
  id: z.uuid(),
  sessionId: z.uuid(),
  participantId: z.uuid().nullable(),
  kind: fileKindSchema,
  sourceId: z.uuid().nullable(),
  number: z.int().nonnegative(),
  /** In the file store. */
  name: z.string(),
  contentType: z.string(),
  /** Null until it is whole. */
  bytes: z.coerce.number().nullable(),
  sha256: z.string().nullable(),
  /** ms of the session. */
  startedAt: z.number(),
  /** Null while it grows. */
  endedAt: z.number().nullable(),
  about: z.record(z.string(), z.unknown()),
  state: fileStateSchema,
});
/** A file as those see it who may read the session's record. */
export type SessionFile = z.infer<typeof fileSchema>;

const listedSchema = fileSchema.extend({
  /** Null where nobody of that id took part. */
  participant: z.object({ name: z.string(), role: roleSchema }).nullable(),
});
/** The same in a list, with whose it is. */
export type ListedFile = z.infer<typeof listedSchema>;

const locatedSchema = fileSchema.extend({
  /** The server whose disk holds it, and where; null once it is stored, or lost. */
  node: z.uuid().nullable(),
  path: z.string().nullable(),
});
/** A file as the server sees it. */
export type LocatedFile = z.infer<typeof locatedSchema>;

const thumbnailsSchema = z.object({
  id: z.uuid(),
  sessionId: z.uuid(),
  about: thumbnailSchema.omit({ url: true }),
});
export type Thumbnails = z.infer<typeof thumbnailsSchema>;

/** Every method throws SidelineError `storage_unavailable` when the database can't serve. */
export class SessionFiles {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * To be called before the first byte is written, so that a crash leaves no file that nobody knows of.
   * @throws also SidelineError `not_found` when the session (or the source) is gone
   */
  async begin(file: NewFile): Promise<LocatedFile> {
    const { id, sessionId, participantId = null, kind, sourceId = null, extension, contentType } = file;
    const { startedAt, about = {}, node, path } = file;
    const name = `sessions/${sessionId}/${kind}-${id}.${extension}`;
    try {
      const begun = await this.#database.asServer(async (sql) => {
        // Holds the session's row, so that two files which begin together get two numbers.
        await sql`select from public.coaching_sessions where id = ${sessionId} for update`;
        return maybeOne(
          locatedSchema,
          await sql`
            insert into public.session_files
              (id, session_id, participant_id, kind, source_id, number, name, content_type, started_at_ms, about, node, path)
            select ${id}, ${sessionId}, ${participantId}, ${kind}, ${sourceId}, coalesce(max(number) + 1, 0), ${name},
              ${contentType}, ${startedAt}, ${sql.json(about)}, ${node}, ${path}
            from public.session_files
            where session_id = ${sessionId} and participant_id is not distinct from ${participantId}::uuid
              and kind = ${kind}
            returning ${COLUMNS}, node, path
          `,
        );
      });
      if (!begun) throw noSuchFile();
      return begun;
    } catch (error) {
      if (!isForeignKeyViolation(error)) throw error;
      throw new SidelineError('not_found', 'The session of this file is gone.', { cause: error });
    }
  }

  /**
   * What is known by now of a file that still grows.
   * @returns false when it is gone, and what grows should be given up
   */
  grew(
    id: string,
    { startedAt, bytes, about }: Pick<FinishedFile, 'startedAt' | 'about'> & { bytes?: number },
  ): Promise<boolean> {
    return this.#database.asServer(async (sql) => {
      const rows = await sql`
        update public.session_files
        set started_at_ms = coalesce(${startedAt ?? null}, started_at_ms), bytes = coalesce(${bytes ?? null}, bytes),
          about = coalesce(${about ? sql.json(about) : null}::jsonb, about)
        where id = ${id} and state = 'growing' returning id
      `;
      return rows.length > 0;
    });
  }

  /**
   * The file is whole, and waits from now on for the file store: row and entry of the outbox change together. A session's first
   * recording with a picture becomes its `video_url`, its first track its `result_url`. Recordings and films are noted for
   * `toDerive`.
   * @returns false when it is gone or finished already
   */
  finish(id: string, { startedAt, endedAt, bytes, sha256, about }: FinishedFile): Promise<boolean> {
    return this.#database.asServer(async (sql) => {
      const rows = await sql`
        with finished as (
          update public.session_files
          set state = 'waiting', started_at_ms = coalesce(${startedAt ?? null}, started_at_ms),
            ended_at_ms = greatest(${endedAt}, ${startedAt ?? null}, started_at_ms), bytes = ${bytes}, sha256 = ${sha256},
            about = coalesce(${about ? sql.json(about) : null}::jsonb, about),
            derive_on = case when kind in ('recording', 'film') then node end
          where id = ${id} and state = 'growing'
          returning session_id, kind, about, node, name, path, content_type, bytes, sha256
        ), noted as (
          update public.coaching_sessions s
          set video_url = case when f.kind = 'recording' then coalesce(s.video_url, f.name) else s.video_url end,
            result_url = case when f.kind = 'track' then coalesce(s.result_url, f.name) else s.result_url end
          from finished f
          where s.id = f.session_id and (f.kind = 'track' or f.kind = 'recording' and f.about ->> 'hasVideo' = 'true')
        )
        insert into private.outbox (node, name, path, content_type, bytes, sha256)
        select node::text, name, path, content_type, bytes, sha256 from finished
        returning id
      `;
      return rows.length > 0;
    });
  }

  /** A file that grew is gone from the disk: nothing of it can be had. */
  async lost(id: string): Promise<void> {
    await this.#database.asServer(
      (sql) => sql`
        update public.session_files set state = 'lost', node = null, path = null where id = ${id} and state = 'growing'
      `,
    );
  }

  /**
   * Ids of recordings and films of which the node has yet to make what helps to look at them, the oldest first. What belongs to a
   * session that is live has time until its end.
   */
  toDerive(node: string): Promise<string[]> {
    return this.#database.asServer(async (sql) => {
      const rows = await sql`
        select f.id from public.session_files f join public.coaching_sessions s on s.id = f.session_id
        where f.derive_on = ${node} and s.status <> 'live' order by f.created_at, f.id
      `;
      return z
        .array(z.object({ id: z.uuid() }))
        .parse(rows)
        .map(({ id }) => id);
    });
  }

  /** Nothing more is made of this file. */
  async derived(id: string): Promise<void> {
    await this.#database.asServer((sql) => sql`update public.session_files set derive_on = null where id = ${id}`);
  }

  /** What was made of a file, or is being made. */
  madeOf(sourceId: string): Promise<LocatedFile[]> {
    return this.#located(
      (sql) => sql`
        select ${COLUMNS}, node, path from public.session_files where source_id = ${sourceId} order by created_at, id
      `,
    );
  }

  /**
   * Files of the session that the user may have, as they began; what is made of others, once it is whole.
   * @throws also SidelineError `not_found` when there is no such session, or the user may not read it
   */
  list(user: Pick<User, 'id'>, sessionId: string): Promise<ListedFile[]> {
    return this.#database.asUser(user, async (sql) => {
      const [session] = await sql`select from public.coaching_sessions where id = ${sessionId}`;
      if (!session) throw new SidelineError('not_found', 'There is no such session.');
      await noteAccess(sql, 'files', { sessions: [sessionId] });
      return z.array(listedSchema).parse(
        await sql`
          select ${COLUMNS},
            (select jsonb_build_object('name', p.name, 'role', p.role) from public.session_participants p
             where p.session_id = session_files.session_id and p.participant_id = session_files.participant_id
             limit 1) as participant
          from public.session_files
          where session_id = ${sessionId} and (source_id is null or state <> 'growing')
          order by started_at_ms, kind, number
        `,
      );
    });
  }

  /** Whether there is a picture of this participant (null for the whole session's) that the user may look at now. */
  async isFilmed(user: Pick<User, 'id'>, sessionId: string, participantId: string | null): Promise<boolean> {
    const rows = await this.#database.asUser(
      user,
      (sql) => sql`
        select from public.session_files
        where session_id = ${sessionId} and participant_id is not distinct from ${participantId}::uuid
          and kind in ('recording', 'film') and state <> 'lost' and about ->> 'hasVideo' is distinct from 'false'
        limit 1
      `,
    );
    return rows.length > 0;
  }

  /** Of each of these sessions that has one the user may see: the first sheet of thumbnails. */
  thumbnailsOf(user: Pick<User, 'id'>, sessions: readonly string[]): Promise<Thumbnails[]> {
    return this.#database.asUser(user, async (sql) =>
      z.array(thumbnailsSchema).parse(
        await sql`
          select distinct on (session_id) id, session_id as "sessionId", about from public.session_files
          where session_id = any(${[...sessions]}::uuid[]) and kind = 'thumbnails' and state in ('waiting', 'stored')
          order by session_id, started_at_ms, number
        `,
      ),
    );
  }

  /** Undefined when there is no such file, or the user may not have it. */
  async find(user: Pick<User, 'id'>, id: string): Promise<LocatedFile | undefined> {
    const seen = await this.#database.asUser(user, async (sql) => {
      const file = maybeOne(
        z.object({ session_id: z.uuid() }),
        await sql`select session_id from public.session_files where id = ${id}`,
      );
      if (file) await noteAccess(sql, 'file', { sessions: [file.session_id] });
      return file;
    });
    return seen && this.located(id);
  }

  /** Whoever asks; undefined when there is no such file. */
  located(id: string): Promise<LocatedFile | undefined> {
    return this.#database.asServer(async (sql) =>
      maybeOne(locatedSchema, await sql`select ${COLUMNS}, node, path from public.session_files where id = ${id}`),
    );
  }

  /** All files of the session, as they began. */
  ofSession(sessionId: string): Promise<LocatedFile[]> {
    return this.#located(
      (sql) => sql`
        select ${COLUMNS}, node, path from public.session_files
        where session_id = ${sessionId} order by started_at_ms, kind, number
      `,
    );
  }

  /** Files that grew on the node's disk when it last said something of them: after a start, those that a crash cut off. */
  growingOf(node: string): Promise<LocatedFile[]> {
    return this.#located(
      (sql) => sql`
        select ${COLUMNS}, node, path from public.session_files
        where node = ${node} and state = 'growing' order by created_at, id
      `,
    );
  }

  /** With all that was made of it; the bytes are removed soon after. */
  async remove(id: string): Promise<void> {
    await this.#database.asServer((sql) => sql`delete from public.session_files where id = ${id}`);
  }

  #located(select: Parameters<Database['asServer']>[0]): Promise<LocatedFile[]> {
    return this.#database.asServer(async (sql) => z.array(locatedSchema).parse(await select(sql)));
  }
}

const noSuchFile = () => new SidelineError('not_found', 'There is no such file.');

const COLUMNS = fragment`
  id, session_id as "sessionId", participant_id as "participantId", kind, source_id as "sourceId", number, name,
  content_type as "contentType", bytes, sha256, started_at_ms as "startedAt", ended_at_ms as "endedAt", about, state
`;
