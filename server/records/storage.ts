/** How much room files take, whose they are, and how long they are kept. */
import { z } from 'zod';
import { localisedSchema } from '../../shared/coaching/index.ts';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { User } from '../../shared/contract/rest.ts';
import { STORED_SESSIONS, type Storage as StorageOfPerson } from '../../shared/contract/storage.ts';
import type { Database } from './database.ts';
import { instant, one } from './rows.ts';

const sessionSchema = z.object({
  id: z.uuid(),
  activityName: localisedSchema,
  createdAt: instant,
  files: z.int(),
  bytes: z.coerce.number(),
  keptForDays: z.int().nullable(),
  removedAt: instant.nullable(),
});
const totalSchema = z.object({ files: z.int(), bytes: z.coerce.number() });

/** Every method throws SidelineError `storage_unavailable` when the database can't serve. */
export class Storage {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Makes the buckets, and says who reads them past the server, where the database is a Supabase project's.
   * @returns `absent` without Storage, `refused` where only its owner may add them
   */
  async openBuckets(): Promise<'open' | 'absent' | 'refused'> {
    const opened = z.object({ opened: z.enum(['open', 'absent', 'refused']) });
    return one(opened, await this.#database.asServer((sql) => sql`select private.open_storage() as opened`)).opened;
  }

  /**
   * What the user's own sessions keep.
   * @param serverKeepsDays how long files are kept unless a session says otherwise; 0 for ever
   */
  of(user: User, serverKeepsDays: number): Promise<StorageOfPerson> {
    return this.#database.asUser(user, async (sql) => {
      const total = one(
        totalSchema,
        await sql`
          select count(*)::integer as files, coalesce(sum(f.bytes), 0) as bytes
          from public.session_files f join public.coaching_sessions s on s.id = f.session_id
          where s.user_id = ${user.id} and f.state <> 'lost'
        `,
      );
      const sessions = await sql`
        select s.id, coalesce(s.definition -> 'name', jsonb_build_object('en', s.config_id)) as "activityName",
          s.created_at as "createdAt", count(*)::integer as files, coalesce(sum(f.bytes), 0) as bytes,
          s.kept_for_days as "keptForDays",
          s.ended_at + nullif(coalesce(s.kept_for_days, ${serverKeepsDays}), 0) * interval '1 day' as "removedAt"
        from public.coaching_sessions s join public.session_files f on f.session_id = s.id
        where s.user_id = ${user.id} and f.state <> 'lost'
        group by s.id order by s.created_at, s.id limit ${STORED_SESSIONS}
      `;
      return { ...total, serverKeepsDays, sessions: z.array(sessionSchema).parse(sessions) };
    });
  }

  /**
   * @param days after the session's end; 0 for ever, null for as long as the server keeps any
   * @throws also SidelineError `not_found` for all but the owner
   */
  keep(user: User, sessionId: string, days: number | null): Promise<void> {
    return this.#database.asServer(async (sql) => {
      const kept = await sql`
        update public.coaching_sessions set kept_for_days = ${days}
        where id = ${sessionId} and user_id = ${user.id} returning id
      `;
      if (kept.length === 0) throw new SidelineError('not_found', 'You have no such session.');
    });
  }

  /**
   * Removes the files of sessions that ended long enough ago; what the sessions came to stays.
   * @returns how many
   */
  removeOutdated(serverKeepsDays: number): Promise<number> {
    return this.#database.asServer(async (sql) => {
      const removed = await sql`
        delete from public.session_files f using public.coaching_sessions s
        where s.id = f.session_id
          and s.ended_at + nullif(coalesce(s.kept_for_days, ${serverKeepsDays}), 0) * interval '1 day' < now()
        returning f.id
      `;
      return removed.length;
    });
  }
}
