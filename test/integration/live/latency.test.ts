/** The steps of the frames on their way from the athlete's camera to a viewer's screen, as operators and coaches see them. */

import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { KEPT_FOR_MS, REQUEST_BUDGETS } from '../../../server/limits.ts';
import { anAthlete } from '../../../shared/athlete/index.ts';
import {
  type LatencyStep,
  type LatencyUpdate,
  MAX_REPORTED_FRAMES,
  SERVER_STEPS,
  VIEWER_STEPS,
} from '../../../shared/contract/latency.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { Bot } from '../../support/bot.ts';
import { Collected } from '../../support/collected.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { Person } from '../../support/rest.ts';

let server: TestApp;
let owner: Person;
const bots: Bot[] = [];
const sockets: RawSocket[] = [];

async function join(person: Person, sessionId: string, invitation?: string): Promise<Bot> {
  const bot = await Bot.join({ url: server.url, person, sessionId, ...(invitation && { invitation }) });
  bots.push(bot);
  return bot;
}

async function anAthleteSquatting() {
  const sessionId = await owner.startUnrecordedSession();
  const bot = await join(owner, sessionId);
  await bot.perform(anAthlete({ activity: 'squat', reps: 100, tempo: 2 }), { width: 320, height: 240 });
  return { sessionId, bot };
}

async function guest(sessionId: string, role: 'coach' | 'spectator'): Promise<Bot> {
  const { token } = await owner.invite(sessionId, role);
  return await join(await Person.signIn(server.url, role), sessionId, token);
}

const metrics = async () => await (await fetch(`${server.url}/metrics`)).text();

