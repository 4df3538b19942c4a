/** Who reads what of a session's record: those who stayed all of it, those who left what was until then, those sent away nothing. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { storageSchema } from '../../../shared/contract/storage.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { Person } from '../../support/rest.ts';
import { theAthlete } from '../../support/the-athlete.ts';

let server: TestApp;
let ada: Person;
let kim: Person;
let bo: Person;
let sessionId: string;
let athleteId: string;
const sockets: RawSocket[] = [];

async function joined(person: Person, invitation?: string): Promise<RawSocket> {
  const socket = await RawSocket.connect(server.url, person.token);
  sockets.push(socket);
  const { state } = await socket.join(sessionId, invitation);
  athleteId = theAthlete(state).id;
  return socket;
}

/** Something that happens in a session and stands in its record. */
async function correctOnce(coach: RawSocket): Promise<void> {
  const correction = { kind: 'count', delta: 1 };
  expect(await coach.ask('coaching:correct', { athleteId, correction })).toMatchObject({ ok: true });
}

const correctionsReadBy = async (person: Person) =>
  (await person.record(sessionId)).athletes[0]?.summary?.corrected.corrections.length;

beforeAll(async () => {
  server = await startApp();
  [ada, kim, bo] = await Promise.all([
    Person.signIn(server.url, 'Ada'),
    Person.signIn(server.url, 'Kim'),
    Person.signIn(server.url, 'Bo'),
  ]);
});
beforeEach(async () => {
  sessionId = await ada.startSession();
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(() => server.close());

it('shows a coach who left what happened until then, and all of it to those who stayed', async () => {
  const owner = await joined(ada);
  const { token } = await ada.invite(sessionId, 'coach');
  const [leaving, staying] = [await joined(kim, token), await joined(bo, token)];
  await correctOnce(leaving);
  await leaving.ask('session:leave');
  await correctOnce(staying);
  expect(await owner.ask('session:end')).toMatchObject({ ok: true });
  expect(await correctionsReadBy(kim)).toBe(1);
  expect(await correctionsReadBy(bo)).toBe(2);
  expect(await correctionsReadBy(ada)).toBe(2);
});

it('shows all of it to a coach who left and came back', async () => {
  const owner = await joined(ada);
  const { token } = await ada.invite(sessionId, 'coach');
  const first = await joined(kim, token);
  await first.ask('session:leave');
  await correctOnce(await joined(kim, token));
  expect(await owner.ask('session:end')).toMatchObject({ ok: true });
  expect(await correctionsReadBy(kim)).toBe(1);
});

it('shows nothing to a coach whose link was taken back, during the session and after it', async () => {
  const owner = await joined(ada);
  const { id, token } = await ada.invite(sessionId, 'coach');
  const coach = await joined(kim, token);
  await correctOnce(coach);
  expect((await kim.fetch(`/sessions/${sessionId}`)).status).toBe(200);
  expect((await ada.fetch(`/sessions/${sessionId}/invitations/${id}`, 'DELETE')).status).toBe(204);
  await coach.disconnected;
  const hidden = async () => {
    expect((await kim.fetch(`/sessions/${sessionId}`)).status).toBe(404);
    expect((await kim.sessions()).map((session) => session.id)).not.toContain(sessionId);
  };
  await hidden();
  expect(await owner.ask('session:end')).toMatchObject({ ok: true });
  await hidden();
});

it('gives the record back to whoever is invited again', async () => {
  await joined(ada);
  const first = await ada.invite(sessionId, 'coach');
  const coach = await joined(kim, first.token);
  await ada.fetch(`/sessions/${sessionId}/invitations/${first.id}`, 'DELETE');
  await coach.disconnected;
  await joined(kim, (await ada.invite(sessionId, 'coach')).token);
  expect((await kim.fetch(`/sessions/${sessionId}`)).status).toBe(200);
});

describe('a session that is deleted', () => {
  const gone = async (person: Person) => {
    expect((await person.fetch(`/sessions/${sessionId}`)).status).toBe(404);
    expect((await person.fetch(`/sessions/${sessionId}/files`)).status).toBe(404);
    expect((await person.sessions()).map(({ id }) => id)).not.toContain(sessionId);
  };

  it('is gone for everyone, and ended before for those who are in it', async () => {
    const owner = await joined(ada);
    const { token } = await ada.invite(sessionId, 'coach');
    const coach = await joined(kim, token);
    await correctOnce(coach);
    expect((await ada.fetch(`/sessions/${sessionId}`, 'DELETE')).status).toBe(204);
    await owner.event(({ type }) => type === 'session-ended');
    await coach.event(({ type }) => type === 'session-ended');
    await gone(ada);
    await gone(kim);
    expect((await ada.fetch(`/sessions/${sessionId}`, 'DELETE')).status).toBe(404);
  });

  it('is deleted by its owner alone', async () => {
    await joined(ada);
    await joined(kim, (await ada.invite(sessionId, 'coach')).token);
    expect((await kim.fetch(`/sessions/${sessionId}`, 'DELETE')).status).toBe(403);
    expect((await bo.fetch(`/sessions/${sessionId}`, 'DELETE')).status).toBe(404);
    expect((await kim.fetch(`/sessions/${sessionId}/keeping`, 'PUT', { days: 0 })).status).toBe(404);
    expect((await ada.fetch(`/sessions/${sessionId}/keeping`, 'PUT', { days: 0 })).status).toBe(204);
    expect((await ada.fetch(`/sessions/${sessionId}/keeping`, 'PUT', { days: -1 })).status).toBe(400);
    expect((await ada.fetch(`/sessions/${sessionId}`)).status).toBe(200);
    expect(storageSchema.parse(await (await ada.fetch('/storage')).json())).toMatchObject({ files: 0, sessions: [] });
  });
});

describe('the recording of a session', () => {
  it('is decided by owner and coaches, refused by everyone for themselves, and shown to who is invited', async () => {
    const owner = await joined(ada);
    const { token } = await ada.invite(sessionId, 'coach');
    const coach = await joined(kim, token);
    const spectator = await joined(bo, (await ada.invite(sessionId, 'spectator')).token);
    const recording = async () => (await owner.snapshot()).recording;
    const code = async (socket: RawSocket, name: string, payload = {}) => (await socket.ask(name, payload)).error?.code;
    expect(await code(spectator, 'recording:pause')).toBe('forbidden');
    expect(await code(spectator, 'recording:refuse', { refused: true })).toBe('forbidden');
    expect(await code(coach, 'recording:pause')).toBeUndefined();
    expect(await recording()).toMatchObject({ state: 'paused' });
    expect(await code(owner, 'recording:resume')).toBeUndefined();
    expect(await code(owner, 'recording:refuse', { refused: true })).toBeUndefined();
    expect(await recording()).toMatchObject({ state: 'on', refusedBy: [athleteId] });
    expect(await code(coach, 'recording:end')).toBeUndefined();
    expect(await code(owner, 'recording:resume')).toBe('out_of_order');
    const preview = await (await bo.fetch(`/invitations/${token}`)).json();
    expect(preview).toMatchObject({ recording: { state: 'off' } });
    expect((await ada.record(sessionId)).recording).toMatchObject({ state: 'off' });
  });

  it('leaves out who refused before they came in, and still after they come back', async () => {
    const socket = await RawSocket.connect(server.url, ada.token);
    sockets.push(socket);
    const answer = await socket.ask('session:join', { sessionId, refusesRecording: true });
    expect(answer.ok).toBe(true);
    const again = await joined(ada);
    expect((await again.snapshot()).recording.refusedBy).toEqual([athleteId]);
  });

  it('is off from the start where the owner wants none', async () => {
    const answer = await ada.fetch('/sessions', 'POST', { activity: 'squat', recording: 'off' });
    sessionId = z.object({ id: z.uuid() }).parse(await answer.json()).id;
    expect((await (await joined(ada)).snapshot()).recording).toEqual({ state: 'off', since: 0, refusedBy: [] });
  });
});
