import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { anAthlete } from '../../../shared/athlete/index.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { Bot } from '../../support/bot.ts';
import { Person } from '../../support/rest.ts';

let server: TestApp;
const bots: Bot[] = [];

async function join(person: Person, sessionId: string, invitation?: string): Promise<Bot> {
  const bot = await Bot.join({ url: server.url, person, sessionId, ...(invitation && { invitation }) });
  bots.push(bot);
  return bot;
}

/** An athlete in a session of their own. */
async function anAthleteLive(name = 'Ada') {
  const person = await Person.signIn(server.url, name);
  const sessionId = await person.startUnrecordedSession();
  return { person, sessionId, bot: await join(person, sessionId) };
}

/** Sessions on each media worker, by its process id. */
async function mediaWorkers(): Promise<Map<number, number>> {
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  const lines = metrics.matchAll(/^sideline_sfu_routers\{pid="(\d+)"\} (\d+)$/gm);
  return new Map([...lines].map(([, pid, sessions]) => [Number(pid), Number(sessions)]));
}

async function guest(owner: Person, sessionId: string, role: 'coach' | 'spectator', name: string = role): Promise<Bot> {
  const { token } = await owner.invite(sessionId, role);
  return await join(await Person.signIn(server.url, name), sessionId, token);
}

beforeAll(async () => {
  server = await startApp({ SIDELINE_WORKERS: '2' });
});
afterEach(() => {
  for (const bot of bots.splice(0)) bot.close();
});
afterAll(() => server.close());

describe('a live session', () => {
  it('shows the count of an athlete on camera to everyone, late joiners too', async () => {
    const { person, sessionId, bot: athlete } = await anAthleteLive();
    const coach = await guest(person, sessionId, 'coach');
    const spectator = await guest(person, sessionId, 'spectator');
    const performance = anAthlete({ activity: 'squat', reps: 3, tempo: 2.5 });
    const truth = performance.truth();
    await athlete.perform(performance);
    await athlete.speak();

    await coach.athleteWhere(({ reps }) => reps === truth.reps.length);
    await spectator.athleteWhere(({ reps }) => reps === truth.reps.length);
    expect(coach.athlete.attempts).toBe(0);
    expect(coach.poses.items.length).toBeGreaterThan(20);
    expect(coach.events.items.map(({ seq }) => seq)).toEqual(
      coach.events.items.map((_, index) => (coach.events.items[0]?.seq ?? 0) + index),
    );

    const late = await guest(person, sessionId, 'spectator', 'Lee');
    expect(late.athlete).toMatchObject({ reps: truth.reps.length, attempts: 0 });
    expect(late.athlete.feedback).toEqual(coach.athlete.feedback);
    await late.stateWhere(({ spectators }) => spectators === 2);

    await athlete.client.end();
    const record = await person.record(sessionId);
    expect(record).toMatchObject({ status: 'ended', reps: truth.reps.length, role: 'athlete', owned: true });
    const [athleteRecord] = record.athletes;
    expect(athleteRecord?.summary).toMatchObject({
      activity: 'squat',
      reps: truth.reps.length,
      attempts: truth.attempts.length,
    });
    expect(athleteRecord?.feedback).toEqual(coach.athlete.feedback);
    expect(record.people.map(({ role }) => role).sort()).toEqual(['athlete', 'coach']);
  });

  it('asks an athlete who stays shallow to go deeper, within the movement after it', async () => {
    const { person, sessionId, bot: athlete } = await anAthleteLive();
    const coach = await guest(person, sessionId, 'coach');
    const shallow = { kind: 'attempt', range: 1.4 } as const;
    await athlete.perform(
      anAthlete({ activity: 'squat', view: 'left', tempo: 2.5, plan: [shallow, shallow, shallow] }),
    );
    const { change } = await coach.event(
      (change) => change.type === 'coaching' && change.event.type === 'cue' && change.event.kind === 'correction',
    );
    expect(change).toMatchObject({ event: { text: 'Go a little deeper' } });
  });

  it('carries picture and sound both ways between athlete and coach', async () => {
    const { person, sessionId, bot: athlete } = await anAthleteLive();
    const coach = await guest(person, sessionId, 'coach');
    for (const bot of [athlete, coach]) {
      await bot.perform(anAthlete({ activity: 'squat' }), { width: 320, height: 240 });
      await bot.speak();
    }
    for (const bot of [athlete, coach]) {
      await expect
        .poll(() => bot.client.media.tracks.map(({ source }) => source).sort(), { timeout: 10_000 })
        .toEqual(['camera', 'microphone']);
    }
  });

  it('goes on by itself on another worker when the media worker dies, and the others do not notice', async () => {
    const squatting = anAthlete({ activity: 'squat', reps: 100, tempo: 2 });
    const before = await mediaWorkers();
    const first = await anAthleteLive('Ada');
    await first.bot.perform(squatting, { width: 320, height: 240 });
    await first.bot.poses.more(1);
    // The figures are kept for a second, so the first answers may be from before the session.
    const worker = await vi.waitFor(
      async () => {
        const taken = [...(await mediaWorkers())].find(([pid, sessions]) => sessions > (before.get(pid) ?? 0));
        if (!taken) throw new Error('no media worker has the session');
        return taken[0];
      },
      { timeout: 10_000, interval: 300 },
    );
    const second = await anAthleteLive('Bo');
    await second.bot.perform(squatting, { width: 320, height: 240 });
    await second.bot.poses.more(1);
    process.kill(worker, 'SIGKILL');

    await first.bot.event(({ type }) => type === 'media-restarted');
    await first.bot.event((change) => change.type === 'producer-added' && change.producer.kind === 'video');
    await first.bot.poses.more(5);
    expect(first.bot.state.mediaGeneration).toBe(2);
    expect(second.bot.state.mediaGeneration).toBe(1);
    await second.bot.poses.more(5);
  });
});
