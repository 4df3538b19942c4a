/** The server ends in the middle of a session, and is started again on the same data. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Records } from '../../../server/records/records.ts';
import { anAthlete } from '../../../shared/athlete/index.ts';
import { sessionFilesSchema } from '../../../shared/contract/files.ts';
import type { SessionChange } from '../../../shared/contract/session.ts';
import { Bot } from '../../support/bot.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { quiet } from '../../support/records/databases.ts';
import { Person } from '../../support/rest.ts';
import { ServerProcess } from '../../support/server-process.ts';

/** From when the server is ready until everyone is back, ms. */
const BACK_WITHIN_MS = 5_000;
/** Each test starts the server anew. */
const LIMIT = { timeout: 120_000 };

let server: ServerProcess;
const closers: (() => void)[] = [];
beforeAll(async () => {
  server = await ServerProcess.start();
});
afterEach(() => {
  for (const close of closers.splice(0)) close();
});
afterAll(() => server?.close());

async function aBot(person: Person, sessionId: string, invitation?: string): Promise<Bot> {
  const bot = await Bot.join({ url: server.url, person, sessionId, ...(invitation && { invitation }) });
  closers.push(() => bot.close());
  return bot;
}

async function aSocket(person: Person, sessionId: string, invitation?: string) {
  const socket = await RawSocket.connect(server.url, person.token);
  closers.push(() => socket.close());
  return { socket, joined: await socket.join(sessionId, invitation) };
}

/** Resolves once all are live again; how long that took, ms. */
async function back(bots: readonly Bot[]): Promise<number> {
  const since = performance.now();
  await expect
    .poll(() => bots.map(({ client }) => client.status.kind), { timeout: 30_000, interval: 20 })
    .toEqual(bots.map(() => 'live'));
  return performance.now() - since;
}

describe.each([
  ['killed', () => server.kill()],
  ['stopped, and its child processes with it', () => server.stop('SIGTERM')],
] as const)('a server that is %s', LIMIT, (_how, end) => {
  it('brings everyone back into the same session, with all that was acknowledged, and counts on', async () => {
    const [ada, kim, lee] = await Promise.all(['Ada', 'Kim', 'Lee'].map((name) => Person.signIn(server.url, name)));
    if (!ada || !kim || !lee) throw new Error('nobody came');
    const sessionId = await ada.startSession();
    const athlete = await aBot(ada, sessionId);
    const coach = await aBot(kim, sessionId, (await ada.invite(sessionId, 'coach')).token);
    const spectator = await aBot(lee, sessionId, (await ada.invite(sessionId, 'spectator')).token);
    const everyone = [athlete, coach, spectator];
    await athlete.perform(anAthlete({ activity: 'squat', reps: 200, tempo: 2.5 }));
    await coach.athleteWhere(({ reps }) => reps >= 2);

    const { id: athleteId } = coach.athlete;
    const stroke = {
      id: randomUUID(),
      tool: 'line' as const,
      colour: '#ffd400',
      width: 0.01,
      points: [[0, 0]] as [number, number][],
    };
    await coach.client.request('stroke:begin', { athleteId, stroke });
    await coach.client.request('stroke:draw', { id: stroke.id, from: 1, points: [[0.5, 0.5]] });
    await coach.client.request('stroke:end', { id: stroke.id });
    // What is replayed, and the ink on it, are gone after a restart as the pages' pictures are.
    const to = coach.athlete.feedback.at(-1)?.at ?? 0;
    const playhead = { from: to - 1_000, to, at: to - 500, rate: 0 };
    await coach.client.request('replay:show', { athleteId, playhead });
    const onReplay = { ...stroke, id: randomUUID(), at: playhead.at, replayed: true as const };
    await coach.client.request('stroke:begin', { athleteId, stroke: onReplay });
    await coach.client.request('stroke:end', { id: onReplay.id });
    expect(coach.athlete).toMatchObject({ replay: playhead, board: [{ id: stroke.id }, { id: onReplay.id }] });
    const correction = { kind: 'strictness', strictness: 'beginner' } as const;
    await coach.client.request('coaching:correct', { athleteId, correction });
    const seats = everyone.map(({ client }) => client.seat?.participantId);
    const before = coach.athlete;
    const { startedAt, mediaGeneration: generation } = coach.state;

    await end();
    await expect.poll(() => coach.client.status.kind).toBe('reconnecting');
    // Only the next run has other media; that this one is about to lose its own is no news.
    expect(coach.state.mediaGeneration).toBe(generation);
    expect(server.lines.filter((line) => /lost its worker|worker died/.test(line))).toEqual([]);
    await wait(2_000);
    await server.start();
    expect(await back(everyone)).toBeLessThan(BACK_WITHIN_MS);

    expect(coach.state).toMatchObject({ id: sessionId, status: 'live', startedAt, mediaGeneration: generation + 1 });
    const { reps, board, corrections, feedback, replay } = coach.athlete;
    // What was seen in the moment before the end was not acknowledged yet.
    expect(reps).toBeGreaterThanOrEqual(before.reps - 1);
    expect({ board, corrections, replay }).toEqual({
      board: before.board.filter(({ id }) => id === stroke.id),
      corrections: before.corrections,
      replay: undefined,
    });
    expect(feedback.slice(0, before.feedback.length - 2)).toEqual(before.feedback.slice(0, -2));
    expect(everyone.slice(0, 2).map(({ client }) => client.seat?.participantId)).toEqual(seats.slice(0, 2));

    await coach.athleteWhere((now) => now.reps >= reps + 2);
    const counted = coach.athlete.feedback.flatMap((event) => (event.type === 'repetition' ? event.index : []));
    expect(counted).toEqual(counted.map((_, index) => index + 1));
    expect(coach.athlete.id).toBe(athleteId);
    // Recorded before, and again since, as parts of their own that both are whole in the end.
    await coach.client.end();
    const partsOf = async () => {
      const { files } = sessionFilesSchema.parse(await (await ada.fetch(`/sessions/${sessionId}/files`)).json());
      return files.filter(({ kind, participantId }) => kind === 'recording' && participantId === athleteId);
    };
    await expect
      .poll(async () => (await partsOf()).filter(({ endedAt, state }) => endedAt !== null && state !== 'lost').length, {
        timeout: 20_000,
        interval: 500,
      })
      .toBeGreaterThanOrEqual(2);
    expect(await ada.record(sessionId)).toMatchObject({ status: 'ended', athletes: [{ id: athleteId, name: 'Ada' }] });
  });
});

