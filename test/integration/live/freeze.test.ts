import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { REQUEST_BUDGETS } from '../../../server/limits.ts';
import { MAX_REPLAY_MS, type Playhead } from '../../../shared/contract/replay.ts';
import { OLDEST_FREEZE_MS, type SessionState } from '../../../shared/contract/session.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { Person } from '../../support/rest.ts';
import { theAthlete } from '../../support/the-athlete.ts';

let server: TestApp;
let ada: Person;
let kim: Person;
let lou: Person;
let sessionId: string;
let athleteId: string;
let athlete: RawSocket;
let coach: RawSocket;
let secondCoach: RawSocket;

beforeAll(async () => {
  server = await startApp();
});
beforeEach(async () => {
  // New people each time: how often a person may ask for snapshots is limited.
  const signIn = (name: string) => Person.signIn(server.url, name);
  [ada, kim, lou] = await Promise.all([signIn('Ada'), signIn('Kim'), signIn('Lou')]);
  sessionId = await ada.startUnrecordedSession();
  const { token } = await ada.invite(sessionId, 'coach');
  const connect = (person: Person) => RawSocket.connect(server.url, person.token);
  [athlete, coach, secondCoach] = await Promise.all([connect(ada), connect(kim), connect(lou)]);
  athleteId = (await athlete.join(sessionId)).participantId;
  await coach.join(sessionId, token);
  await secondCoach.join(sessionId, token);
});
afterEach(() => {
  for (const socket of [athlete, coach, secondCoach]) socket.close();
});
afterAll(() => server.close());

/** The session as a participant sees it. */
async function state(): Promise<SessionState> {
  return await athlete.snapshot();
}

/** What belongs to the athlete. */
const ofAthlete = async () => theAthlete(await state());

/** Session time now, ms, by this machine's clock. */
async function now(): Promise<number> {
  return performance.timeOrigin + performance.now() - (await state()).startedAt;
}

describe('freezing the picture', () => {
  it('is shown to everyone with its moment and its coach, and undone by any coach', async () => {
    const at = await now();
    expect(await coach.ask('picture:freeze', { athleteId, at })).toMatchObject({ ok: true });
    const { participants } = await state();
    expect((await ofAthlete()).frozen).toEqual({ by: participants.find(({ name }) => name === 'Kim')?.id, at });
    expect(await secondCoach.ask('picture:release', { athleteId })).toMatchObject({ ok: true });
    expect((await ofAthlete()).frozen).toBeUndefined();
  });

  it('is not for athletes', async () => {
    for (const [name, payload] of [
      ['picture:freeze', { athleteId, at: await now() }],
      ['picture:release', { athleteId }],
    ] as const) {
      expect(await athlete.ask(name, payload)).toMatchObject({ error: { code: 'forbidden' } });
    }
  });

  it('is refused while the picture stands still already', async () => {
    await coach.ask('picture:freeze', { athleteId, at: await now() });
    expect(await secondCoach.ask('picture:freeze', { athleteId, at: await now() })).toMatchObject({
      error: { code: 'out_of_order' },
    });
  });

  it('is refused for a moment to come, and for one long past', async () => {
    const refused = { error: { code: 'invalid_request', message: expect.stringContaining('last seconds') } };
    expect(await coach.ask('picture:freeze', { athleteId, at: (await now()) + 1_000 })).toMatchObject(refused);
    await expect.poll(now, { timeout: 10_000 }).toBeGreaterThan(OLDEST_FREEZE_MS);
    expect(await coach.ask('picture:freeze', { athleteId, at: 0 })).toMatchObject(refused);
  });

  it('ends when its coach leaves', async () => {
    await coach.ask('picture:freeze', { athleteId, at: await now() });
    await coach.ask('session:leave');
    expect((await ofAthlete()).frozen).toBeUndefined();
  });

  it('ends when its coach is cut off', async () => {
    await coach.ask('picture:freeze', { athleteId, at: await now() });
    coach.close();
    await expect.poll(async () => (await ofAthlete()).frozen).toBeUndefined();
  });
});

