import wrtc from '@roamhq/wrtc';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { ConnectionStatus } from '../../../client/session/connection.ts';
import { anAthlete } from '../../../shared/athlete/index.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { Bot } from '../../support/bot.ts';
import { CuttableLine } from '../../support/cuttable-line.ts';
import { Person } from '../../support/rest.ts';

let server: TestApp;
let line: CuttableLine;
let athlete: Bot | undefined;
beforeAll(async () => {
  server = await startApp();
  line = await CuttableLine.to(server.url);
});
afterEach(() => athlete?.close());
afterAll(async () => {
  await line.close();
  await server.close();
});

/** An athlete on camera whose poses are coming. */
async function anAthleteSeen(): Promise<Bot> {
  const person = await Person.signIn(server.url, 'Ada');
  athlete = await Bot.join({ url: line.url, person, sessionId: await person.startUnrecordedSession() });
  await athlete.perform(anAthlete({ activity: 'squat', reps: 100 }));
  await athlete.poses.more(3);
  return athlete;
}

const producersOf = (bot: Bot) => bot.state.participants[0]?.producers.map(({ id }) => id);

it('keeps sending the same picture over an ICE restart when the network changes', async () => {
  const bot = await anAthleteSeen();
  const before = producersOf(bot);
  const troubles: unknown[] = [];
  bot.client.on('trouble', (error) => troubles.push(error));
  bot.client.networkChanged();
  await bot.poses.more(10);
  expect(producersOf(bot)).toEqual(before);
  expect(troubles).toEqual([]);
  expect(bot.client.status).toEqual({ kind: 'live', flowing: true });
});

it('comes back to its place and sends again what it sent when the connection is cut', async () => {
  const bot = await anAthleteSeen();
  const { participantId } = bot.client.seat ?? {};
  const before = producersOf(bot);
  const kinds: ConnectionStatus['kind'][] = [];
  bot.client.on('status', ({ kind }) => kinds.push(kind));
  line.cut();
  await bot.stateWhere(() => {
    const now = producersOf(bot);
    return now?.length === 1 && now[0] !== before?.[0];
  });
  await bot.poses.more(5);
  expect(kinds.slice(0, 2)).toEqual(['reconnecting', 'live']);
  expect(bot.client.seat?.participantId).toBe(participantId);
  expect(bot.state.participants).toHaveLength(1);
});

it('leaves what is sent as it is when a microphone is taken back while it is being sent', async () => {
  const bot = await anAthleteSeen();
  const before = producersOf(bot);
  const track = new wrtc.nonstandard.RTCAudioSource().createTrack();
  const published = bot.client.media.publish({ source: 'microphone', track });
  track.stop();
  await Promise.all([published, bot.client.media.unpublish('microphone')]);
  await bot.poses.more(5);
  expect(producersOf(bot)).toEqual(before);
});
