/** With a Supabase project: people are made there alone, the server takes their tokens, Realtime says what to ask anew, and Storage takes films. */
import { createCanvas } from '@napi-rs/canvas';
import { createClient } from '@supabase/supabase-js';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { RealtimeFeed, type RealtimeFeedOptions } from '../../../client/changes/realtime-feed.ts';
import { checkRealtime } from '../../../server/cli/doctor/realtime.ts';
import { loadConfig } from '../../../server/config.ts';
import { nameOfSentFilm } from '../../../server/files/buckets.ts';
import { SupabaseStorage } from '../../../server/files/supabase-storage.ts';
import { topicOfSession } from '../../../shared/contract/changes.ts';
import { ownPictureSchema } from '../../../shared/contract/pictures.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { Collected } from '../../support/collected.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { DATABASES, type TestDatabase } from '../../support/records/databases.ts';
import { AuthServer, LEGACY_SECRET, PUBLISHABLE_KEY, SECRET_KEY } from '../../support/supabase/auth-server.ts';
import { realStack } from '../../support/supabase/real-stack.ts';
import { RealtimeServer } from '../../support/supabase/realtime-server.ts';
import { StorageServer } from '../../support/supabase/storage-server.ts';
import { sendByTicket, uploadOf } from '../../support/uploads.ts';

async function inDatabase(connectionString: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return (await client.query(statement).finally(() => client.end())).rows;
}

const storeOf = ({ SUPABASE_URL: url = '', SUPABASE_SECRET_KEY: key = '' }: NodeJS.ProcessEnv) => ({ url, key });

// Node 22 has one of its own; supabase-js wants it at once, for Realtime.
if (!('WebSocket' in globalThis)) Object.assign(globalThis, { WebSocket });

const REAL = realStack();
/** Its stand-in on each real PostgreSQL, and a real one where the run is for that. */
const PROJECTS = [
  ...DATABASES.slice(1).map((database) => ({
    ...database,
    name: `a Supabase project’s stand-in on ${database.name}`,
    real: undefined,
  })),
  ...(REAL ? [{ name: 'a real Supabase stack', skip: false, create: undefined, real: REAL }] : []),
];

