/** Our own sign-in as the real supabase-js uses it, and what the server makes of those who are signed in. */
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { HTTP_BUDGETS, PASSWORD_TRIES, WAITING_READS } from '../../../server/limits.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { RawSocket } from '../../support/raw-socket.ts';

const PASSWORD = 'correct horse battery';

let server: TestApp;
beforeAll(async () => {
  server = await startApp({ SIDELINE_TRUST_PROXY: 'true' });
});
afterAll(() => server?.close());

// Node 22 has one of its own; supabase-js wants it at once, for Realtime.
if (!('WebSocket' in globalThis)) Object.assign(globalThis, { WebSocket });

/** A browser of somebody, behind an address of its own. */
function aClient(address = '192.0.2.1'): SupabaseClient {
  const client = createClient(server.url, 'sb_publishable_not_needed_here', {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { headers: { 'X-Forwarded-For': address } },
  });
  onTestFinished(() => client.auth.dispose?.());
  return client;
}

const unused = () => `${crypto.randomUUID()}@example.org`;

async function aGuest(name = 'Ada') {
  const client = aClient();
  const { data } = await client.auth.signInAnonymously({ options: { data: { name } } });
  if (!data.session) throw new Error('no session');
  return { client, session: data.session };
}

async function anAccount(email = unused()) {
  const client = aClient();
  const { data } = await client.auth.signUp({ email, password: PASSWORD, options: { data: { name: 'Ada' } } });
  if (!data.session) throw new Error('no session');
  return { client, email, session: data.session };
}

const whoIs = (token: string) => fetch(`${server.url}/api/identity`, { headers: { Authorization: `Bearer ${token}` } });

describe('a guest', () => {
  it('is signed in by a name, with a token that anybody can check by the published key', async () => {
    const { client, session } = await aGuest(' Ada ');
    expect(session.user).toMatchObject({ is_anonymous: true, user_metadata: { name: 'Ada' } });
    expect(await (await whoIs(session.access_token)).json()).toEqual({ id: session.user.id, name: 'Ada' });
    const keys = createRemoteJWKSet(new URL('/auth/v1/.well-known/jwks.json', server.url));
    const { payload } = await jwtVerify(session.access_token, keys, { audience: 'authenticated', issuer: 'sideline' });
    expect(payload).toMatchObject({ sub: session.user.id, is_anonymous: true, role: 'authenticated' });
    expect((await client.auth.getClaims()).data?.claims.sub).toBe(session.user.id);
  });

  it.each([
    ['of spaces', '   '],
    ['that is too long', 'x'.repeat(61)],
    ['with a NUL', 'A\u0000da'],
    ['that nobody sees', '\u200b'],
    ['that turns others round', '\u202eAda'],
  ])('is refused with a name %s', async (_what, name) => {
    const { error } = await aClient().auth.signInAnonymously({ options: { data: { name } } });
    expect(error).toMatchObject({ status: 400, code: 'validation_failed' });
  });

  it('is refused with half a character in what else is said', async () => {
    const { error } = await aClient().auth.signInAnonymously({ options: { data: { name: 'Ada', club: '\ud800' } } });
    expect(error).toMatchObject({ status: 400, code: 'validation_failed' });
  });

  it('is refused with a body that can not be unpacked', async () => {
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
    const answer = await fetch(`${server.url}/auth/v1/signup`, { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'bad_json' });
  });

  it('keeps markup and SQL in a name as text', async () => {
    const name = `Robert'); drop table auth.users; <b>`;
    const { session } = await aGuest(name);
    expect(await (await whoIs(session.access_token)).json()).toMatchObject({ name });
  });

  it('becomes an account without becoming somebody else, and comes back by password', async () => {
    const { client, session } = await aGuest();
    const email = unused();
    const { data } = await client.auth.updateUser({ email, password: PASSWORD });
    expect(data.user).toMatchObject({ id: session.user.id, email, is_anonymous: false });
    const elsewhere = await aClient().auth.signInWithPassword({ email: email.toUpperCase(), password: PASSWORD });
    expect(elsewhere.data.user?.id).toBe(session.user.id);
  });

  it('stays a guest, signed in, when the e-mail address is another account’s', async () => {
    const { email } = await anAccount();
    const { client, session } = await aGuest();
    const { error } = await client.auth.updateUser({ email, password: PASSWORD });
    expect(error).toMatchObject({ code: 'email_exists', status: 422 });
    expect((await client.auth.getUser()).data.user).toMatchObject({ id: session.user.id, is_anonymous: true });
  });

  it('takes another name, which the server knows at once', async () => {
    const { client, session } = await aGuest('Ana');
    await whoIs(session.access_token);
    await client.auth.updateUser({ data: { name: 'Anna', language: 'de' } });
    expect(await (await whoIs(session.access_token)).json()).toMatchObject({ name: 'Anna' });
    expect((await client.auth.getUser()).data.user?.user_metadata).toEqual({ name: 'Anna', language: 'de' });
  });
});

