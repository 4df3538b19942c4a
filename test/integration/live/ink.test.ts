/** Whose ink it is, and what becomes of it when its author goes. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { MAX_BOARD_POINTS, MAX_POINTS_PER_MESSAGE, MAX_STROKE_POINTS } from '../../../shared/contract/board.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { Person } from '../../support/rest.ts';
import { theAthlete } from '../../support/the-athlete.ts';

let server: TestApp;
let owner: Person;
let guest: Person;
let sessionId: string;
let invitation: { id: string; token: string };
let athlete: RawSocket;
let athleteId: string;
const sockets: RawSocket[] = [];

async function joined(person: Person): Promise<RawSocket> {
  const socket = await RawSocket.connect(server.url, person.token);
  sockets.push(socket);
  const { state } = await socket.join(sessionId, person === guest ? invitation.token : undefined);
  athleteId = theAthlete(state).id;
  return socket;
}

async function begun(socket: RawSocket): Promise<string> {
  const stroke = { id: randomUUID(), tool: 'freehand', colour: '#ffd400', width: 0.01, points: [[0.5, 0.5]] };
  expect(await socket.ask('stroke:begin', { athleteId, stroke })).toMatchObject({ ok: true });
  return stroke.id;
}

const strokes = async () => theAthlete(await athlete.snapshot()).board.map(({ id, finished }) => ({ id, finished }));

beforeAll(async () => {
  server = await startApp();
  [owner, guest] = await Promise.all([Person.signIn(server.url, 'Ada'), Person.signIn(server.url, 'Kim')]);
});
beforeEach(async () => {
  sessionId = await owner.startUnrecordedSession();
  invitation = await owner.invite(sessionId, 'coach');
  athlete = await joined(owner);
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(() => server.close());

it.each<[string, (coach: RawSocket) => unknown]>([
  ['loses the connection', (coach) => coach.close()],
  ['leaves', (coach) => coach.ask('session:leave')],
  ['comes in from another device', () => joined(guest)],
  ['is sent away', () => owner.fetch(`/sessions/${sessionId}/invitations/${invitation.id}`, 'DELETE')],
])('ends a stroke under way when its author %s', async (_how, goes) => {
  const coach = await joined(guest);
  const id = await begun(coach);
  await goes(coach);
  await athlete.event((change) => change.type === 'stroke-ended' && change.id === id);
  expect(await strokes()).toEqual([{ id, finished: true }]);
});

it('lets a coach who gave up the place and came back undo their own ink, and nobody else’s', async () => {
  const coach = await joined(guest);
  const id = await begun(coach);
  await coach.ask('session:leave');
  await athlete.event((change) => change.type === 'participant-left');
  const later = await begun(athlete);
  const back = await joined(guest);
  expect(await back.ask('board:undo', { athleteId })).toMatchObject({ ok: true });
  expect((await strokes()).map((stroke) => stroke.id)).toEqual([later]);
  expect(id).not.toBe(later);
});

it('cancels a slip by its id, also when the next stroke has been begun', async () => {
  const coach = await joined(guest);
  const slip = await begun(coach);
  const next = await begun(coach);
  expect(await coach.ask('stroke:cancel', { id: slip })).toMatchObject({ ok: true });
  expect(await strokes()).toEqual([{ id: next, finished: false }]);
  expect(await athlete.ask('stroke:cancel', { id: next })).toMatchObject({ error: { code: 'out_of_order' } });
});

/** How many snapshots of sessions the server has made so far; its answer is up to a second old. */
async function snapshotsMade(): Promise<number> {
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^sideline_snapshot_bytes_count (\d+)$/m.exec(metrics)?.[1]);
}

it('is sent whole to a class that joins at once, and made into bytes a few times only', async () => {
  for (let strokes = 0; strokes < MAX_BOARD_POINTS / MAX_STROKE_POINTS; strokes += 1) {
    const id = await begun(athlete);
    for (let from = 1; from < MAX_STROKE_POINTS; from += MAX_POINTS_PER_MESSAGE) {
      const count = Math.min(MAX_POINTS_PER_MESSAGE, MAX_STROKE_POINTS - from);
      const points = Array.from({ length: count }, () => [Math.random(), Math.random()]);
      expect(await athlete.ask('stroke:draw', { id, from, points })).toMatchObject({ ok: true });
    }
  }
  const { board } = theAthlete(await athlete.snapshot());
  const before = await snapshotsMade();
  const { token } = await owner.invite(sessionId, 'spectator');
  const people = await Promise.all(
    Array.from({ length: 4 }, (_, index) => Person.signIn(server.url, `Guest ${index}`)),
  );
  const spectators = await Promise.all(
    Array.from({ length: 40 }, (_, index) => RawSocket.connect(server.url, people[index % 4]?.token)),
  );
  sockets.push(...spectators);
  const joined = await Promise.all(spectators.map((spectator) => spectator.join(sessionId, token)));
  for (const { state } of joined) expect(theAthlete(state).board).toEqual(board);
  await expect.poll(snapshotsMade, { interval: 1_100, timeout: 5_000 }).toBeGreaterThan(before);
  expect((await snapshotsMade()) - before).toBeLessThan(15);
});
