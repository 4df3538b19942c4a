import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { REQUEST_BUDGETS } from '../../../server/limits.ts';
import type { PosePacket } from '../../../shared/contract/pose-packet.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { Bot } from '../../support/bot.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { Person } from '../../support/rest.ts';
import { anActor, poseOfActor, stands } from '../../support/scenes.ts';
import { theAthlete } from '../../support/the-athlete.ts';

/** Two who squat side by side; the one in the middle is larger and followed by itself. */
const athlete = anActor({ scale: 0.8, path: stands(-0.08) });
const other = anActor({ scale: 0.7, outfit: 'red', path: stands(0.3) });
const OTHER_HIPS = [0.8, 0.55] as const;

let server: TestApp;
let ada: Person;
let kim: Person;
let sessionId: string;
let athleteId: string;
let bot: Bot;
const closers: (() => void)[] = [];

/** Whose body the packet's hips are nearer to. */
function whoIs({ keypoints }: PosePacket): 'athlete' | 'other' | 'nobody' {
  const hips = keypoints.slice(23, 25);
  if (hips.length < 2) return 'nobody';
  const x = hips.reduce((sum, hip) => sum + hip.x, 0) / hips.length;
  const away = (actor: typeof athlete) => Math.abs((poseOfActor(actor, 0)?.keypoints[23]?.x ?? 0) - x);
  return away(athlete) < away(other) ? 'athlete' : 'other';
}

/** Resolves once ten poses in a row are of this person. */
async function followed(who: 'athlete' | 'other'): Promise<void> {
  const from = bot.poses.items.length;
  await bot.poses.until((poses) => {
    const last = poses.slice(from).slice(-10);
    return last.length === 10 && last.every((pose) => whoIs(pose) === who);
  });
}

async function aSocket(person: Person, role?: 'coach' | 'spectator'): Promise<RawSocket> {
  const socket = await RawSocket.connect(server.url, person.token);
  closers.push(() => socket.close());
  await socket.join(sessionId, role && (await ada.invite(sessionId, role)).token);
  return socket;
}

beforeAll(async () => {
  server = await startApp();
  [ada, kim] = await Promise.all([Person.signIn(server.url, 'Ada'), Person.signIn(server.url, 'Kim')]);
  sessionId = await ada.startUnrecordedSession();
  bot = await Bot.join({ url: server.url, person: ada, sessionId });
  athleteId = theAthlete(bot.state).id;
  await bot.performScene({ name: 'two', actors: [other, athlete], athlete, duration: 600_000 });
  await followed('athlete');
});
afterEach(() => {
  for (const close of closers.splice(0)) close();
});
afterAll(async () => {
  bot?.close();
  await server?.close();
});

describe('a pick of the athlete', () => {
  it('by the coach makes the analysis follow whoever was clicked, and back again', async () => {
    const coach = await aSocket(kim, 'coach');
    expect(await coach.ask('athlete:pick', { athleteId, at: OTHER_HIPS })).toMatchObject({ ok: true });
    await followed('other');
    expect(await coach.ask('athlete:pick', { athleteId, at: [0.42, 0.5] })).toMatchObject({ ok: true });
    await followed('athlete');
  });

  it('where nobody is changes nothing and says so', async () => {
    const coach = await aSocket(kim, 'coach');
    expect(await coach.ask('athlete:pick', { athleteId, at: [0.04, 0.05] })).toMatchObject({
      error: { code: 'nobody_there' },
    });
    await followed('athlete');
  });

  it('is the owner’s right, too, whatever their place', async () => {
    await bot.client.request('athlete:pick', { athleteId, at: [...OTHER_HIPS] });
    await followed('other');
    await bot.client.request('athlete:pick', { athleteId, at: [0.42, 0.5] });
    await followed('athlete');
  });

  it('is not a spectator’s', async () => {
    const lee = await aSocket(await Person.signIn(server.url, 'Lee'), 'spectator');
    expect(await lee.ask('athlete:pick', { athleteId, at: [0.5, 0.5] })).toMatchObject({
      error: { code: 'forbidden' },
    });
  });

  it.each([
    ['beside the picture', { at: [1.2, 0.5] }],
    ['that is half a point', { at: [0.5] }],
    ['without a point', {}],
  ])('%s is refused', async (_name, payload) => {
    const coach = await aSocket(kim, 'coach');
    expect(await coach.ask('athlete:pick', { athleteId, ...payload })).toMatchObject({
      error: { code: 'invalid_request' },
    });
  });

  it('of an athlete who was never here is refused', async () => {
    const coach = await aSocket(kim, 'coach');
    expect(await coach.ask('athlete:pick', { athleteId: crypto.randomUUID(), at: [0.5, 0.5] })).toMatchObject({
      error: { code: 'not_found' },
    });
  });

  it('is refused while the athlete shows no picture', async () => {
    const bo = await Person.signIn(server.url, 'Bo');
    const empty = await bo.startUnrecordedSession();
    const alone = await RawSocket.connect(server.url, bo.token);
    closers.push(() => alone.close());
    const { participantId } = await alone.join(empty);
    expect(await alone.ask('athlete:pick', { athleteId: participantId, at: [0.5, 0.5] })).toMatchObject({
      error: { code: 'nobody_there' },
    });
  });

  it('is answered when no picture comes any more', async () => {
    const coach = await aSocket(kim, 'coach');
    await bot.client.media.setPaused('camera', true);
    onTestFinished(async () => {
      await bot.client.media.setPaused('camera', false);
      await followed('athlete');
    });
    // A picture that was under way at the pause may still answer the first pick.
    await vi.waitFor(
      async () =>
        expect(await coach.ask('athlete:pick', { athleteId, at: [0.5, 0.5] })).toMatchObject({
          error: { code: 'media_unavailable' },
        }),
      { timeout: 15_000, interval: 200 },
    );
  });

  it('can not be asked for without end', async () => {
    const coach = await aSocket(kim, 'coach');
    const asked = Array.from({ length: 3 * REQUEST_BUDGETS.session.burst }, () =>
      coach.ask('athlete:pick', { athleteId, at: [0.42, 0.5] }),
    );
    const answers = await Promise.all(asked);
    expect(answers.filter(({ error }) => error?.code === 'rate_limited').length).toBeGreaterThan(10);
    expect(answers.some(({ ok }) => ok)).toBe(true);
  });
});