/** Frames in the histogram of each step. */
async function counts(): Promise<Record<string, number>> {
  const lines = (await metrics()).matchAll(/^sideline_latency_step_seconds_count\{step="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...lines].map(([, step, count]) => [step, Number(count)]));
}

const known: readonly LatencyStep[] = SERVER_STEPS.filter((step) => step !== 'uplink');

beforeAll(async () => {
  server = await startApp();
  owner = await Person.signIn(server.url, 'Ada');
});
afterEach(() => {
  for (const bot of bots.splice(0)) bot.close();
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(() => server.close());

/** Counts of now: an answer that was made before is kept for a while. */
async function freshCounts() {
  await wait(KEPT_FOR_MS);
  return await counts();
}

describe('the latency budget', () => {
  it('is in the histograms: each frame in each step, and what viewers report', async () => {
    const before = await counts();
    const { sessionId } = await anAthleteSquatting();
    const coach = await guest(sessionId, 'coach');
    await coach.poses.more(10);
    await expect.poll(() => coach.client.clock.known?.errorMs).toBeLessThan(1_000);

    const after = await freshCounts();
    for (const step of known) expect(after[step], step).toBeGreaterThanOrEqual((before[step] ?? 0) + 10);
    for (const step of VIEWER_STEPS) expect(after[step], step).toBe(before[step]);

    const startedAt = coach.state.startedAt;
    const seen = coach.poses.items.slice(-5).map(({ at }) => {
      const now = (coach.client.clock.toServer(performance.now()) ?? 0) - startedAt;
      return { at, arrivedAt: now - 10, drawnAt: now };
    });
    expect(await coach.client.request('latency:seen', { athleteId: coach.athlete.id, frames: seen })).toEqual({
      taken: 5,
    });
    const told = await freshCounts();
    for (const step of VIEWER_STEPS) expect(told[step], step).toBe((before[step] ?? 0) + 5);
    expect(await metrics()).toMatch(/^sideline_latency_step_seconds_bucket\{le="0.25",step="inference"\} [1-9]/m);
    expect(await metrics()).toMatch(/^sideline_analysis_frames_per_second\{which="actual",over="mean"\} [1-9]/m);
    expect(await metrics()).toMatch(/^sideline_analysis_athletes\{reason="(moving|load)"\} 1$/m);
  });

  it.each([
    ['no list', { frames: 7 }],
    ['no frames', { frames: [] }],
    [
      'more frames than a message may hold',
      { frames: Array(MAX_REPORTED_FRAMES + 1).fill({ at: 1, arrivedAt: 1, drawnAt: 1 }) },
    ],
    ['a time that is no number', { frames: [{ at: 1, arrivedAt: 'now', drawnAt: 1 }] }],
    ['a time before the session', { frames: [{ at: 1, arrivedAt: -1, drawnAt: 1 }] }],
  ])('refuses a report with %s, and changes nothing', async (_what, report) => {
    const socket = await RawSocket.connect(server.url, owner.token);
    sockets.push(socket);
    const { participantId: athleteId } = await socket.join(await owner.startUnrecordedSession());
    const before = await counts();
    expect(await socket.ask('latency:seen', { athleteId, ...report })).toMatchObject({
      ok: false,
      error: { code: 'invalid_request' },
    });
    const after = await freshCounts();
    for (const step of VIEWER_STEPS) expect(after[step]).toBe(before[step]);
  });

  it('does not believe reports of frames that were never sent, or of impossible times', async () => {
    const { bot } = await anAthleteSquatting();
    await bot.poses.more(1);
    const before = await counts();
    const at = bot.poses.items.at(-1)?.at ?? 0;
    const lies = [
      { at: at + 100_000, arrivedAt: at + 100_010, drawnAt: at + 100_020 },
      { at, arrivedAt: 0, drawnAt: at + 10 },
      { at, arrivedAt: at + 900_000, drawnAt: at + 900_001 },
    ];
    expect(await bot.client.request('latency:seen', { athleteId: bot.athlete.id, frames: lies })).toEqual({ taken: 0 });
    const after = await freshCounts();
    for (const step of VIEWER_STEPS) expect(after[step]).toBe(before[step]);
  });

  it('takes no more reports than a viewer has reason to send', async () => {
    const { bot } = await anAthleteSquatting();
    await bot.poses.more(1);
    const report = () =>
      bot.client.request('latency:seen', { athleteId: bot.athlete.id, frames: [{ at: 1, arrivedAt: 1, drawnAt: 1 }] });
    const answers = await Promise.allSettled(Array.from({ length: 2 * REQUEST_BUDGETS.latency.burst }, report));
    const refused = answers.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(5);
    expect(refused[0]).toMatchObject({ reason: { code: 'rate_limited' } });
  });
});

describe('watching the steps', () => {
  it('shows athlete and coach how long each frame was where, until they have seen enough', async () => {
    const { sessionId, bot: athlete } = await anAthleteSquatting();
    const coach = await guest(sessionId, 'coach');
    const updates = new Collected<LatencyUpdate>();
    const unasked = new Collected<LatencyUpdate>();
    coach.client.on('latency', updates.add);
    athlete.client.on('latency', unasked.add);
    await coach.client.request('latency:watch', { athleteId: coach.athlete.id, watching: true });
    await updates.until((items) => items.flatMap(({ frames }) => frames).length >= 10 && items.at(-1)?.rate !== null);

    const poses = new Set(coach.poses.items.map(({ at }) => at));
    const frames = updates.items.flatMap((update) => update.frames);
    // Those of before the coach came are frames too; poses may be lost on the way.
    expect(frames.filter(({ at }) => poses.has(at)).length).toBeGreaterThan(2);
    expect(new Set(frames.map(({ at }) => at)).size).toBe(frames.length);
    for (const { steps } of frames) {
      expect(steps.slice(1).every((ms) => typeof ms === 'number' && ms >= 0)).toBe(true);
    }
    expect(updates.items.at(-1)).toMatchObject({ engine: { model: expect.any(String) }, rate: { full: 15 } });
    expect(unasked.items).toEqual([]);

    await coach.client.request('latency:watch', { athleteId: coach.athlete.id, watching: false });
    const heard = updates.items.length;
    await athlete.client.request('latency:watch', { athleteId: athlete.athlete.id, watching: true });
    await unasked.more(2);
    expect(updates.items.length).toBe(heard);
  });

  it('is not for spectators', async () => {
    const sessionId = await owner.startUnrecordedSession();
    const spectator = await guest(sessionId, 'spectator');
    const watch = { athleteId: crypto.randomUUID(), watching: true };
    await expect(spectator.client.request('latency:watch', watch)).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(spectator.client.seat?.may).not.toContain('inspect');
  });
});
