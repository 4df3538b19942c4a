import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { Person } from '../../support/rest.ts';

let server: TestApp;
let ada: Person;
let kim: Person;
let sessionId: string;
let athleteId: string;
let athlete: RawSocket;
let coach: RawSocket;

beforeAll(async () => {
  server = await startApp();
  [ada, kim] = await Promise.all([Person.signIn(server.url, 'Ada'), Person.signIn(server.url, 'Kim')]);
});
beforeEach(async () => {
  sessionId = await ada.startUnrecordedSession();
  athlete = await RawSocket.connect(server.url, ada.token);
  coach = await RawSocket.connect(server.url, kim.token);
  athleteId = (await athlete.join(sessionId)).participantId;
  await coach.join(sessionId, (await ada.invite(sessionId, 'coach')).token);
});
afterEach(() => {
  athlete.close();
  coach.close();
});
afterAll(() => server.close());

describe('a coach’s corrections', () => {
  it('are shown to everyone and stand in the record beside the machine’s count', async () => {
    expect(await coach.ask('coaching:correct', { athleteId, correction: { kind: 'count', delta: 1 } })).toMatchObject({
      ok: true,
    });
    expect(
      await coach.ask('coaching:correct', { athleteId, correction: { kind: 'strictness', strictness: 'beginner' } }),
    ).toMatchObject({
      ok: true,
    });
    expect(await athlete.snapshot()).toMatchObject({
      athletes: {
        [athleteId]: {
          reps: 0,
          corrections: [
            { kind: 'count', delta: 1 },
            { kind: 'strictness', strictness: 'beginner' },
          ],
        },
      },
    });
    await coach.ask('session:end');
    const { reps, athletes } = await ada.record(sessionId);
    expect(reps).toBe(0);
    expect(athletes).toMatchObject([
      {
        id: athleteId,
        name: 'Ada',
        summary: { reps: 0, corrected: { reps: 1, corrections: [{ kind: 'count' }, { kind: 'strictness' }] } },
      },
    ]);
  });

  it.each([
    ['a step of five', { kind: 'count', delta: 5 }],
    ['a repetition that was never made', { kind: 'mark', rep: 1, good: true }],
    ['an unknown strictness', { kind: 'strictness', strictness: 'merciless' }],
    ['an unknown kind', { kind: 'wish' }],
  ])('are refused with %s', async (_name, correction) => {
    expect(await coach.ask('coaching:correct', { athleteId, correction })).toMatchObject({
      ok: false,
      error: { code: 'invalid_request' },
    });
    expect(await coach.snapshot()).toMatchObject({ athletes: { [athleteId]: { corrections: [] } } });
  });

  it('are the coach’s alone', async () => {
    expect(await athlete.ask('coaching:correct', { athleteId, correction: { kind: 'count', delta: 1 } })).toMatchObject(
      {
        error: { code: 'forbidden' },
      },
    );
  });
});
