import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadSecret } from '../../../server/identity/secret.ts';
import { SignedToken } from '../../../server/identity/signed-token.ts';
import { MESSAGES_OF_A_PERSON, REQUEST_BUDGETS } from '../../../server/limits.ts';
import { MAX_MESSAGE_BYTES, REQUESTS } from '../../../shared/contract/socket.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { Person } from '../../support/rest.ts';

let server: TestApp;
let athlete: Person;
let sessionId: string;
const sockets: RawSocket[] = [];
const people = new Map<string, Person>();

/** Signing in is limited per address, so everyone signs in once. */
async function person(name: string): Promise<Person> {
  const known = people.get(name) ?? (await Person.signIn(server.url, name));
  people.set(name, known);
  return known;
}

async function connect(person: Person): Promise<RawSocket> {
  const socket = await RawSocket.connect(server.url, person.token);
  sockets.push(socket);
  return socket;
}

/** A person who came in by a link for `role`. */
async function guest(role: 'athlete' | 'coach' | 'spectator', name: string = role) {
  const { token } = await athlete.invite(sessionId, role);
  return { socket: await connect(await person(name)), token };
}

const aStroke = (changes: object = {}) => ({
  id: randomUUID(),
  tool: 'freehand',
  colour: '#ffd400',
  width: 0.01,
  points: [[0.5, 0.5]],
  ...changes,
});

beforeAll(async () => {
  server = await startApp();
});
afterAll(() => server.close());

