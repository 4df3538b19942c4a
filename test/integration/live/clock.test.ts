/** A client learns the server's clock, and the server learns the client's. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Database } from '../../../server/records/database.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { Bot } from '../../support/bot.ts';
import { copyTemplate } from '../../support/fresh-database.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { quiet } from '../../support/records/databases.ts';
import { Person } from '../../support/rest.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let server: TestApp;
let athlete: Person;
beforeAll(async () => {
  server = await startApp();
  athlete = await Person.signIn(server.url, 'Ada');
});
afterAll(() => server.close());

it('is known to a participant soon after joining, as well as the network lets it', async () => {
  const sessionId = await athlete.startUnrecordedSession();
  const bot = await Bot.join({ url: server.url, person: athlete, sessionId });
  onTestFinished(() => bot.close());
  await expect.poll(() => bot.client.clock.known).toBeDefined();
  // Server and bot are one process here, so the truth is at hand.
  const { offsetMs = 0, errorMs = 0 } = bot.client.clock.known ?? {};
  expect(Math.abs(offsetMs - performance.timeOrigin)).toBeLessThanOrEqual(errorMs);
});

it('is given to nobody who has not joined, and takes no nonsense', async () => {
  const sessionId = await athlete.startUnrecordedSession();
  const socket = await RawSocket.connect(server.url, athlete.token);
  onTestFinished(() => socket.close());
  expect(await socket.ask('clock:read', {})).toMatchObject({ ok: false, error: { code: 'out_of_order' } });
  await socket.join(sessionId);
  expect(await socket.ask('clock:read', { known: { offsetMs: 1, errorMs: -1 } })).toMatchObject({
    ok: false,
    error: { code: 'invalid_request' },
  });
  expect(await socket.ask('clock:read', { known: { offsetMs: 1, errorMs: 2 } })).toMatchObject({ ok: true });
});

const HOUR_MS = 3_600_000;
/** The server's clock, in whose process we are. */
const now = () => performance.timeOrigin + performance.now();

/** Starts a session and says how far from now it began by its own clock, and when it was noticed that nobody is seen. */
async function begun(url: string, person: Person) {
  const sessionId = await person.startUnrecordedSession();
  const socket = await RawSocket.connect(url, person.token);
  onTestFinished(() => socket.close());
  const { state } = await socket.join(sessionId);
  const { at } = await socket.event(({ type }) => type === 'coaching');
  return { agoMs: now() - state.startedAt, unseenAt: at };
}

describe('a session begins at zero', () => {
  it.each([
    ['ahead', 1],
    ['behind', -1],
  ])('when the clock of the database is an hour %s', async (_how, hours) => {
    const dataDir = temporaryFolder();
    copyTemplate(dataDir);
    const database = await Database.create({ dataDir, logger: quiet });
    // The only clock reading of the database that a session has is when its row was made.
    await database.asServer((sql) =>
      sql.script(`reset role; alter table public.coaching_sessions alter column created_at
        set default date_trunc('milliseconds', now() + interval '${hours} hour')`),
    );
    await database.close();
    const skewed = await startApp({ SIDELINE_DATA_DIR: dataDir });
    onTestFinished(() => skewed.close());
    const { agoMs, unseenAt } = await begun(skewed.url, await Person.signIn(skewed.url, 'Ada'));
    expect(Math.abs(agoMs)).toBeLessThan(10_000);
    expect(unseenAt).toBeGreaterThan(0);
    expect(unseenAt).toBeLessThan(10_000);
  });

  it.each([
    ['forward', HOUR_MS],
    ['back', -HOUR_MS],
  ])('when the wall clock was set %s by an hour after the start', async (_how, by) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + by });
    onTestFinished(() => void vi.useRealTimers());
    // A sign-in of before is over by then.
    const { agoMs, unseenAt } = await begun(server.url, await Person.signIn(server.url, 'Ada'));
    expect(Math.abs(agoMs)).toBeLessThan(10_000);
    expect(unseenAt).toBeGreaterThan(0);
    expect(unseenAt).toBeLessThan(10_000);
  });
});
