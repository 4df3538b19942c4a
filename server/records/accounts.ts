/** Who can sign in, with what, and where they are signed in; used where the sign-in is our own. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import { MAIL_LINK, SIGN_IN_PRUNING } from '../limits.ts';
import type { Database } from './database.ts';
import { instant, maybeOne, one } from './rows.ts';
import { fragment, type Sql } from './sql.ts';
import { isUniqueViolation } from './storage-error.ts';

/** What people say of themselves, such as their name; theirs to change, so nothing is decided by it. */
const metadataSchema = z.record(z.string(), z.unknown());

const accountSchema = z.object({
  id: z.uuid(),
  email: z.string().nullable(),
  passwordHash: z.string().nullable(),
  isAnonymous: z.boolean(),
  metadata: metadataSchema,
  emailConfirmedAt: instant.nullable(),
  lastSignInAt: instant.nullable(),
  createdAt: instant,
  updatedAt: instant,
});
export type Account = z.infer<typeof accountSchema>;

export interface NewAccount {
  /** Null for guests, as the password. */
  email: string | null;
  passwordHash: string | null;
  metadata: Record<string, unknown>;
}

/** What is given is changed. */
export interface AccountChange {
  email?: string | undefined;
  passwordHash?: string | undefined;
  /** Put over what is there, key by key; null takes a key away. */
  metadata?: Record<string, unknown> | undefined;
}

/** What a link in a mail is for. */
export type MailTokenType = 'recovery' | 'magiclink';

/** What became of a token that somebody wants to renew a sign-in with. */
export type Renewal =
  | { kind: 'renewed'; account: Account; sessionId: string; token: string }
  | { kind: 'unknown' }
  /** It was used before, by somebody who should not have it or whose answer was lost long ago: the sign-in has ended. */
  | { kind: 'reused' };

/** How a token is stored, and which one is given for it. */
export interface TokenChain {
  hash(token: string): Buffer;
  next(token: string): string;
}