beforeEach(async () => {
  athlete = await person('Ada');
  sessionId = await athlete.startUnrecordedSession();
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

describe('a socket that misbehaves', () => {
  it.each([
    ['no token', undefined],
    ['an empty token', ''],
    ['a token that is no text', { $ne: null }],
    ['a forged token', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.'],
  ])('is turned away with %s', async (_name, token) => {
    await expect(RawSocket.connect(server.url, token)).rejects.toMatchObject({ data: { code: 'unauthenticated' } });
  });

  it('gets an answer to a request that does not exist', async () => {
    const socket = await connect(athlete);
    for (const name of ['session:explode', 'constructor', '__proto__']) {
      expect(await socket.ask(name)).toMatchObject({ ok: false, error: { code: 'unknown_event' } });
    }
  });

  /** Of the person, not of a seat. */
  const WITHOUT_A_SEAT = ['session:join', 'sign-in:renew', 'changes:watch'];
  it.each(Object.keys(REQUESTS).filter((name) => !WITHOUT_A_SEAT.includes(name)))(
    'can’t ask for %s before joining',
    async (name) => {
      const socket = await connect(athlete);
      expect(await socket.ask(name)).toMatchObject({ ok: false, error: { code: 'out_of_order' } });
    },
  );

  it.each([
    ['nothing', undefined],
    ['a number', 7],
    ['a session that is no id', { sessionId: '../../etc/passwd' }],
    ['an invitation that is no text', { sessionId: randomUUID(), invitation: ['x'] }],
  ])('is refused when it joins with %s', async (_name, payload) => {
    const socket = await connect(athlete);
    expect(await socket.ask('session:join', payload)).toMatchObject({ ok: false, error: { code: 'invalid_request' } });
  });

  it('gets an error when it forgets the callback', async () => {
    const socket = await connect(athlete);
    const told = new Promise((resolve) => socket.socket.once('protocol:error', resolve));
    socket.socket.emit('session:join', { sessionId });
    expect(await told).toMatchObject({ code: 'ack_missing' });
  });

  it('can join once', async () => {
    const socket = await connect(athlete);
    const answers = await Promise.all([
      socket.ask('session:join', { sessionId }),
      socket.ask('session:join', { sessionId }),
    ]);
    expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
  });

  it('is cut off when a message is too large, and the session goes on', async () => {
    const [socket, other] = [await connect(athlete), await guest('coach')];
    const { participantId: athleteId } = await socket.join(sessionId);
    await other.socket.join(sessionId, other.token);
    const stroke = aStroke({ text: 'x'.repeat(MAX_MESSAGE_BYTES) });
    socket.socket.emit('stroke:begin', { athleteId, stroke }, () => undefined);
    await socket.disconnected;
    expect(await other.socket.snapshot()).toMatchObject({ status: 'live' });
  });

  it('is slowed down, then cut off, when it floods, and the session goes on', async () => {
    const [socket, other] = [await connect(athlete), await guest('coach')];
    const { participantId: athleteId } = await socket.join(sessionId);
    await other.socket.join(sessionId, other.token);
    const burst = REQUEST_BUDGETS.board.burst + 50;
    const answers = await Promise.all(Array.from({ length: burst }, () => socket.ask('board:undo', { athleteId })));
    expect(answers.map(({ error }) => error?.code)).toContain('rate_limited');
    for (let sent = 0; sent < MESSAGES_OF_A_PERSON.burst; sent += 1)
      socket.socket.emit('board:undo', { athleteId }, () => undefined);
    await socket.disconnected;
    expect(await other.socket.snapshot()).toMatchObject({ status: 'live' });
  });
});

describe('strokes', () => {
  it.each([
    ['a point that is not a number', { points: [[Number.NaN, 0.5]] }],
    ['an infinite point', { points: [[0.5, Number.POSITIVE_INFINITY]] }],
    ['a point outside the picture', { points: [[1.5, 0.5]] }],
    ['more points than a message may have', { points: Array.from({ length: 300 }, () => [0.5, 0.5]) }],
    ['no points', { points: [] }],
    ['an unknown tool', { tool: 'spray' }],
    ['a colour that is a style', { colour: 'url(javascript:alert(1))' }],
    ['a width of the whole picture', { width: 1 }],
    ['half a character', { tool: 'text', text: 'Deeper \ud83d' }],
    ['a NUL in its text', { tool: 'text', text: 'Dee\0per' }],
    ['a text that turns others round', { tool: 'text', text: '\u202eDeeper' }],
    ['a text that nobody sees', { tool: 'text', text: '\u200b' }],
    ['text on a line', { tool: 'line', text: 'hello' }],
    ['no text on a text', { tool: 'text' }],
  ])('with %s are refused', async (_name, changes) => {
    const socket = await connect(athlete);
    const { participantId: athleteId } = await socket.join(sessionId);
    expect(await socket.ask('stroke:begin', { athleteId, stroke: aStroke(changes) })).toMatchObject({
      ok: false,
      error: { code: 'invalid_request' },
    });
    // What is drawn is sent before it is acknowledged.
    expect(socket.events.map(({ change }) => change.type)).not.toContain('stroke-begun');
  });

  it('can’t grow to a million points', async () => {
    const socket = await connect(athlete);
    const { participantId: athleteId } = await socket.join(sessionId);
    const stroke = aStroke();
    await socket.ask('stroke:begin', { athleteId, stroke });
    const points = Array.from({ length: 256 }, () => [0.5, 0.5]);
    let from = 1;
    let answer = await socket.ask('stroke:draw', { id: stroke.id, from, points });
    for (; answer.ok; from += points.length)
      answer = await socket.ask('stroke:draw', { id: stroke.id, from: from + points.length, points });
    expect(answer).toMatchObject({ error: { code: 'invalid_request' } });
    expect(from).toBeLessThan(2_000);
  });

  it('of another person can’t be changed', async () => {
    const [mine, coach] = [await connect(athlete), await guest('coach')];
    const { participantId: athleteId } = await mine.join(sessionId);
    await coach.socket.join(sessionId, coach.token);
    const stroke = aStroke();
    await mine.ask('stroke:begin', { athleteId, stroke });
    expect(await coach.socket.ask('stroke:draw', { id: stroke.id, from: 0, points: [[0, 0]] })).toMatchObject({
      error: { code: 'out_of_order' },
    });
  });
});

describe('roles', () => {
  it.each([
    ['stroke:begin', { athleteId: randomUUID(), stroke: aStroke() }],
    ['board:clear', { athleteId: randomUUID(), scope: 'all' }],
    ['session:end', {}],
    [
      'producer:create',
      { transportId: randomUUID(), kind: 'video', source: 'camera', rtpParameters: { codecs: [], encodings: [] } },
    ],
  ])('a spectator may not %s', async (name, payload) => {
    const { socket, token } = await guest('spectator');
    await socket.join(sessionId, token);
    expect(await socket.ask(name, payload)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });

  it('an athlete may clear only their own ink', async () => {
    const socket = await connect(athlete);
    const { participantId: athleteId } = await socket.join(sessionId);
    expect(await socket.ask('board:clear', { athleteId, scope: 'all' })).toMatchObject({
      error: { code: 'forbidden' },
    });
    expect(await socket.ask('board:clear', { athleteId, scope: 'mine' })).toMatchObject({ ok: true });
  });

  it.each([
    ['stroke:begin', { stroke: aStroke() }],
    ['board:undo', {}],
    ['board:clear', { scope: 'mine' }],
    ['latency:seen', { frames: [{ at: 1, arrivedAt: 1, drawnAt: 1 }] }],
    ['latency:watch', { watching: true }],
  ])('%s needs an athlete who was here', async (name, payload) => {
    const socket = await connect(athlete);
    await socket.join(sessionId);
    const athleteId = randomUUID();
    expect(await socket.ask(name, { athleteId, ...payload })).toMatchObject({ error: { code: 'not_found' } });
    expect(await socket.ask(name, { athleteId: '__proto__', ...payload })).toMatchObject({
      error: { code: 'invalid_request' },
    });
  });

  it('athletes who take turns have counts and ink of their own, and find them when they come back', async () => {
    const ada = await connect(athlete);
    const { participantId: first } = await ada.join(sessionId);
    const stroke = aStroke();
    await ada.ask('stroke:begin', { athleteId: first, stroke });
    await ada.ask('session:leave');
    const eve = await guest('athlete', 'Eve');
    const { participantId: second, state } = await eve.socket.join(sessionId, eve.token);
    expect(state.athletes).toMatchObject({
      [first]: { number: 0, board: [{ id: stroke.id }] },
      [second]: { number: 1, board: [] },
    });
    await eve.socket.ask('session:leave');
    expect((await (await connect(athlete)).join(sessionId)).participantId).toBe(first);
  });

  it('the place of the athlete is given once', async () => {
    await (await connect(athlete)).join(sessionId);
    const second = await guest('athlete', 'Eve');
    await expect(second.socket.join(sessionId, second.token)).rejects.toMatchObject({ code: 'place_taken' });
  });

  it('a newer connection of the same person takes over, and the older one hears of it', async () => {
    const older = await connect(athlete);
    const { participantId } = await older.join(sessionId);
    const told = new Promise((resolve) => older.socket.once('session:replaced', () => resolve(true)));
    const newer = await connect(athlete);
    expect((await newer.join(sessionId)).participantId).toBe(participantId);
    expect(await told).toBe(true);
    await older.disconnected;
    expect(await newer.snapshot()).toMatchObject({ participants: [{ connected: true }] });
  });
});

describe('links', () => {
  it('of another session are refused', async () => {
    const elsewhere = await (await person('Bo')).startUnrecordedSession();
    const { socket, token } = await guest('coach');
    await expect(socket.join(elsewhere, token)).rejects.toMatchObject({ code: 'invitation_invalid' });
  });

  it('that are forged are refused', async () => {
    const { socket, token } = await guest('coach');
    await expect(socket.join(sessionId, `${token.slice(0, -4)}AAAA`)).rejects.toMatchObject({
      code: 'invitation_invalid',
    });
  });

  it('that ran out are refused', async () => {
    const tokens = new SignedToken({
      secret: await loadSecret(undefined, server.dataDir),
      audience: 'sideline:invitation',
      claims: z.object({ jti: z.uuid(), session: z.uuid(), role: z.string() }),
    });
    const claims = { jti: randomUUID(), session: sessionId, role: 'coach' };
    const token = await tokens.sign(claims, new Date(Date.now() - 1_000));
    expect((await fetch(`${server.url}/api/invitations/${token}`)).status).toBe(410);
    const socket = await connect(await person('Kim'));
    await expect(socket.join(sessionId, token)).rejects.toMatchObject({ code: 'invitation_expired' });
  });

  it('that were taken back are refused, and send away who came by them', async () => {
    const { socket, token } = await guest('coach');
    await socket.join(sessionId, token);
    const [invitation] = await athlete.invitations(sessionId);
    expect((await athlete.fetch(`/sessions/${sessionId}/invitations/${invitation?.id}`, 'DELETE')).status).toBe(204);
    await socket.disconnected;
    const again = await connect(await person('Kim'));
    await expect(again.join(sessionId, token)).rejects.toMatchObject({ code: 'invitation_revoked' });
  });

  it('are needed by strangers', async () => {
    const stranger = await connect(await person('Mallory'));
    await expect(stranger.join(sessionId)).rejects.toMatchObject({ code: 'not_found' });
    await expect(stranger.join(randomUUID())).rejects.toMatchObject({ code: 'not_found' });
  });

  it('lead nowhere once the session is over', async () => {
    const owner = await connect(athlete);
    await owner.join(sessionId);
    const { socket, token } = await guest('coach');
    expect(await owner.ask('session:end')).toMatchObject({ ok: true });
    await expect(socket.join(sessionId, token)).rejects.toMatchObject({ code: 'session_ended' });
  });
});
