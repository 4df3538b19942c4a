/** Changes of records as the database announces them, and who may hear of those of a session. */
import type { Logger } from 'pino';
import { z } from 'zod';
import { OWN_KINDS, SESSION_KINDS } from '../../shared/contract/changes.ts';
import type { User } from '../../shared/contract/rest.ts';
import type { Announcements } from './announcements.ts';
import type { Database } from './database.ts';
import { one } from './rows.ts';

const openingSchema = z.object({ opened: z.enum(['open', 'absent', 'refused']) });

/** `access`: what this person may read has changed, or who may read this session. */
const announcementSchema = z.union([
  z.strictObject({ person: z.uuid(), kind: z.enum([...OWN_KINDS, 'access']) }),
  z.strictObject({ session: z.uuid(), kind: z.enum([...SESSION_KINDS, 'access']) }),
]);
export type Announcement = z.infer<typeof announcementSchema>;

export interface ChangeListener {
  announced(announcement: Announcement): void;
  /** Announcements may have been lost. */
  missed(): void;
}

export class Changes {
  readonly #database: Database;
  readonly #announcements: Announcements;
  readonly #logger: Logger;

  constructor(database: Database, logger: Logger) {
    this.#database = database;
    this.#announcements = database.announcements;
    this.#logger = logger;
  }

  /** In the order in which transactions were committed. @returns ends it */
  follow(listener: ChangeListener): () => void {
    return this.#announcements.follow({
      announced: (text) => {
        const announcement = this.#read(text);
        if (announcement) listener.announced(announcement);
      },
      missed: () => listener.missed(),
    });
  }

  /**
   * Whether the user may read the session's record now.
   * @throws SidelineError `storage_unavailable`, `rate_limited`
   */
  async readable(user: Pick<User, 'id'>, sessionId: string): Promise<boolean> {
    const rows = await this.#database.asUser(
      user,
      (sql) => sql`select from public.coaching_sessions where id = ${sessionId}`,
    );
    return rows.length > 0;
  }

  /**
   * Lets people hear of changes by Realtime too, where the database is a Supabase project's.
   * @returns `absent` without Realtime, `refused` where only its owner may add the policy that this takes
   * @throws SidelineError `storage_unavailable`
   */
  async openRealtime(): Promise<'open' | 'absent' | 'refused'> {
    return one(openingSchema, await this.#database.asServer((sql) => sql`select private.open_realtime() as opened`))
      .opened;
  }

  #read(text: string): Announcement | undefined {
    try {
      return announcementSchema.parse(JSON.parse(text));
    } catch (error) {
      // Whoever may use the database may announce what they like.
      this.#logger.warn({ err: error }, 'the database announced what is no change');
      return undefined;
    }
  }
}