describe('an account', () => {
  it('is made once for an e-mail address', async () => {
    const { email } = await anAccount();
    const { error } = await aClient().auth.signUp({ email, password: PASSWORD, options: { data: { name: 'Eve' } } });
    expect(error).toMatchObject({ code: 'user_already_exists', status: 422 });
  });

  it.each([
    ['a short password', { email: 'a@example.org', password: 'short' }, 'weak_password'],
    ['a password that is too long', { email: 'a@example.org', password: 'x'.repeat(73) }, 'weak_password'],
    ['an address that is none', { email: 'nobody', password: PASSWORD }, 'validation_failed'],
  ])('is not made with %s', async (_what, credentials, code) => {
    const { error } = await aClient().auth.signUp({ ...credentials, options: { data: { name: 'Ada' } } });
    expect(error).toMatchObject({ code });
  });

  it('says no more than that something is not right about a sign-in', async () => {
    const { email } = await anAccount();
    const wrong = await aClient().auth.signInWithPassword({ email, password: 'something else' });
    const unknown = await aClient().auth.signInWithPassword({ email: unused(), password: PASSWORD });
    expect(wrong.error).toMatchObject({ code: 'invalid_credentials', status: 400 });
    expect(unknown.error).toMatchObject({ code: 'invalid_credentials', message: wrong.error?.message });
  });

  it('signs out everywhere else with a new password', async () => {
    const { client, email, session } = await anAccount();
    const other = await aClient().auth.signInWithPassword({ email, password: PASSWORD });
    expect((await client.auth.updateUser({ password: PASSWORD })).error).toMatchObject({ code: 'same_password' });
    await client.auth.updateUser({ password: 'quite another one' });
    expect((await whoIs(other.data.session?.access_token ?? '')).status).toBe(401);
    expect((await whoIs(session.access_token)).status).toBe(200);
  });
});

describe('a sign-in', () => {
  it('renews itself, also for two tabs at once, which stay signed in together', async () => {
    const { session } = await aGuest();
    const renew = (token: string) => aClient().auth.refreshSession({ refresh_token: token });
    const [one, two] = await Promise.all([renew(session.refresh_token), renew(session.refresh_token)]);
    expect(one.data.session?.refresh_token).not.toBe(session.refresh_token);
    expect(two.data.session?.refresh_token).toBe(one.data.session?.refresh_token);
    expect((await renew(one.data.session?.refresh_token ?? '')).error).toBeNull();
  });

  it('is not renewed by what is no token of ours', async () => {
    const { error } = await aClient().auth.refreshSession({ refresh_token: "' or true --" });
    expect(error).toMatchObject({ code: 'refresh_token_not_found', status: 400 });
  });

  it('ends here, everywhere else, or everywhere', async () => {
    const { email, client: here, session } = await anAccount();
    const there = aClient();
    const { data } = await there.auth.signInWithPassword({ email, password: PASSWORD });
    const token = data.session?.access_token ?? '';
    await here.auth.signOut({ scope: 'others' });
    expect([(await whoIs(session.access_token)).status, (await whoIs(token)).status]).toEqual([200, 401]);
    expect((await there.auth.getUser()).error).toMatchObject({ name: 'AuthSessionMissingError' });
    const again = await aClient().auth.signInWithPassword({ email, password: PASSWORD });
    await here.auth.signOut({ scope: 'local' });
    expect((await whoIs(session.access_token)).status).toBe(401);
    const last = again.data.session?.access_token ?? '';
    expect((await whoIs(last)).status).toBe(200);
    await fetch(`${server.url}/auth/v1/logout`, { method: 'POST', headers: { Authorization: `Bearer ${last}` } });
    expect((await whoIs(last)).status).toBe(401);
  });
});

