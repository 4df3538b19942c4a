/** Sign-in by a Supabase project: people are made there alone, and the server takes their tokens. */
import { createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { startApp, type TestApp } from '../../support/app.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { DATABASES, type TestDatabase } from '../../support/records/databases.ts';
import { AuthServer, LEGACY_SECRET, PUBLISHABLE_KEY, SECRET_KEY } from '../../support/supabase/auth-server.ts';

// Node 22 has one of its own; supabase-js wants it at once, for Realtime.
if (!('WebSocket' in globalThis)) Object.assign(globalThis, { WebSocket });

describe.each(DATABASES.slice(1))('with a Supabase project on $name', ({ create, skip }) => {
  let database: TestDatabase;
  let project: AuthServer;
  let server: TestApp;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    if (skip) return;
    database = await create();
    project = await AuthServer.start(database.options.databaseUrl ?? '');
    env = {
      DATABASE_URL: database.options.databaseUrl,
      SUPABASE_URL: project.url,
      SUPABASE_PUBLISHABLE_KEY: PUBLISHABLE_KEY,
      SUPABASE_SECRET_KEY: SECRET_KEY,
      SUPABASE_JWT_SECRET: LEGACY_SECRET,
    };
    server = await startApp(env);
  });
  afterAll(async () => {
    await server?.close();
    await project?.close();
    await database?.remove();
  });

  /** As a page does: it is told where to sign in, and goes there. */
  async function aPerson(name = 'Ada') {
    const { url, key } = await (await fetch(`${server.url}/api/sign-in`)).json();
    const client = createClient(String(url).replace('/auth/v1', ''), key, {
      auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    });
    const { data } = await client.auth.signInAnonymously({ options: { data: { name } } });
    if (!data.session) throw new Error('no session');
    return { client, session: data.session };
  }

  const as = (token: string, path: string, method = 'GET', body?: unknown) =>
    fetch(`${server.url}/api${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  it.skipIf(skip)('people sign in there, are known here by name, and take part in sessions', async () => {
    const before = await project.people();
    const { client, session } = await aPerson();
    const token = session.access_token;
    expect(await (await as(token, '/identity')).json()).toEqual({ id: session.user.id, name: 'Ada' });
    const { id } = await (await as(token, '/sessions', 'POST', { activity: 'squat' })).json();
    const socket = await RawSocket.connect(server.url, token);
    onTestFinished(() => socket.close());
    expect(await socket.join(id)).toMatchObject({ role: 'athlete' });
    await client.auth.updateUser({ data: { name: 'Ada King' } });
    const other = await client.auth.refreshSession();
    const link = await (await as(token, `/sessions/${id}/invitations`, 'POST', { role: 'coach', hours: 1 })).json();
    expect(await (await fetch(`${server.url}/api/invitations/${link.token}`)).json()).toMatchObject({
      ownerName: 'Ada King',
    });
    expect((await as(other.data.session?.access_token ?? '', `/sessions/${id}`)).status).toBe(200);
    expect(await project.people()).toBe(before + 1);
  });

  it.skipIf(skip)('the server itself signs nobody in, and names the project’s providers', async () => {
    const answer = await fetch(`${server.url}/auth/v1/signup`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(404);
    expect(await (await fetch(`${server.url}/api/sign-in`)).json()).toEqual({
      url: `${project.url}/auth/v1`,
      key: PUBLISHABLE_KEY,
      sendsMail: true,
      providers: ['github', 'google'],
    });
  });

  it.skipIf(skip)('a token by the legacy secret is taken where that is set', async () => {
    const { session } = await aPerson();
    const legacy = await project.legacyToken(session.access_token);
    expect((await as(legacy, '/identity')).status).toBe(200);
  });

  it.skipIf(skip)('who signed out or whose account is gone is known no more', async () => {
    const { client, session } = await aPerson();
    await client.auth.signOut({ scope: 'local' });
    expect((await as(session.access_token, '/identity')).status).toBe(401);
  });

  it.skipIf(skip)('somebody who leaves for good is deleted there too', async () => {
    const before = await project.people();
    const { session } = await aPerson();
    const { id } = await (await as(session.access_token, '/sessions', 'POST', { activity: 'squat' })).json();
    project.down = true;
    expect((await as(session.access_token, '/identity', 'DELETE')).status).toBe(503);
    project.down = false;
    expect((await as(session.access_token, '/identity', 'DELETE')).status).toBe(204);
    expect((await as(session.access_token, `/sessions/${id}`)).status).toBe(401);
    expect(await project.people()).toBe(before);
  });

  it.skipIf(skip)('a server that is told otherwise does not start, and says what to set', async () => {
    const { SUPABASE_PUBLISHABLE_KEY: _left, SUPABASE_JWT_SECRET: _too, ...without } = env;
    await expect(startApp(without)).rejects.toThrow('SUPABASE_PUBLISHABLE_KEY');
  });
});
