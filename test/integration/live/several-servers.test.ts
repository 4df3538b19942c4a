/** Two servers on one PostgreSQL, as behind a load balancer. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Database } from '../../../server/records/database.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { Bot } from '../../support/bot.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { DATABASES, freePort, type TestDatabase } from '../../support/records/databases.ts';
import { Person } from '../../support/rest.ts';
import { ServerProcess } from '../../support/server-process.ts';

describe.each(DATABASES.slice(1))('two servers on one $name', ({ create, skip }) => {
  let database: TestDatabase;
  let env: NodeJS.ProcessEnv;
  let one: ServerProcess;
  let two: TestApp;
  beforeAll(async () => {
    if (skip) return;
    database = await create();
    env = { DATABASE_URL: database.options.databaseUrl, SIDELINE_SECRET: 'the secret of all servers, 32 or more' };
    // Their own addresses have to be known before they start.
    const [first, second] = [await freePort(), await freePort()];
    const urls = [`http://localhost:${first}`, `http://127.0.0.1:${second}`];
    one = await ServerProcess.start({
      ...env,
      SIDELINE_PORT: String(first),
      SIDELINE_OWN_URL: urls[0],
      SIDELINE_OTHER_URLS: urls[1],
    });
    env = { ...env, SIDELINE_PORT: String(second), SIDELINE_OWN_URL: urls[1], SIDELINE_OTHER_URLS: urls[0] };
  });
  afterAll(async () => {
    await two?.close();
    await one?.close();
    await database?.remove();
  });

  /** Who holds it dies without a word, and time passes. */
  async function leasesRunOut(): Promise<void> {
    const { options } = database;
    const connection = await Database.create(options);
    await connection.asServer((sql) => sql`update public.coaching_sessions set leased_until = now()`);
    await connection.close();
  }

  it.skipIf(skip)(
    'leave each other’s sessions alone, and go on with those of one that died',
    { timeout: 90_000 },
    async () => {
      const ada = await Person.signIn(one.url, 'Ada');
      const sessionId = await ada.startUnrecordedSession();
      const socket = await RawSocket.connect(one.url, ada.token);
      const { participantId } = await socket.join(sessionId);

      two = await startApp(env);
      expect(await socket.snapshot()).toMatchObject({ status: 'live' });
      expect((await ada.record(sessionId)).status).toBe('live');
      const join = async () => {
        const other = await RawSocket.connect(two.url, ada.token);
        try {
          return await other.join(sessionId);
        } finally {
          other.close();
        }
      };
      await expect(join()).rejects.toMatchObject({ code: 'session_elsewhere', address: one.url });

      // A page that the second server gave out takes its place on the first one.
      const bot = await Bot.join({ url: two.url, person: ada, sessionId });
      onTestFinished(() => bot.close());
      expect(bot.client.seat?.participantId).toBe(participantId);
      await socket.disconnected;
      const page = await fetch(two.url);
      expect(page.headers.get('content-security-policy')).toContain(
        `connect-src 'self' ${one.url} ${one.url.replace('http', 'ws')};`,
      );

      await one.kill();
      await expect(join()).rejects.toMatchObject({ code: 'session_elsewhere' });
      await leasesRunOut();
      // The page comes back to the one that is left, and so does whoever opens another.
      await expect.poll(() => bot.client.status.kind, { timeout: 30_000, interval: 200 }).toBe('live');
      expect(bot.client.seat?.participantId).toBe(participantId);
      expect(await join()).toMatchObject({ participantId, state: { id: sessionId, status: 'live' } });
      await expect.poll(() => bot.client.status.kind).toBe('replaced');
    },
  );
});