describe('replaying the last seconds', () => {
  /** Of the last second, standing still in its middle. */
  const playhead = async (change: Partial<Playhead> = {}): Promise<Playhead> => {
    const to = await now();
    return { from: Math.max(0, to - 1_000), to, at: to - Math.min(500, to / 2), rate: 0, ...change };
  };
  const show = async (socket: RawSocket, shown: Playhead) =>
    await socket.ask('replay:show', { athleteId, playhead: shown });
  const move = async (socket: RawSocket, shown: Playhead) =>
    await socket.ask('replay:move', { athleteId, playhead: shown });

  it('is shown to everyone with its playhead, which its coach alone moves and any coach ends', async () => {
    const shown = await playhead();
    expect(await show(coach, shown)).toMatchObject({ ok: true });
    const by = (await state()).participants.find(({ name }) => name === 'Kim')?.id;
    expect((await ofAthlete()).replay).toEqual({ ...shown, by, since: expect.any(Number) });
    expect(await show(secondCoach, shown)).toMatchObject({ error: { code: 'out_of_order' } });
    expect(await move(secondCoach, shown)).toMatchObject({ error: { code: 'out_of_order' } });
    expect(await move(coach, { ...shown, at: shown.from, rate: 0.25 })).toMatchObject({ ok: true });
    expect((await ofAthlete()).replay).toMatchObject({ at: shown.from, rate: 0.25 });
    expect(await secondCoach.ask('replay:close', { athleteId })).toMatchObject({ ok: true });
    expect((await ofAthlete()).replay).toBeUndefined();
    // A playhead that is still being dragged opens nothing anew.
    expect(await move(coach, { ...shown, at: shown.to })).toMatchObject({ error: { code: 'out_of_order' } });
    expect((await ofAthlete()).replay).toBeUndefined();
    expect(await coach.ask('replay:close', { athleteId })).toMatchObject({ ok: true });
  });

  it('is not for athletes and spectators', async () => {
    const { token } = await ada.invite(sessionId, 'spectator');
    const spectator = await RawSocket.connect(server.url, (await Person.signIn(server.url, 'Sue')).token);
    await spectator.join(sessionId, token);
    const shown = await playhead();
    for (const socket of [athlete, spectator]) {
      expect(await show(socket, shown)).toMatchObject({ error: { code: 'forbidden' } });
      expect(await move(socket, shown)).toMatchObject({ error: { code: 'forbidden' } });
      expect(await socket.ask('replay:close', { athleteId })).toMatchObject({ error: { code: 'forbidden' } });
    }
    spectator.close();
  });

  it.each<[string, (now: number) => Playhead, RegExp]>([
    ['what is still to come', (at) => ({ from: at, to: at + 2_000, at, rate: 0 }), /last seconds/],
    ['longer than pages keep', (at) => ({ from: at, to: at + MAX_REPLAY_MS + 1, at, rate: 0 }), /20000 ms/],
    ['a playhead outside of it', (at) => ({ from: 0, to: at, at: at + 1, rate: 0 }), /playhead/],
    ['a film that ends before it begins', (at) => ({ from: at, to: at - 1, at, rate: 0 }), /playhead/],
    ['a playhead that is too fast', (at) => ({ from: 0, to: at, at, rate: 4 }), /rate/],
    ['a playhead that is too slow', (at) => ({ from: 0, to: at, at, rate: 0.01 }), /rate/],
  ])('is refused for %s', async (_, of, why) => {
    const refused = { error: { code: 'invalid_request', message: expect.stringMatching(why) } };
    expect(await show(coach, of(await now()))).toMatchObject(refused);
    expect((await ofAthlete()).replay).toBeUndefined();
  });

  it('lets a frozen picture go on, and no picture be frozen', async () => {
    await coach.ask('picture:freeze', { athleteId, at: await now() });
    expect(await show(coach, await playhead())).toMatchObject({ ok: true });
    expect((await ofAthlete()).frozen).toBeUndefined();
    expect(await coach.ask('picture:freeze', { athleteId, at: await now() })).toMatchObject({
      error: { code: 'out_of_order' },
    });
  });

  it('has ink of its own, which goes with it and leaves that on the live picture', async () => {
    const begin = { tool: 'line', colour: '#ffd400', width: 0.01, points: [[0, 0]] };
    const draw = async (stroke: object) => {
      const id = crypto.randomUUID();
      const answer = await athlete.ask('stroke:begin', { athleteId, stroke: { ...begin, id, ...stroke } });
      return { id, answer };
    };
    const onLive = await draw({});
    const tooEarly = await draw({ replayed: true });
    expect(tooEarly.answer).toMatchObject({ error: { code: 'out_of_order' } });
    const shown = await playhead();
    await show(coach, shown);
    const onReplay = await draw({ replayed: true, at: shown.at });
    expect((await ofAthlete()).board.map(({ id }) => id)).toEqual([onLive.id, onReplay.id]);
    await coach.ask('replay:close', { athleteId });
    expect((await ofAthlete()).board.map(({ id }) => id)).toEqual([onLive.id]);

    // What is taken back or cleared is what lies over the picture that one sees.
    await show(coach, shown);
    const left = [await draw({ replayed: true }), await draw({ replayed: true }), await draw({})];
    const ids = async () => (await ofAthlete()).board.map(({ id }) => id);
    await athlete.ask('board:undo', { athleteId, over: 'replay' });
    expect(await ids()).toEqual([onLive.id, left[0]?.id, left[2]?.id]);
    await coach.ask('board:clear', { athleteId, scope: 'mine', over: 'live' });
    await coach.ask('board:clear', { athleteId, scope: 'all', over: 'replay' });
    expect(await ids()).toEqual([onLive.id, left[2]?.id]);
    await coach.ask('board:clear', { athleteId, scope: 'all', over: 'live' });
    expect(await ids()).toEqual([]);
  });

  it.each<[string, () => unknown]>([
    ['leaves', () => coach.ask('session:leave')],
    ['is cut off', () => coach.close()],
  ])('ends when its coach %s', async (_, go) => {
    await show(coach, await playhead());
    await go();
    await expect.poll(async () => (await ofAthlete()).replay).toBeUndefined();
  });

  it('takes a playhead that is dragged, and no flood of them', async () => {
    const shown = await playhead();
    await show(coach, shown);
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => move(coach, { ...shown, at: shown.from + index / 1_000 })),
    );
    const taken = answers.filter(({ ok }) => ok).length;
    expect(taken).toBeGreaterThanOrEqual(REQUEST_BUDGETS.replay.burst - 1);
    expect(taken).toBeLessThan(200);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({ error: { code: 'rate_limited' } });
  });
});

it('keeps the moment of a stroke', async () => {
  const at = await now();
  const begin = { id: crypto.randomUUID(), tool: 'line', colour: '#ffd400', width: 0.01, points: [[0, 0]], at };
  expect(await coach.ask('stroke:begin', { athleteId, stroke: begin })).toMatchObject({ ok: true });
  expect((await ofAthlete()).board).toMatchObject([{ at }]);
  expect(
    await coach.ask('stroke:begin', { athleteId, stroke: { ...begin, id: crypto.randomUUID(), at: -1 } }),
  ).toMatchObject({
    error: { code: 'invalid_request' },
  });
});