describe('a server that is killed and started again', LIMIT, () => {
  let ada: Person;
  let kim: Person;
  /** Has a stroke on the board, an event that this version can't read, and a recording that Kim shows. */
  let drawn: { id: string; athleteId: string; strokeId: string };
  const shown = {
    ...{ sessionId: randomUUID(), participantId: null },
    view: { motion: { at: 500, rate: 0, from: 0, until: 1_000 }, look: { skeleton: true, zoom: 1, x: 0.5, y: 0.5 } },
  };
  /** Nobody comes back to it. */
  let left: string;
  let killedAt: number;

  beforeAll(async () => {
    [ada, kim] = await Promise.all([Person.signIn(server.url, 'Ada'), Person.signIn(server.url, 'Kim')]);
    left = await ada.startSession();
    const { socket: leaver } = await aSocket(ada, left);
    await leaver.event(({ type }) => type === 'coaching');

    const id = await ada.startSession();
    const { socket, joined } = await aSocket(ada, id);
    drawn = { id, athleteId: joined.participantId, strokeId: randomUUID() };
    const { athleteId, strokeId } = drawn;
    const stroke = { id: strokeId, tool: 'line', colour: '#ffd400', width: 0.01, points: [[0, 0]] };
    await socket.ask('stroke:begin', { athleteId, stroke });
    await socket.ask('stroke:end', { id: strokeId });
    const coach = await aSocket(kim, id, (await ada.invite(id, 'coach')).token);
    killedAt = Date.now();
    await server.kill();

    const records = await Records.create({ dataDir: server.dataDir, logger: quiet });
    const ofAnotherVersion = { type: 'somersault', athleteId } as unknown as SessionChange;
    await records.journal.append(id, { seq: 1_000, at: 60, change: ofAnotherVersion });
    const review = { ...shown, by: coach.joined.participantId, since: 60 };
    await records.journal.append(id, { seq: 1_001, at: 60, change: { type: 'review-shown', review } });
    await records.close();
    await server.start({ SIDELINE_ABANDONED_AFTER: '4' });
  }, LIMIT.timeout);

  it('starts although an event can not be read, and goes on with the others', async () => {
    const { id, athleteId, strokeId } = drawn;
    const again = await aSocket(ada, id);
    expect(again.joined).toMatchObject({
      participantId: athleteId,
      state: { status: 'live', athletes: { [athleteId]: { board: [{ id: strokeId, finished: true }] } } },
    });
    expect(again.joined.state.seq).toBeGreaterThan(1_000);
    // What happens from now on is kept beside what can't be read.
    expect(await again.socket.ask('board:clear', { athleteId, scope: 'mine' })).toMatchObject({ ok: true });
  });

  it('goes on with the recording that a coach shows, who moves it again', async () => {
    const again = await aSocket(kim, drawn.id);
    expect(again.joined.state.review).toMatchObject({ ...shown, by: again.joined.participantId, drawing: { ink: [] } });
    const moved = { ...shown.view, motion: { ...shown.view.motion, at: 600 } };
    expect(await again.socket.ask('review:move', moved)).toMatchObject({ ok: true });
    expect(await again.socket.snapshot()).toMatchObject({ review: { ...shown, view: moved } });
  });

  it('ends a session that nobody comes back to as interrupted, when something last happened in it', async () => {
    expect((await ada.record(left)).status).toBe('live');
    await expect.poll(async () => (await ada.record(left)).status, { timeout: 20_000 }).toBe('interrupted');
    expect(Date.parse((await ada.record(left)).endedAt ?? '')).toBeLessThanOrEqual(killedAt);
  });
});
