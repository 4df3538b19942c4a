import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
