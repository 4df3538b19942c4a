/** Uploads as they stand in the database: sessions that a film becomes. */
import { z } from 'zod';
import {
  type Activity,
  activitySchema,
  type Language,
  languageSchema,
  localisedSchema,
} from '../../shared/coaching/index.ts';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { AthleteRecord, User } from '../../shared/contract/rest.ts';
import type { SessionEvent } from '../../shared/contract/session.ts';
import { GUESSED, type UploadFailure, uploadFailureSchema, uploadStatusSchema } from '../../shared/contract/uploads.ts';
import type { Database } from './database.ts';
import { instant, maybeOne, one } from './rows.ts';
import { closeSession } from './session-closing.ts';
import { fragment } from './sql.ts';
import { isForeignKeyViolation } from './storage-error.ts';

export interface NewUpload {
  id: string;
  title: string;
  /** Undefined: to be guessed. */
  activity: Activity | undefined;
  language: Language;
  /** Somebody else than who uploads it; that person is their coach then. */
  athlete: string | undefined;
  bytes: number;
  /** The server whose disk the film comes to. */
  node: string;
  /** Whether it comes to the file store first. */
  sentToStore: boolean;
}

const aboutSchema = z.object({
  bytes: z.number().nonnegative(),
  /** Participant id in the session's events. */
  athleteId: z.uuid(),
  athlete: z.string(),
  /** Nobody was found in the film. */
  nobody: z.boolean().default(false),
  /** The film comes to the file store, and from there to the server's disk to be judged. */
  sentToStore: z.boolean().default(false),
});

const uploadSchema = z.object({
  id: z.uuid(),
  ownerId: z.uuid(),
  title: z.string(),
  status: uploadStatusSchema,
  createdAt: instant,
  activityName: localisedSchema.nullable(),
  /** Null: to be guessed. */
  definition: activitySchema.nullable().catch(null),
  guessed: z.boolean(),
  language: languageSchema.catch('en'),
  upload: aboutSchema,
  failure: uploadFailureSchema.nullable().catch({ code: 'analysis_failed' }),
});
export type StoredUpload = z.infer<typeof uploadSchema>;

/** What a film came to. */
export interface Judged {
  activity: Activity;
  events: readonly SessionEvent[];
  /** Length of the film, ms. */
  endedAt: number;
  athletes: readonly AthleteRecord[];
  /** Nobody was found in the film. */
  nobody: boolean;
  /** Names in the file store: the film, and the first piece of its athlete's keypoints. */
  film: string;
  track: string | undefined;
}