describe('somebody who leaves for good', () => {
  const as = (token: string, path: string, method = 'GET', body?: unknown) =>
    fetch(`${server.url}/api${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  it('is forgotten with all sessions, and can’t sign in any more', async () => {
    const { email, session } = await anAccount();
    const token = session.access_token;
    const { id } = await (await as(token, '/sessions', 'POST', { activity: 'squat' })).json();
    const other = (await aGuest('Bo')).session.access_token;
    const link = await (await as(token, `/sessions/${id}/invitations`, 'POST', { role: 'coach', hours: 1 })).json();
    const socket = await RawSocket.connect(server.url, other);
    onTestFinished(() => socket.close());
    await socket.join(id, link.token);
    expect((await as(token, '/identity', 'DELETE')).status).toBe(204);
    expect((await as(token, '/identity')).status).toBe(401);
    expect((await as(other, `/sessions/${id}`)).status).toBe(404);
    const { error } = await aClient().auth.signInWithPassword({ email, password: PASSWORD });
    expect(error).toMatchObject({ code: 'invalid_credentials' });
  });

  it('leaves live sessions of others first', async () => {
    const owner = (await aGuest('Bo')).session.access_token;
    const { id } = await (await as(owner, '/sessions', 'POST', { activity: 'squat' })).json();
    const link = await (await as(owner, `/sessions/${id}/invitations`, 'POST', { role: 'coach', hours: 1 })).json();
    const { session } = await aGuest();
    const socket = await RawSocket.connect(server.url, session.access_token);
    onTestFinished(() => socket.close());
    await socket.join(id, link.token);
    const refused = await as(session.access_token, '/identity', 'DELETE');
    expect([refused.status, (await refused.json()).code]).toEqual([409, 'out_of_order']);
    await socket.ask('session:leave');
    expect((await as(session.access_token, '/identity', 'DELETE')).status).toBe(204);
  });
});

describe('the protocol', () => {
  const ask = (path: string, body?: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/auth/v1${path}`, {
      ...(body !== undefined && { method: 'POST', body }),
      headers: { 'Content-Type': 'application/json', ...headers },
    });

  it.each([
    ['/user', undefined, 401, 'no_authorization'],
    ['/signup', '{"data":', 400, 'bad_json'],
    ['/signup', '{}', 400, 'validation_failed'],
    ['/signup', JSON.stringify({ data: { name: 'Ada', more: 'x'.repeat(3_000) } }), 400, 'validation_failed'],
    ['/signup', JSON.stringify({ data: { name: 'x'.repeat(20_000) } }), 413, 'bad_json'],
    ['/signup', '{"data":{"name":"Ada\\ud83d"}}', 400, 'validation_failed'],
    ['/token?grant_type=magic', '{}', 400, 'validation_failed'],
    ['/token?grant_type=password', '{"email":["a@example.org"],"password":{"$ne":1}}', 400, 'validation_failed'],
    ['/recover', '{"email":"a@example.org"}', 422, 'email_provider_disabled'],
    ['/admin/users', '{}', 404, 'unexpected_failure'],
  ])('refuses %s %s', async (path, body, status, code) => {
    const response = await ask(path, body);
    expect(response.status).toBe(status);
    expect(response.headers.get('x-supabase-api-version')).toBe('2024-01-01');
    expect(await response.json()).toMatchObject({ code, message: expect.any(String) });
  });

  it('refuses a token that is none', async () => {
    const response = await ask('/user', undefined, { Authorization: 'Bearer a.b.c' });
    expect([response.status, await response.json()]).toMatchObject([403, { code: 'bad_jwt' }]);
  });

  it('lets nobody guess passwords of one account, from however many addresses', async () => {
    const { email } = await anAccount();
    const tries = Array.from({ length: PASSWORD_TRIES.burst + 2 }, (_, index) =>
      aClient(`198.51.100.${index}`).auth.signInWithPassword({ email, password: `guess ${index}` }),
    );
    const codes = (await Promise.all(tries)).map(({ error }) => error?.code);
    expect(codes.filter((code) => code === 'invalid_credentials')).toHaveLength(PASSWORD_TRIES.burst);
    expect(codes.filter((code) => code === 'over_request_rate_limit')).toHaveLength(2);
  });

  it('lets a thousand people in within a minute, more at once than it takes, each once', {
    timeout: 60_000,
  }, async () => {
    const ids = new Set<string>();
    let turnedAway = 0;
    let waiting = Array.from({ length: 1_000 }, (_, number) => number);
    while (waiting.length > 0) {
      const now = waiting.splice(0, WAITING_READS + 50);
      const answers = now.map(async (number) => {
        const body = JSON.stringify({ data: { name: `Guest ${number}` } });
        const answer = await ask('/signup', body, { 'X-Forwarded-For': `10.0.${number >> 8}.${number & 255}` });
        if (answer.ok) ids.add((await answer.json()).user.id);
        else expect([answer.status, await answer.json()]).toMatchObject([429, { code: 'over_request_rate_limit' }]);
        return answer.ok ? [] : [number];
      });
      const refused = (await Promise.all(answers)).flat();
      expect(refused.length).toBeLessThan(now.length);
      turnedAway += refused.length;
      waiting = [...waiting, ...refused];
    }
    expect(ids.size).toBe(1_000);
    expect(turnedAway).toBeGreaterThan(0);
  });

  it('takes no flood of sign-ins from one address, and serves others meanwhile', async () => {
    const flood = Array.from({ length: HTTP_BUDGETS.signIn.burst + 50 }, () =>
      ask('/signup', '{}', { 'X-Forwarded-For': '203.0.113.9' }),
    );
    const other = await aClient('203.0.113.10').auth.signInAnonymously({ options: { data: { name: 'Bo' } } });
    expect(other.error).toBeNull();
    const statuses = (await Promise.all(flood)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
  });
});

describe('a live connection', () => {
  it('ends when its sign-in does', async () => {
    const { client, session } = await aGuest();
    const socket = await RawSocket.connect(server.url, session.access_token);
    onTestFinished(() => socket.close());
    await client.auth.signOut({ scope: 'local' });
    await socket.disconnected;
    await expect(RawSocket.connect(server.url, session.access_token)).rejects.toMatchObject({
      data: { code: 'unauthenticated' },
    });
  });

  it('goes on with a newer token of the same sign-in, and with no other', async () => {
    const { client, session } = await aGuest();
    const other = await aGuest();
    const socket = await RawSocket.connect(server.url, session.access_token);
    onTestFinished(() => socket.close());
    const { data } = await client.auth.refreshSession();
    expect(await socket.ask('sign-in:renew', { token: data.session?.access_token })).toMatchObject({ ok: true });
    for (const token of [other.session.access_token, 'a.b.c']) {
      expect(await socket.ask('sign-in:renew', { token })).toMatchObject({ error: { code: 'unauthenticated' } });
    }
  });
});
