/** Our own sign-in on the embedded database: tokens that are used again, and links by mail. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Visitor } from '../../../server/identity/identity.ts';
import { Mailer } from '../../../server/identity/mailer.ts';
import { type AuthSession, SignIn } from '../../../server/identity/sign-in.ts';
import { startPruning } from '../../../server/identity/sign-in-pruning.ts';
import { signingKeyOf } from '../../../server/identity/signing-key.ts';
import { METADATA_CHARACTERS } from '../../../server/limits.ts';
import { Accounts } from '../../../server/records/accounts.ts';
import { Database } from '../../../server/records/database.ts';
import { Users } from '../../../server/records/users.ts';
import { MailServer } from '../../support/identity/mail-server.ts';
import { SECRET } from '../../support/identity/own-tokens.ts';
import { embeddedDatabase, quiet, type TestDatabase } from '../../support/records/databases.ts';

let kept: TestDatabase;
let database: Database;
let mails: MailServer;
let mailer: Mailer;
beforeAll(async () => {
  kept = await embeddedDatabase();
  database = await Database.create(kept.options);
  mails = await MailServer.start();
  mailer = new Mailer({
    smtpUrl: mails.url,
    from: 'Sideline <sideline@example.org>',
    publicUrl: 'https://coach.example.org',
    logger: quiet,
  });
});
afterAll(async () => {
  await mailer?.close();
  await mails?.close();
  await database?.close();
  await kept?.remove();
});

/** @param reuseMs how long a used token is taken again */
const aSignIn = async (reuseMs: number, secret = SECRET) =>
  new SignIn({
    accounts: new Accounts(database),
    key: await signingKeyOf(secret),
    secret,
    mailer,
    onChanged: () => undefined,
    reuseMs,
  });

const isSignedIn = async (userId: string) => {
  const rows = await database.asSignIn((sql) => sql`select id from auth.sessions where user_id = ${userId}`);
  const ids = rows.map(({ id }) => String(id));
  return (await new Users(database).signedIn(ids)).length > 0;
};