export class Accounts {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Whether the sign-in's tables are our own, rather than those of a Supabase project's GoTrue, which alone may write there. */
  areOurs(): Promise<boolean> {
    return this.#database.asServer(async (sql) => {
      const found = await sql`
        select from pg_attribute where attrelid = to_regclass('auth.users') and attname = 'instance_id' and not attisdropped
      `;
      return found.length === 0;
    });
  }

  /** @returns undefined when the e-mail address is another account's; `storage_unavailable` is thrown */
  create({ email, passwordHash, metadata }: NewAccount): Promise<Account | undefined> {
    const provider = email === null ? 'anonymous' : 'email';
    return this.#unlessTaken(async (sql) =>
      maybeOne(
        accountSchema,
        await sql`
          insert into auth.users (
            id, aud, role, email, encrypted_password, is_anonymous, raw_app_meta_data, raw_user_meta_data,
            email_confirmed_at, created_at, updated_at
          )
          values (
            gen_random_uuid(), 'authenticated', 'authenticated', ${email}, ${passwordHash}, ${email === null},
            ${sql.json(email === null ? {} : { provider, providers: [provider] })}, ${sql.json(metadata)},
            ${email === null ? null : new Date()}, now(), now()
          )
          returning ${COLUMNS}
        `,
      ),
    );
  }

  find(id: string): Promise<Account | undefined> {
    return this.#database.asSignIn(async (sql) =>
      maybeOne(accountSchema, await sql`select ${COLUMNS} from auth.users where id = ${id}`),
    );
  }

  /** @param email in small letters */
  findByEmail(email: string): Promise<Account | undefined> {
    return this.#database.asSignIn(async (sql) =>
      maybeOne(accountSchema, await sql`select ${COLUMNS} from auth.users where email = ${email}`),
    );
  }

  /**
   * A guest who is given an e-mail address is a guest no more. With another password, all other sign-ins end but `keptSession`. With
   * another password or e-mail address, links in mails that were sent before count no more.
   * @returns the account as it is now; undefined when the e-mail address is another account's
   * @throws SidelineError `unauthenticated` when there is no such account
   */
  async change(id: string, change: AccountChange, keptSession?: string): Promise<Account | undefined> {
    const { email = null, passwordHash = null, metadata = {} } = change;
    return await this.#unlessTaken(async (sql) => {
      if (passwordHash !== null) {
        await sql`delete from auth.sessions where user_id = ${id} and id is distinct from ${keptSession ?? null}::uuid`;
      }
      if (passwordHash !== null || email !== null) await sql`delete from auth.one_time_tokens where user_id = ${id}`;
      const appMetadata = email === null ? {} : { provider: 'email', providers: ['email'] };
      const changed = maybeOne(
        accountSchema,
        await sql`
          update auth.users
          set email = coalesce(${email}, email),
              email_confirmed_at = case when ${email}::text is null then email_confirmed_at else now() end,
              encrypted_password = coalesce(${passwordHash}, encrypted_password),
              is_anonymous = is_anonymous and ${email}::text is null,
              raw_app_meta_data = coalesce(raw_app_meta_data, '{}') || ${sql.json(appMetadata)}::jsonb,
              raw_user_meta_data = jsonb_strip_nulls(coalesce(raw_user_meta_data, '{}') || ${sql.json(metadata)}::jsonb),
              updated_at = now()
          where id = ${id}
          returning ${COLUMNS}
        `,
      );
      if (!changed) throw new SidelineError('unauthenticated', 'You are not signed in on this server.');
      return changed;
    });
  }

  /** With all that hangs on it in the database. */
  async remove(id: string): Promise<void> {
    await this.#database.asSignIn((sql) => sql`delete from auth.users where id = ${id}`);
  }

  /** @returns the new sign-in's id, which renews itself by the token of this hash */
  openSession(userId: string, tokenHash: Buffer, userAgent: string | undefined): Promise<string> {
    return this.#database.asSignIn(async (sql) => {
      const sessionId = randomUUID();
      await sql`
        insert into auth.sessions (id, user_id, user_agent)
        values (${sessionId}, ${userId}, ${userAgent?.slice(0, 200) ?? null})
      `;
      await sql`insert into auth.refresh_tokens (hash, session_id) values (${tokenHash}, ${sessionId})`;
      await sql`update auth.users set last_sign_in_at = now() where id = ${userId}`;
      return sessionId;
    });
  }

  /**
   * Takes a token for the next one, as GoTrue does: a token that was used before is taken again within `reuseMs`, for tabs that
   * renew at the same time, and for longer while the one that was given for it was not used: its answer may have been lost.
   * @returns what else it is that somebody brings: that ends the sign-in of whoever has the next ones; so does a used token whose next
   * one was given by a server with another secret
   */
  renew(token: string, chain: TokenChain, reuseMs: number): Promise<Renewal> {
    return this.#database.asSignIn(async (sql) => {
      const hash = chain.hash(token);
      const found = maybeOne(
        z.object({ sessionId: z.uuid(), userId: z.uuid(), used: z.boolean(), recently: z.boolean() }),
        await sql`
          select s.id as "sessionId", s.user_id as "userId", t.used_at is not null as used,
                 coalesce(t.used_at > now() - ${reuseMs} * interval '1 millisecond', false) as recently
          from auth.refresh_tokens t join auth.sessions s on s.id = t.session_id
          where t.hash = ${hash} and (s.not_after is null or s.not_after > now())
          for update of s
        `,
      );
      if (!found) return { kind: 'unknown' };
      const { sessionId, userId } = found;
      const next = await this.#nextOf(sql, { token, hash, ...found }, chain);
      if (next === undefined) {
        await sql`delete from auth.sessions where id = ${sessionId}`;
        return { kind: 'reused' };
      }
      const account = one(accountSchema, await sql`select ${COLUMNS} from auth.users where id = ${userId}`);
      return { kind: 'renewed', account, sessionId, token: next };
    });
  }

  /** @param scope which of the person's sign-ins end */
  async endSessions(userId: string, sessionId: string, scope: 'local' | 'global' | 'others'): Promise<void> {
    await this.#database.asSignIn(
      (sql) => sql`
        delete from auth.sessions
        where user_id = ${userId} and case ${scope}::text
          when 'local' then id = ${sessionId}
          when 'others' then id <> ${sessionId}
          else true
        end
      `,
    );
  }

  /** The one before it counts no more. */
  async keepMailToken(userId: string, type: MailTokenType, hash: Buffer): Promise<void> {
    await this.#database.asSignIn(
      (sql) => sql`
        insert into auth.one_time_tokens (hash, user_id, token_type) values (${hash}, ${userId}, ${type})
        on conflict (user_id, token_type) do update set hash = excluded.hash, created_at = now()
      `,
    );
  }

  /** @returns whose token it was, which counts no more; undefined when there is none so young */
  takeMailToken(type: MailTokenType, hash: Buffer, youngerThanMs: number): Promise<Account | undefined> {
    return this.#database.asSignIn(async (sql) =>
      maybeOne(
        accountSchema,
        await sql`
          with taken as (
            delete from auth.one_time_tokens where hash = ${hash} and token_type = ${type}
            returning user_id, created_at
          )
          select ${COLUMNS} from auth.users
          where id in (select user_id from taken where created_at > now() - ${youngerThanMs} * interval '1 millisecond')
        `,
      ),
    );
  }

  /**
   * Removes sign-ins that were not renewed for very long, tokens that were used long ago, and links in mails that ran out.
   * @param atMost so many of each
   * @returns how many rows are gone, and whether there may be more
   */
  prune(atMost: number): Promise<{ removed: number; more: boolean }> {
    return this.#database.asSignIn(async (sql) => {
      const removed = [
        await sql`
          delete from auth.sessions where id in (
            select id from auth.sessions
            where refreshed_at < now() - ${SIGN_IN_PRUNING.signInsAfterDays} * interval '1 day' limit ${atMost}
          ) returning 1
        `,
        await sql`
          delete from auth.refresh_tokens where hash in (
            select hash from auth.refresh_tokens
            where used_at < now() - ${SIGN_IN_PRUNING.usedTokensAfterDays} * interval '1 day' limit ${atMost}
          ) returning 1
        `,
        await sql`
          delete from auth.one_time_tokens where hash in (
            select hash from auth.one_time_tokens
            where created_at < now() - ${MAIL_LINK.goodForMs} * interval '1 millisecond' limit ${atMost}
          ) returning 1
        `,
      ].map(({ length }) => length);
      return { removed: removed.reduce((sum, rows) => sum + rows, 0), more: removed.some((rows) => rows === atMost) };
    });
  }

  /** @returns the token to go on with; undefined when the one that was brought must not be taken */
  async #nextOf(
    sql: Sql,
    brought: { token: string; hash: Buffer; sessionId: string; used: boolean; recently: boolean },
    chain: TokenChain,
  ): Promise<string | undefined> {
    const { token, hash, sessionId } = brought;
    if (!brought.used) {
      const next = chain.next(token);
      await sql`update auth.refresh_tokens set used_at = now() where hash = ${hash}`;
      await sql`
        insert into auth.refresh_tokens (hash, session_id, parent) values (${chain.hash(next)}, ${sessionId}, ${hash})
      `;
      await sql`update auth.sessions set refreshed_at = now() where id = ${sessionId}`;
      await sql`
        delete from auth.refresh_tokens
        where session_id = ${sessionId} and used_at < now() - ${SIGN_IN_PRUNING.usedTokensAfterDays} * interval '1 day'
      `;
      return next;
    }
    const active = one(
      z.object({ hash: z.instanceof(Buffer), parent: z.instanceof(Buffer).nullable(), tokens: z.int() }),
      await sql`
        select hash, parent,
          (select count(*)::integer from auth.refresh_tokens where session_id = ${sessionId}) as tokens
        from auth.refresh_tokens where session_id = ${sessionId} and used_at is null
      `,
    );
    if (!brought.recently && active.parent?.equals(hash) !== true) return undefined;
    let next = chain.next(token);
    // What was given by a server with another secret can't be made again, however far one goes.
    for (let step = 1; step < active.tokens; step += 1) {
      if (chain.hash(next).equals(active.hash)) return next;
      next = chain.next(next);
    }
    return undefined;
  }

  async #unlessTaken(work: (sql: Sql) => Promise<Account | undefined>): Promise<Account | undefined> {
    try {
      return await this.#database.asSignIn(work);
    } catch (error) {
      if (isUniqueViolation(error)) return undefined;
      throw error;
    }
  }
}

const COLUMNS = fragment`
  id, email, encrypted_password as "passwordHash", is_anonymous as "isAnonymous",
  coalesce(raw_user_meta_data, '{}') as metadata, email_confirmed_at as "emailConfirmedAt",
  last_sign_in_at as "lastSignInAt", created_at as "createdAt", updated_at as "updatedAt"
`;
