/** A client learns the server's clock, and the server learns the client's. */
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { Bot } from '../../support/bot.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { Person } from '../../support/rest.ts';

let server: TestApp;
let athlete: Person;
beforeAll(async () => {
  server = await startApp();
  athlete = await Person.signIn(server.url, 'Ada');
});
afterAll(() => server.close());

it('is known to a participant soon after joining, as well as the network lets it', async () => {
  const sessionId = await athlete.startSession();
  const bot = await Bot.join({ url: server.url, person: athlete, sessionId });
  onTestFinished(() => bot.close());
  await expect.poll(() => bot.client.clock.known).toBeDefined();
  // Server and bot are one process here, so the truth is at hand.
  const { offsetMs = 0, errorMs = 0 } = bot.client.clock.known ?? {};
  expect(Math.abs(offsetMs - performance.timeOrigin)).toBeLessThanOrEqual(errorMs);
});

it('is told to nobody who has not joined, and takes no nonsense', async () => {
  const sessionId = await athlete.startSession();
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