describe('a token that was used to renew a sign-in', () => {
  it('is taken again at once, whatever came of it meanwhile', async () => {
    const signIn = await aSignIn(10_000);
    const first = await signIn.signUp({ data: { name: 'Ada' } });
    const second = await signIn.renew(first.refresh_token);
    const third = await signIn.renew(second.refresh_token);
    expect((await signIn.renew(first.refresh_token)).refresh_token).toBe(third.refresh_token);
  });

  it('is taken again after sleep too, when its answer never came', async () => {
    const signIn = await aSignIn(0);
    const first = await signIn.signUp({ data: { name: 'Ada' } });
    const lost = await signIn.renew(first.refresh_token);
    expect((await signIn.renew(first.refresh_token)).refresh_token).toBe(lost.refresh_token);
  });

  it('ends the sign-in when somebody brings it later, so that neither thief nor owner goes on', async () => {
    const signIn = await aSignIn(0);
    const first = await signIn.signUp({ data: { name: 'Ada' } });
    const second = await signIn.renew(first.refresh_token);
    const third = await signIn.renew(second.refresh_token);
    expect(await isSignedIn(first.user.id)).toBe(true);
    await expect(signIn.renew(first.refresh_token)).rejects.toMatchObject({ code: 'refresh_token_already_used' });
    await expect(signIn.renew(third.refresh_token)).rejects.toMatchObject({ code: 'refresh_token_not_found' });
    expect(await isSignedIn(first.user.id)).toBe(false);
  });

  it('ends the sign-in when the next one was given by a server with another secret', async () => {
    const first = await (await aSignIn(10_000)).signUp({ data: { name: 'Ada' } });
    const second = await (await aSignIn(10_000)).renew(first.refresh_token);
    const other = await aSignIn(10_000, Buffer.from('another secret, of a server that was set up anew'));
    await expect(other.renew(first.refresh_token)).rejects.toMatchObject({ code: 'refresh_token_already_used' });
    await expect(other.renew(second.refresh_token)).rejects.toMatchObject({ code: 'refresh_token_not_found' });
  });

  it('is not kept as it is', async () => {
    const { refresh_token: token } = await (await aSignIn(0)).signUp({ data: { name: 'Ada' } });
    const rows = await database.asSignIn((sql) => sql`select encode(hash, 'escape') as hash from auth.refresh_tokens`);
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

describe('what is left of sign-ins', () => {
  it('goes once nobody can use it any more, however much it is, and nothing else goes', async () => {
    const signIn = await aSignIn(10_000);
    const people = [];
    for (const name of ['Ada', 'Grace', 'Mary', 'Edith']) people.push(await signIn.signUp({ data: { name } }));
    const [gone, gone2, kept, renewed] = people.map(({ user }) => user.id);
    await signIn.renew(people[3]?.refresh_token ?? '');
    await database.asSignIn(async (sql) => {
      await sql`
        update auth.sessions set refreshed_at = now() - case when user_id = ${kept} then 399 else 401 end * interval '1 day'
        where user_id = any (${[gone, gone2, kept]}::uuid[])
      `;
      await sql`update auth.refresh_tokens set used_at = now() - interval '31 days' where used_at is not null`;
      await sql`
        insert into auth.one_time_tokens (hash, user_id, token_type, created_at)
        values ('old', ${kept}, 'recovery', now() - interval '2 hours'), ('new', ${kept}, 'magiclink', now())
      `;
    });
    // One at a time: more than one step is needed.
    const accounts = new Accounts(database);
    const pruning = startPruning({ prune: () => accounts.prune(1) }, quiet);
    await pruning.close();
    expect(await Promise.all([gone, gone2, kept, renewed].map((id) => isSignedIn(id ?? '')))).toEqual([
      false,
      false,
      true,
      true,
    ]);
    const left = await database.asSignIn(async (sql) => [
      await sql`select from auth.refresh_tokens where used_at is not null`,
      await sql`select token_type from auth.one_time_tokens where user_id = ${kept}`,
      await sql`select from auth.users where id = ${gone}`,
    ]);
    expect(left).toEqual([[], [{ token_type: 'magiclink' }], [{}]]);
    // The newest token still counts.
    await signIn.renew(people[2]?.refresh_token ?? '');
  });
});

const visitorOf = ({ access_token: token, user }: AuthSession): Visitor => {
  const signInId = z.object({ session_id: z.uuid() }).parse(decodeJwt(token)).session_id;
  return { id: user.id, name: 'Grace', signInId, expiresAt: Date.now() + 3_600_000 };
};

describe('what people say of themselves', () => {
  it('is bounded however it is given, piece by piece too', async () => {
    const signIn = await aSignIn(0);
    const visitor = visitorOf(await signIn.signUp({ data: { name: 'Grace' } }));
    const half = 'x'.repeat(METADATA_CHARACTERS / 2);
    await signIn.change(visitor, { data: { one: half } });
    await expect(signIn.change(visitor, { data: { two: half } })).rejects.toMatchObject({ code: 'validation_failed' });
    // In its place is as good as before.
    expect((await signIn.change(visitor, { data: { one: half } })).user_metadata).not.toHaveProperty('two');
  });
});

describe('a link by mail', () => {
  const EMAIL = 'ada@example.org';
  /** The text of a mail, of which long lines are folded on the wire (quoted-printable). */
  const textOf = (mail: string) => mail.replaceAll('=\n', '').replaceAll('=3D', '=');

  it('signs in once, and is sent to nobody who has no account', async () => {
    const signIn = await aSignIn(0);
    const { user } = await signIn.signUp({ email: EMAIL, password: 'correct horse', data: { name: 'Ada' } });
    await signIn.sendLink('nobody@example.org', 'recovery');
    await signIn.sendLink(EMAIL, 'recovery');
    const mail = textOf(await mails.next());
    expect(mail).toContain(`To: ${EMAIL}`);
    const link = /^https:\/\/coach\.example\.org\/account\/link#token_hash=([\w-]+)&type=recovery$/m.exec(mail);
    const token = link?.[1] ?? '';
    await expect(signIn.byLink(token, 'magiclink')).rejects.toMatchObject({ code: 'otp_expired' });
    expect((await signIn.byLink(token, 'recovery')).user.id).toBe(user.id);
    await expect(signIn.byLink(token, 'recovery')).rejects.toMatchObject({ code: 'otp_expired' });
  });

  it('counts no more once the account has another e-mail address or password', async () => {
    const signIn = await aSignIn(0);
    const old = 'grace@old.example.org';
    const session = await signIn.signUp({ email: old, password: 'correct horse', data: { name: 'Grace' } });
    const visitor = visitorOf(session);
    for (const change of [{ email: 'grace@example.org' }, { password: 'battery staple' }]) {
      await signIn.sendLink(change.email ? old : 'grace@example.org', 'magiclink');
      const [, token = ''] = /token_hash=([\w-]+)/.exec(textOf(await mails.next())) ?? [];
      expect(token).not.toBe('');
      await signIn.change(visitor, change);
      await expect(signIn.byLink(token, 'magiclink')).rejects.toMatchObject({ code: 'otp_expired' });
    }
  });

  it('is not sent without end', async () => {
    const signIn = await aSignIn(0);
    const tries = await Promise.allSettled(
      Array.from({ length: 5 }, () => signIn.sendLink('x@example.org', 'magiclink')),
    );
    expect(tries.filter(({ status }) => status === 'rejected')).toHaveLength(2);
  });
});
