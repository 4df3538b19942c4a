/** A coach shows everyone in a session a recording; who reads it, each finds out for themselves. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { REQUEST_BUDGETS } from '../../../server/limits.ts';
import { anAthlete } from '../../../shared/athlete/index.ts';
import { MAX_COMMENT_STROKES } from '../../../shared/contract/comment-ink.ts';
import { sessionFilesSchema } from '../../../shared/contract/files.ts';
import type { ReviewPointer, ReviewWish } from '../../../shared/contract/live-review.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { Bot } from '../../support/bot.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { Person } from '../../support/rest.ts';

const SOON = { timeout: 20_000, interval: 50 };

let server: TestApp;
/** Ada was recorded in an earlier session, with Kim as her coach. */
let ada: Person;
let kim: Person;
let past: Pick<ReviewWish, 'sessionId' | 'participantId'>;

let sessionId: string;
let athleteId: string;
let athlete: RawSocket;
let coach: RawSocket;
let secondCoach: RawSocket;
let spectator: RawSocket;
/** Coaches Ada now, and not then. */
let lou: Person;
const sockets: RawSocket[] = [];

beforeAll(async () => {
  server = await startApp();
  [ada, kim] = await Promise.all([Person.signIn(server.url, 'Ada'), Person.signIn(server.url, 'Kim')]);
  const earlier = await ada.startSession();
  const bot = await Bot.join({ url: server.url, person: ada, sessionId: earlier });
  const earlierCoach = await RawSocket.connect(server.url, kim.token);
  await earlierCoach.join(earlier, (await ada.invite(earlier, 'coach')).token);
  await bot.perform(anAthlete({ activity: 'squat', reps: 5, tempo: 2 }));
  past = { sessionId: earlier, participantId: bot.client.seat?.participantId ?? '' };
  await vi.waitFor(async () => {
    const { files } = sessionFilesSchema.parse(await (await kim.fetch(`/sessions/${earlier}/files`)).json());
    // Also with a picture in it: one that ends without any is no film.
    const about = expect.objectContaining({ hasVideo: true });
    expect(files).toContainEqual(
      expect.objectContaining({ kind: 'recording', participantId: past.participantId, about }),
    );
  }, SOON);
  await bot.client.end();
  bot.close();
  earlierCoach.close();
});
beforeEach(async () => {
  const [newCoach, sue] = await Promise.all(['Lou', 'Sue'].map((name) => Person.signIn(server.url, name)));
  if (!newCoach || !sue) throw new Error('nobody came');
  lou = newCoach;
  sessionId = await ada.startUnrecordedSession();
  const [coaches, spectators] = await Promise.all([ada.invite(sessionId, 'coach'), ada.invite(sessionId, 'spectator')]);
  athlete = await connect(ada);
  athleteId = (await athlete.join(sessionId)).participantId;
  [coach, secondCoach, spectator] = await Promise.all([
    joined(kim, coaches.token),
    joined(lou, coaches.token),
    joined(sue, spectators.token),
  ]);
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(() => server?.close());

async function connect(person: Person): Promise<RawSocket> {
  const socket = await RawSocket.connect(server.url, person.token);
  sockets.push(socket);
  return socket;
}
async function joined(person: Person, invitation: string): Promise<RawSocket> {
  const socket = await connect(person);
  await socket.join(sessionId, invitation);
  return socket;
}

const motion = { at: 500, rate: 0, from: 0, until: 1_000 };
const look = { skeleton: true, zoom: 1, x: 0.5, y: 0.5 };
const view = { motion, look };
const aStroke = () => ({ id: randomUUID(), tool: 'line', colour: '#ffd400', width: 0.01, points: [[0, 0]] });
const show = (socket: RawSocket, change: object = {}) => socket.ask('review:show', { ...past, view, ...change });
/** What is shown, as people see it now: those who were there by events, those who come by the state. */
const shown = async () => (await secondCoach.snapshot()).review;
const ok = { ok: true };
const refused = (code: string) => ({ ok: false, error: { code } });

describe('looking at a recording together', () => {
  it('is there for everyone with its playhead, which its coach alone moves and any coach ends', async () => {
    expect(await show(coach)).toMatchObject(ok);
    const by = (await athlete.snapshot()).participants.find(({ name }) => name === 'Kim')?.id;
    expect(await shown()).toEqual({ ...past, view, by, since: expect.any(Number), drawing: { ink: [] } });
    await spectator.event(({ type }) => type === 'review-shown');

    const moved = { motion: { ...motion, at: 700, rate: 0.25 }, look: { ...look, zoom: 3 } };
    expect(await coach.ask('review:move', moved)).toMatchObject(ok);
    expect(await shown()).toMatchObject({ ...past, view: moved });
    for (const [name, payload] of [
      ['review:move', view],
      ['review:ink', { ink: [] }],
      ['review:show', { ...past, view }],
    ] as const) {
      expect(await secondCoach.ask(name, payload)).toMatchObject(refused('out_of_order'));
    }
    expect(await shown()).toMatchObject({ view: moved });

    expect(await secondCoach.ask('review:close')).toMatchObject(ok);
    expect(await shown()).toBeUndefined();
    // A hand that was on the playhead meanwhile does not open it again.
    expect(await coach.ask('review:move', moved)).toMatchObject(refused('out_of_order'));
    expect(await coach.ask('review:close')).toMatchObject(ok);
    expect(await shown()).toBeUndefined();
  });

  it('is not for athletes and spectators', async () => {
    await show(coach);
    for (const [name, payload] of [
      ['review:show', { ...past, view }],
      ['review:move', view],
      ['review:ink', { ink: [] }],
      ['review:close', {}],
    ] as const) {
      for (const socket of [athlete, spectator]) {
        expect(await socket.ask(name, payload)).toMatchObject(refused('forbidden'));
      }
    }
    expect(await spectator.ask('review:point', { point: [0, 0] })).toMatchObject(refused('forbidden'));
  });

  it('is of recordings that its coach may look at, and gives nobody a right', async () => {
    expect(await show(secondCoach)).toMatchObject(refused('not_found'));
    expect(await show(coach)).toMatchObject(ok);
    await secondCoach.event(({ type }) => type === 'review-shown');
    for (const path of ['', '/files']) {
      expect((await lou.fetch(`/sessions/${past.sessionId}${path}`)).status).toBe(404);
      expect((await kim.fetch(`/sessions/${past.sessionId}${path}`)).status).toBe(200);
    }
  });

  it.each<[string, () => object]>([
    ['of a session that there is not', () => ({ sessionId: randomUUID() })],
    ['of somebody who was not recorded', () => ({ participantId: randomUUID() })],
    ['of a session with no film of its own', () => ({ participantId: null })],
    ['of a session that is not recorded', () => ({ sessionId, participantId: athleteId })],
  ])('is refused for a recording %s', async (_, change) => {
    expect(await show(coach, change())).toMatchObject(refused('not_found'));
    expect(await shown()).toBeUndefined();
  });

  it.each<[string, string, unknown]>([
    ['review:show', 'a session that is no id', { sessionId: '../../etc/passwd', participantId: null, view }],
    ['review:show', 'no view', { sessionId: randomUUID(), participantId: null }],
    ['review:move', 'a playhead before the film', { ...view, motion: { ...motion, at: -1, from: -1 } }],
    ['review:move', 'a playhead outside of its stretch', { ...view, motion: { ...motion, at: 1_001 } }],
    ['review:move', 'a playhead that is no number', { ...view, motion: { ...motion, at: Number.NaN } }],
    ['review:move', 'a playhead that is too fast', { ...view, motion: { ...motion, rate: 2.1 } }],
    ['review:move', 'a look from too near', { motion, look: { ...look, zoom: 1_000 } }],
    ['review:ink', 'ink of no kind', { ink: [{ ...aStroke(), tool: 'laser' }] }],
    ['review:ink', 'more ink than a comment has', { ink: Array.from({ length: MAX_COMMENT_STROKES + 1 }, aStroke) }],
    ['review:point', 'a point beside the picture', { point: [0.5, 1.1] }],
    ['review:point', 'no point', {}],
  ])('is refused by %s for %s', async (name, _, payload) => {
    await show(coach);
    const before = await shown();
    expect(await coach.ask(name, payload)).toMatchObject(refused('invalid_request'));
    expect(await shown()).toEqual(before);
  });

  it('has the ink of its coach, which stays with the film', async () => {
    await show(coach);
    const drawing = { ink: [aStroke()], at: 500 };
    expect(await coach.ask('review:ink', drawing)).toMatchObject(ok);
    await coach.ask('review:move', { ...view, motion: { ...motion, at: 600 } });
    expect(await shown()).toMatchObject({ drawing });
    expect(await spectator.event(({ type }) => type === 'review-drawn')).toMatchObject({ change: { drawing } });
    await coach.ask('review:close');
    await show(coach);
    expect(await shown()).toMatchObject({ drawing: { ink: [] } });
  });

  it('passes on where athletes and coaches point, and keeps it nowhere', async () => {
    const pointed = new Promise<ReviewPointer>((resolve) => coach.socket.once('pointer', resolve));
    expect(await athlete.ask('review:point', { point: [0.25, 0.5] })).toMatchObject(refused('out_of_order'));
    await show(coach);
    const { seq } = await coach.snapshot();
    expect(await athlete.ask('review:point', { point: [0.25, 0.5] })).toMatchObject(ok);
    expect(await pointed).toEqual({ participantId: athleteId, point: [0.25, 0.5] });
    expect((await coach.snapshot()).seq).toBe(seq);
    const { burst, perSecond } = REQUEST_BUDGETS.point;
    const asked = Array.from({ length: burst + 2 * perSecond }, () => athlete.ask('review:point', { point: null }));
    expect((await Promise.all(asked)).some(({ error }) => error?.code === 'rate_limited')).toBe(true);
  });

  it('takes the place of a frozen picture and of a replay, which can’t begin meanwhile', async () => {
    const now = async () => performance.timeOrigin + performance.now() - (await athlete.snapshot()).startedAt;
    const freeze = async () => await coach.ask('picture:freeze', { athleteId, at: await now() });
    expect(await freeze()).toMatchObject(ok);
    await show(coach);
    expect((await athlete.snapshot()).athletes[athleteId]?.frozen).toBeUndefined();
    expect(await freeze()).toMatchObject(refused('out_of_order'));
    const to = await now();
    const playhead = { from: 0, to, at: 0, rate: 0 };
    expect(await coach.ask('replay:show', { athleteId, playhead })).toMatchObject(refused('out_of_order'));
    await coach.ask('review:close');
    expect(await coach.ask('replay:show', { athleteId, playhead })).toMatchObject(ok);
    await show(coach);
    expect((await athlete.snapshot()).athletes[athleteId]?.replay).toBeUndefined();
  });

  it('waits for its coach who is cut off, and ends when they leave', async () => {
    await show(coach);
    coach.close();
    await secondCoach.event(({ type }) => type === 'participant-connection');
    expect(await shown()).toMatchObject(past);
    coach = await connect(kim);
    await coach.join(sessionId);
    expect(await coach.ask('review:move', view)).toMatchObject(ok);
    await coach.ask('session:leave');
    expect(await shown()).toBeUndefined();
  });

  it('ends with the session', async () => {
    await show(coach);
    expect(await athlete.ask('session:end')).toMatchObject(ok);
    expect(await show(coach)).toMatchObject(refused('session_ended'));
  });
});