/** Every method throws SidelineError `storage_unavailable` when the database can't serve. */
export class Uploads {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * @param mostUnfinished that one person may have at a time
   * @throws also SidelineError `rate_limited` when that many are unfinished, `unauthenticated` when this database does not know the user
   */
  async create(user: User, upload: NewUpload, mostUnfinished: number): Promise<void> {
    const { id, title, activity, language, athlete, bytes, node, sentToStore } = upload;
    const role = athlete === undefined ? 'athlete' : 'coach';
    try {
      await this.#database.asServer(async (sql) => {
        const { unfinished } = one(
          z.object({ unfinished: z.int() }),
          await sql`
            select count(*)::integer as unfinished from public.coaching_sessions
            where user_id = ${user.id} and status in ('uploading', 'queued', 'analysing')
          `,
        );
        if (unfinished >= mostUnfinished) {
          throw new SidelineError('rate_limited', `You have ${unfinished} films under way. Wait until some are done.`);
        }
        await sql`
          with session as (
            insert into public.coaching_sessions
              (id, user_id, owner_role, config_id, definition, language, session_type, status, title, node, upload)
            values (${id}, ${user.id}, ${role}, ${activity?.id ?? GUESSED}, ${activity ? sql.json(activity) : null}, ${language},
              'upload', 'uploading', ${title}, ${node},
              jsonb_build_object('bytes', ${bytes}::bigint, 'athleteId', gen_random_uuid(), 'athlete', ${athlete ?? user.name}::text)
                || case when ${sentToStore}::boolean then '{"sentToStore": true}'::jsonb else '{}' end)
            returning id, upload
          )
          insert into public.session_participants (session_id, user_id, name, role, participant_id)
          select id, ${user.id}, ${user.name}, ${role},
            case when ${role} = 'athlete' then (upload ->> 'athleteId')::uuid else gen_random_uuid() end
          from session
        `;
      });
    } catch (error) {
      if (!isForeignKeyViolation(error)) throw error;
      throw new SidelineError('unauthenticated', 'This server does not know you any more. Sign in again.', {
        cause: error,
      });
    }
  }

  /** Undefined when there is none; whoever asks. */
  find(id: string): Promise<StoredUpload | undefined> {
    return this.#database.asServer(async (sql) =>
      maybeOne(
        uploadSchema,
        await sql`select ${COLUMNS} from public.coaching_sessions s where id = ${id} and upload is not null`,
      ),
    );
  }

  /** The user's own that are not over, and the newest of those that are. */
  list(user: User, most: number): Promise<StoredUpload[]> {
    return this.#database.asServer(async (sql) =>
      z.array(uploadSchema).parse(
        await sql`
          select ${COLUMNS} from public.coaching_sessions s
          where user_id = ${user.id} and upload is not null
            and (status <> 'ended' or created_at > now() - interval '1 day')
          order by created_at desc limit ${most}
        `,
      ),
    );
  }

  /** Those that this server has to go on with. */
  unfinishedOf(node: string): Promise<StoredUpload[]> {
    return this.#database.asServer(async (sql) =>
      z.array(uploadSchema).parse(
        await sql`
          select ${COLUMNS} from public.coaching_sessions s
          where node = ${node} and status in ('uploading', 'queued', 'analysing')
        `,
      ),
    );
  }

  /**
   * From one step to the next.
   * @returns false when it is gone, or stands elsewhere
   */
  moved(id: string, from: 'uploading' | 'queued', to: 'queued' | 'analysing'): Promise<boolean> {
    return this.#database.asServer(async (sql) => {
      const rows = await sql`
        update public.coaching_sessions set status = ${to} where id = ${id} and status = ${from} returning id
      `;
      return rows.length > 0;
    });
  }

  async failed(id: string, failure: UploadFailure): Promise<void> {
    await this.#database.asServer(
      (sql) => sql`
        update public.coaching_sessions
        set status = 'failed', failure = ${sql.json(failure)}::text::jsonb, ended_at = now(), node = null
        where id = ${id} and status in ('uploading', 'queued', 'analysing')
      `,
    );
  }

  /**
   * The film is a session like any other from now on: its events and what they come to, or none of it.
   * @returns false when it is gone or was judged before
   */
  judged(id: string, { activity, events, endedAt, athletes, nobody, film, track }: Judged): Promise<boolean> {
    return this.#database.asServer(async (sql) => {
      const [waiting] = await sql`
        update public.coaching_sessions
        set config_id = ${activity.id}, definition = ${sql.json(activity)}, video_url = ${film}, result_url = ${track ?? null},
          upload = upload || jsonb_build_object('nobody', ${nobody}::boolean)
        where id = ${id} and status = 'analysing' returning id
      `;
      if (!waiting) return false;
      await sql`
        insert into public.session_events (session_id, seq, at_ms, change)
        select ${id}, event.seq, event.at, event.change
        from jsonb_to_recordset(${sql.json(events)}::text::jsonb) as event (seq integer, at double precision, change jsonb)
      `;
      await closeSession(sql, id, { status: 'ended', endedAt, athletes });
      return true;
    });
  }

  /** @returns false when there is no such upload of this user */
  remove(user: Pick<User, 'id'>, id: string): Promise<boolean> {
    return this.#database.asServer(async (sql) => {
      const rows = await sql`
        delete from public.coaching_sessions
        where id = ${id} and user_id = ${user.id} and status in ('uploading', 'queued', 'analysing', 'failed') returning id
      `;
      return rows.length > 0;
    });
  }
}

const COLUMNS = fragment`
  s.id, s.user_id as "ownerId", s.title, s.status, s.created_at as "createdAt", s.definition -> 'name' as "activityName",
  s.definition, s.config_id = 'auto' as guessed, s.language, s.upload, s.failure
`;