describe.each(PROJECTS)('with $name', ({ create, skip, real }) => {
  /** Tests that break the project, or look into it. */
  const withStandIn = it.skipIf(skip || real !== undefined);
  // None of these with a real project.
  let database: TestDatabase;
  let project: AuthServer;
  let realtime: RealtimeServer;
  let storage: StorageServer;
  let server: TestApp;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    if (skip) return;
    if (!create) {
      env = real;
      server = await startApp(env);
      return;
    }
    database = await create();
    project = await AuthServer.start(database.options.databaseUrl ?? '');
    realtime = await RealtimeServer.start(project, database.options.databaseUrl ?? '');
    storage = await StorageServer.start();
    project.parts.set('/storage/v1', (request, response) => storage.answer(request, response));
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
    await realtime?.close();
    await storage?.close();
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

  /** Ids of all whom the project knows. */
  const people = () => inDatabase(env.DATABASE_URL ?? '', 'select id from auth.users order by created_at, id');

  const as = (token: string, path: string, method = 'GET', body?: unknown) =>
    fetch(`${server.url}/api${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  it.skipIf(skip)('people sign in there, are known here by name, and take part in sessions', async () => {
    const before = await people();
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
    expect(await people()).toEqual([...before, { id: session.user.id }]);
  });

  withStandIn('the server itself signs nobody in, and names the project’s providers', async () => {
    const answer = await fetch(`${server.url}/auth/v1/signup`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(404);
    expect(await (await fetch(`${server.url}/api/sign-in`)).json()).toEqual({
      url: `${project.url}/auth/v1`,
      key: PUBLISHABLE_KEY,
      sendsMail: true,
      providers: ['github', 'google'],
      realtime: `${project.url}/realtime/v1`,
    });
  });

  withStandIn('who is banned there is signed in no more, and is again when the ban is over', async () => {
    const ban = async (until: string) => {
      const { session } = await aPerson();
      const statement = `update auth.users set banned_until = ${until} where id = '${session.user.id}'`;
      await inDatabase(env.DATABASE_URL ?? '', statement);
      return (await as(session.access_token, '/identity')).status;
    };
    expect(await ban("now() + interval '1 day'")).toBe(401);
    expect(await ban('now()')).toBe(200);
  });

  withStandIn('a token by the legacy secret is taken where that is set', async () => {
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
    const before = await people();
    const { session } = await aPerson();
    const { id } = await (await as(session.access_token, '/sessions', 'POST', { activity: 'squat' })).json();
    expect((await as(session.access_token, '/identity', 'DELETE')).status).toBe(204);
    expect((await as(session.access_token, `/sessions/${id}`)).status).toBe(401);
    expect(await people()).toEqual(before);
  });

  withStandIn('a guest stays a guest with the sessions when the e-mail address is another account’s', async () => {
    const email = `${crypto.randomUUID()}@example.org`;
    const credentials = { email, password: 'correct horse battery' };
    const account = await aPerson();
    expect((await account.client.auth.updateUser(credentials)).error).toBeNull();
    const { client, session } = await aPerson('Bo');
    const { id } = await (await as(session.access_token, '/sessions', 'POST', { activity: 'squat' })).json();
    expect((await client.auth.updateUser(credentials)).error).toMatchObject({ code: 'email_exists', status: 422 });
    const token = (await client.auth.refreshSession()).data.session?.access_token ?? '';
    expect((await client.auth.getUser(token)).data.user).toMatchObject({ id: session.user.id, is_anonymous: true });
    expect((await as(token, `/sessions/${id}`)).status).toBe(200);
  });

  withStandIn('nobody is deleted while the project does not answer', async () => {
    const { session } = await aPerson();
    project.down = true;
    expect((await as(session.access_token, '/identity', 'DELETE')).status).toBe(503);
    project.down = false;
    expect((await as(session.access_token, '/identity')).status).toBe(200);
  });

  it.skipIf(skip)('a server that is told otherwise does not start, and says what to set', async () => {
    const { SUPABASE_PUBLISHABLE_KEY: _left, SUPABASE_JWT_SECRET: _too, ...without } = env;
    await expect(startApp(without)).rejects.toThrow('SUPABASE_PUBLISHABLE_KEY');
  });

  describe('Realtime', () => {
    /** What a page of this person hears once it follows what is their own, as `personId` where that is somebody else. */
    function aPage(token: () => string, personId: string, options: Partial<RealtimeFeedOptions> = {}) {
      const heard = new Collected<string>();
      const refused = new Collected<true>();
      const feed = new RealtimeFeed({
        url: `${env.SUPABASE_URL}/realtime/v1`,
        key: env.SUPABASE_PUBLISHABLE_KEY ?? '',
        personId,
        token: async () => token(),
        changed: (topic, kind) => heard.add(`${topic} ${kind}`),
        onRefused: () => refused.add(true),
        pausesMs: [1, 1, 1],
        ...options,
      });
      onTestFinished(() => feed.close());
      feed.follow(new Set(['own']));
      return { feed, heard, refused };
    }
    const startsSession = (token: string) => as(token, '/sessions', 'POST', { activity: 'squat' });

    it.skipIf(skip)('says what changes to whom it concerns, and to nobody else', async () => {
      const [ada, eve] = [await aPerson(), await aPerson('Eve')];
      const [own, other] = [ada, eve].map(({ session }) => aPage(() => session.access_token, session.user.id));
      await Promise.all([own?.heard.reach(1), other?.heard.reach(1)]);
      const { id } = await (await startsSession(ada.session.access_token)).json();
      await own?.heard.until((items) => items.includes('own sessions'));
      own?.feed.follow(new Set(['own', topicOfSession(id)]));
      await own?.heard.until((items) => items.includes(`session:${id} everything`));
      await startsSession(eve.session.access_token);
      await other?.heard.until((items) => items.length === 2);
      expect(other?.heard.items).toEqual(['own everything', 'own sessions']);
    });

    it.skipIf(skip).each([
      ['on the channel of somebody else', (own: string, other: string) => ({ token: own, personId: other })],
      ['with a token of nobody', (_own: string, other: string) => ({ token: 'none', personId: other })],
    ])('lets nobody hear %s, and is given up', async (_what, wish) => {
      const [ada, eve] = [await aPerson(), await aPerson('Eve')];
      const { token, personId } = wish(ada.session.access_token, eve.session.user.id);
      const page = aPage(() => token, personId);
      await page.refused.reach(1);
      expect(page.heard.items).toEqual([]);
    });

    withStandIn('says why it refuses, and is asked no more often than that', async () => {
      const { session } = await aPerson();
      const before = realtime.joins.items.length;
      await aPage(() => 'none', session.user.id).refused.reach(1);
      const tries = realtime.joins.items.slice(before);
      expect(tries).toHaveLength(4);
      for (const reason of tries) expect(reason).toMatch(/^InvalidJWTToken/);
    });

    withStandIn('is joined again with the newest token after it was lost, and all is asked anew', async () => {
      const { client, session } = await aPerson();
      let token = session.access_token;
      const page = aPage(() => token, session.user.id);
      await page.heard.reach(1);
      token = (await client.auth.refreshSession()).data.session?.access_token ?? '';
      // As after sleep: the sign-in is another one by now, and the old token is worth nothing.
      realtime.cut();
      await page.heard.reach(2);
      expect(page.heard.items).toEqual(['own everything', 'own everything']);
      await startsSession(token);
      await page.heard.until((items) => items.includes('own sessions'));
    });

    withStandIn('is sent a newer token, and joined anew when one runs out all the same', async () => {
      const { client, session } = await aPerson();
      let token = session.access_token;
      const page = aPage(() => token, session.user.id);
      await page.heard.reach(1);
      token = (await client.auth.refreshSession()).data.session?.access_token ?? '';
      page.feed.renew();
      await realtime.renewals.until((items) => items.includes(token));
      realtime.runOut();
      await page.heard.reach(2);
      expect(page.refused.items).toEqual([]);
    });

    withStandIn('is seen by the doctor, who says when its policy is missing; the next start makes it', async () => {
      const config = loadConfig(env);
      const databaseUrl = database.options.databaseUrl ?? '';
      expect(await checkRealtime(config)).toMatchObject({ status: 'ok' });
      await inDatabase(databaseUrl, 'drop policy "people hear of their own changes" on realtime.messages');
      expect(await checkRealtime(config)).toMatchObject({ status: 'warn', found: expect.stringContaining('policy') });
      await inDatabase(databaseUrl, 'set role service_role; select private.open_realtime()');
      expect(await checkRealtime(config)).toMatchObject({ status: 'ok' });
    });

    it.skipIf(skip)('can’t be reached: is given up', async () => {
      const { session } = await aPerson();
      const page = aPage(() => session.access_token, session.user.id, { key: 'another' });
      await page.refused.reach(1);
    });
  });

  describe('Storage', () => {
    /** As the uploads of a test know a person. */
    async function anUploader() {
      const { session } = await aPerson();
      return { fetch: (path: string, method?: string, body?: unknown) => as(session.access_token, path, method, body) };
    }
    const isInStore = async (id: string) =>
      (await new SupabaseStorage({ ...storeOf(env), bucket: 'recordings' }).size(nameOfSentFilm(id))) !== undefined;
    const begin = async (person: Awaited<ReturnType<typeof anUploader>>, bytes: number) =>
      await person.fetch('/uploads/begin', 'POST', { bytes, filename: 'film.mp4', contentType: 'video/mp4' });

    it.skipIf(skip)(
      'takes films past this server, which fetches and judges them, and leaves nothing behind',
      async () => {
        const person = await anUploader();
        // Two pieces of tus, so that the second one shows that the token is good for going on too.
        const film = Buffer.alloc(7 * 1024 ** 2, 'no film');
        const ticket = await (await begin(person, film.length)).json();
        expect(ticket.endpoint).toBe(`${env.SUPABASE_URL}/storage/v1/upload/resumable/sign`);
        const early = await person.fetch(`/uploads/${ticket.id}/arrived`, 'POST');
        expect({ status: early.status, code: (await early.json()).code }).toEqual({
          status: 409,
          code: 'out_of_order',
        });
        await sendByTicket(film, ticket);
        expect(await isInStore(ticket.id)).toBe(true);
        expect((await person.fetch(`/uploads/${ticket.id}/arrived`, 'POST')).status).toBe(204);
        // It says why it can't be judged, so it was read.
        await vi.waitUntil(async () => (await uploadOf(person, ticket.id))?.status === 'failed', 20_000);
        expect(await uploadOf(person, ticket.id)).toMatchObject({
          failure: { code: 'unreadable_film', reason: 'not-video' },
        });
        await vi.waitUntil(async () => !(await isInStore(ticket.id)), 20_000);
      },
    );

    withStandIn(
      'takes nothing by a token of another film, of nobody, or that has run out; a new one is given',
      async () => {
        const person = await anUploader();
        const film = Buffer.from('x');
        const [one, other] = [await (await begin(person, 1)).json(), await (await begin(person, 1)).json()];
        const refused = async (ticket: object) =>
          await expect(sendByTicket(film, { ...one, ...ticket })).rejects.toThrow(/signature|row-level/i);
        await refused({ headers: other.headers });
        await refused({ headers: { ...one.headers, 'x-signature': 'none' } });
        storage.runOut();
        await refused({});
        const newer = await (await person.fetch(`/uploads/${one.id}/ticket`, 'POST')).json();
        await sendByTicket(film, newer);
        const stranger = await anUploader();
        for (const path of ['ticket', 'arrived']) {
          expect((await stranger.fetch(`/uploads/${one.id}/${path}`, 'POST')).status).toBe(404);
        }
        expect((await person.fetch(`/uploads/${one.id}`, 'DELETE')).status).toBe(204);
        await vi.waitUntil(() => !storage.files.has(`uploads/uploads/${one.id}`), 20_000);
      },
    );

    withStandIn('keeps pictures of people, one of each, read by links, and none of who is gone', async () => {
      const { session } = await aPerson();
      const token = session.access_token;
      const put = async (colour: string) => {
        const canvas = createCanvas(200, 200);
        const context = canvas.getContext('2d');
        context.fillStyle = colour;
        context.fillRect(0, 0, 200, 200);
        return await fetch(`${server.url}/api/identity/picture`, {
          method: 'PUT',
          headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'image/jpeg' },
          body: new Uint8Array(await canvas.encode('jpeg')),
        });
      };
      const shown = async () =>
        ownPictureSchema.parse(await (await as(token, '/identity/picture')).json()).picture ?? '';
      const kept = () =>
        [...storage.files.keys()].filter((name) => name.startsWith(`avatars/${session.user.id}/picture-`));
      expect((await put('red')).status).toBe(204);
      const [first] = kept();
      const link = await shown();
      expect(link).toContain(`/storage/v1/object/sign/${first}?token=`);
      expect(Buffer.from(await (await fetch(link)).arrayBuffer())).toEqual(storage.files.get(first ?? ''));

      storage.faults.status = 503;
      expect((await put('green')).status).toBe(503);
      delete storage.faults.status;
      expect(await shown()).toContain(first);

      expect((await put('blue')).status).toBe(204);
      await vi.waitUntil(() => kept().length === 1 && !kept().includes(first ?? ''), 20_000);
      expect((await as(token, '/identity', 'DELETE')).status).toBe(204);
      await vi.waitUntil(() => kept().length === 0, 20_000);
    });

    withStandIn('is asked how much it takes before anything is sent', async () => {
      const person = await anUploader();
      storage.faults.status = 503;
      onTestFinished(() => {
        delete storage.faults.status;
      });
      expect((await begin(person, 1)).status).toBe(503);
      expect((await begin(person, 5 * 1024 ** 3)).status).toBe(413);
    });
  });
});
