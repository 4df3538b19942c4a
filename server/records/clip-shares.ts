/** Links to clips as rows. Who sees them is decided by row-level security. */
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { User } from '../../shared/contract/rest.ts';
import { SHARES } from '../limits.ts';
import type { Database } from './database.ts';
import { instant, maybeOne, one } from './rows.ts';
import { fragment } from './sql.ts';

const shareSchema = z.object({
  id: z.uuid(),
  createdAt: instant,
  expiresAt: instant,
  revoked: z.boolean(),
  opened: z.int(),
  visits: z.array(z.object({ at: z.iso.datetime({ offset: true }), device: z.string() })),
});
/** A link as its maker and the session's owner see it. */
export type StoredShare = z.infer<typeof shareSchema>;

const openedSchema = z.object({
  id: z.uuid(),
  clipId: z.uuid(),
  userId: z.uuid(),
  expiresAt: z.date(),
  revoked: z.boolean(),
});
/** A link that somebody opens. */
export type OpenedShare = z.infer<typeof openedSchema>;

/** Every method throws SidelineError `storage_unavailable` when the database can't serve. */
export class ClipShares {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * @param secretHash SHA-256 of the link's secret, in hexadecimal
   * @throws also SidelineError `too_large` when the clip has as many links as it may have
   */
  add(
    user: User,
    clipId: string,
    { secretHash, expiresAt }: { secretHash: string; expiresAt: Date },
  ): Promise<StoredShare> {
    return this.#database.asServer(async (sql) => {
      // Holds the clip's row, so that two at once do not count the same links.
      await sql`select from public.session_clips where id = ${clipId} for update`;
      const { count } = one(
        z.object({ count: z.int() }),
        await sql`
          select count(*)::integer as count from public.clip_shares
          where clip_id = ${clipId} and revoked_at is null and expires_at > now()
        `,
      );
      if (count >= SHARES.ofAClip) {
        throw new SidelineError('too_large', 'This clip has as many links as it can have. Take some back first.');
      }
      return one(
        shareSchema,
        await sql`
          insert into public.clip_shares as s (clip_id, user_id, secret_hash, expires_at)
          values (${clipId}, ${user.id}, ${secretHash}, ${expiresAt})
          returning ${COLUMNS}
        `,
      );
    });
  }

  /** Newest first. */
  list(user: User, clipId: string): Promise<StoredShare[]> {
    return this.#database.asUser(user, async (sql) =>
      z
        .array(shareSchema)
        .parse(
          await sql`select ${COLUMNS} from public.clip_shares s where clip_id = ${clipId} order by created_at desc, id`,
        ),
    );
  }

  /** @returns false when the clip has no such link */
  revoke(clipId: string, id: string): Promise<boolean> {
    return this.#database.asServer(async (sql) => {
      const rows = await sql`
        update public.clip_shares set revoked_at = coalesce(revoked_at, now())
        where id = ${id} and clip_id = ${clipId} returning id
      `;
      return rows.length > 0;
    });
  }

  /** Undefined when there is no such link; whoever asks. */
  find(secretHash: string): Promise<OpenedShare | undefined> {
    return this.#database.asServer(async (sql) =>
      maybeOne(
        openedSchema,
        await sql`
          select id, clip_id as "clipId", user_id as "userId", expires_at as "expiresAt", revoked_at is not null as revoked
          from public.clip_shares where secret_hash = ${secretHash}
        `,
      ),
    );
  }

  /**
   * Notes that the link was opened, unless it is the same visit again.
   * @returns the visit
   */
  visited(id: string, device: string, visit: string | undefined): Promise<string> {
    return this.#database.asServer(async (sql) => {
      const known = await sql`
        select id from public.clip_share_visits where id = ${visit ?? null}::uuid and share_id = ${id}
      `;
      if (visit !== undefined && known.length > 0) return visit;
      await sql`update public.clip_shares set opened = opened + 1 where id = ${id}`;
      const [added] = await sql`
        insert into public.clip_share_visits (share_id, device) values (${id}, ${device}) returning id
      `;
      await sql`
        delete from public.clip_share_visits where id in (
          select id from public.clip_share_visits where share_id = ${id} order by opened_at desc offset ${SHARES.visitsKept}
        )
      `;
      return one(z.object({ id: z.uuid() }), [added]).id;
    });
  }
}

const COLUMNS = fragment`
  s.id, s.created_at as "createdAt", s.expires_at as "expiresAt", s.revoked_at is not null as revoked, s.opened,
  coalesce((
    select jsonb_agg(jsonb_build_object('at', v.opened_at, 'device', v.device) order by v.opened_at desc)
    from (select * from public.clip_share_visits where share_id = s.id order by opened_at desc limit 50) v
  ), '[]') as visits
`;
