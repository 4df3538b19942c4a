/** Who reads what of a session's record: those who stayed all of it, those who left what was until then, those sent away nothing. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
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
