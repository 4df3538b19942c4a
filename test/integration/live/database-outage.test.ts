/** A PostgreSQL that crashes during a live session and comes back, under a server that has two connections to it. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { anAthlete } from '../../../shared/athlete/index.ts';
import { sessionFilesSchema } from '../../../shared/contract/files.ts';
import { type SessionEvent, sessionEventSchema } from '../../../shared/contract/session.ts';
import { Bot } from '../../support/bot.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { freePort } from '../../support/records/databases.ts';
import { findPostgres, PostgresServer } from '../../support/records/postgres-server.ts';
import { Person } from '../../support/rest.ts';
import { ServerProcess } from '../../support/server-process.ts';

const bin = findPostgres();
const readySchema = z.object({ checks: z.object({ records: z.object({ ok: z.boolean(), detail: z.string() }) }) });

describe.skipIf(!bin)(`a database that goes away in a live session${bin ? '' : ' (skipped: no PostgreSQL)'}`, () => {
  let postgres: PostgresServer;
  let server: ServerProcess;

  beforeAll(async () => {
    postgres = PostgresServer.start(bin ?? '', await freePort());
    server = await ServerProcess.start({ DATABASE_URL: postgres.url, SIDELINE_DATABASE_CONNECTIONS: '2' });
  });
  afterAll(async () => {
    await server?.close();
    postgres?.stop();
  });

  async function enter(person: Person, sessionId: string, invitation?: string): Promise<Bot> {
    const bot = await Bot.join({ url: server.url, person, sessionId, ...(invitation && { invitation }) });
    onTestFinished(() => bot.close());
    return bot;
  }

  async function readiness() {
    const answer = await fetch(`${server.url}/readyz`);
    return { status: answer.status, ...readySchema.parse(await answer.json()).checks.records };
  }

  /** For all connections, as Supabase does with a project whose disk is nearly full. */
  async function setReadOnly(isReadOnly: boolean): Promise<void> {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    await client.query(`alter system set default_transaction_read_only = ${isReadOnly ? 'on' : 'off'}`);
    await client.query('select pg_reload_conf()');
    await client.end();
  }

  /** What the database has of a session, by the transactions that wrote it. */
  async function written(sessionId: string): Promise<SessionEvent[]> {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    try {
      const { rows } = await client.query(
        `select seq, at_ms as at, change from public.session_events where session_id = $1
         order by xmin::text::bigint, seq`,
        [sessionId],
      );
      return z.array(sessionEventSchema).parse(rows);
    } finally {
      await client.end();
    }
  }

  it('takes nothing from the session, and gets all that happened meanwhile, in order and once', {
    timeout: 60_000,
  }, async () => {
    const [ada, kim, lee] = await Promise.all(['Ada', 'Kim', 'Lee'].map((name) => Person.signIn(server.url, name)));
    if (!ada || !kim || !lee) throw new Error('nobody came');
    const sessionId = await ada.startSession();
    const athlete = await enter(ada, sessionId);
    const coach = await enter(kim, sessionId, (await ada.invite(sessionId, 'coach')).token);
    const { token: forSpectators } = await ada.invite(sessionId, 'spectator');
    await athlete.perform(anAthlete({ activity: 'squat', reps: 200, tempo: 2 }));
    await coach.athleteWhere(({ reps }) => reps >= 1);
    const { id: athleteId } = coach.athlete;

    postgres.halt();
    // Everyone is informed, the server's health says it, and the counting goes on.
    await Promise.all([athlete, coach].map((bot) => bot.stateWhere(({ keeping }) => !keeping)));
    expect(await readiness()).toEqual({ status: 503, ok: false, detail: 'database does not answer' });
    const counted = coach.athlete.reps;
    await coach.athleteWhere(({ reps }) => reps >= counted + 1);
    // What promises to be kept is refused, and the session does not end.
    await expect(coach.client.request('board:clear', { athleteId, scope: 'mine' })).rejects.toMatchObject({
      code: 'storage_unavailable',
    });
    await expect(coach.client.request('session:end', {})).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect((await ada.fetch('/sessions')).status).toBe(503);
    // Who comes meanwhile gets in once the database is back.
    const late = enter(lee, sessionId, forSpectators);
    await coach.athleteWhere(({ reps }) => reps >= counted + 2);

    postgres.resume();
    await Promise.all([athlete, coach].map((bot) => bot.stateWhere(({ keeping }) => keeping)));
    await late;
    await expect.poll(readiness, { timeout: 10_000 }).toMatchObject({ status: 200, ok: true });
    const { reps: atReturn } = coach.athlete;
    await coach.athleteWhere(({ reps }) => reps >= atReturn + 1);
    expect([athlete, coach].map(({ client }) => client.status.kind)).toEqual(['live', 'live']);
    const connected = coach.events.items.filter(({ change }) => change.type === 'participant-connection');
    expect(connected).toEqual([]);
    await coach.client.end();

    const rows = await written(sessionId);
    const order = rows.map(({ seq }) => seq);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    const since = coach.events.items[0]?.seq ?? 0;
    const coaching = (events: readonly SessionEvent[]) =>
      events
        .filter(({ seq, change }) => seq >= since && change.type === 'coaching')
        .map(({ seq, change }) => [seq, change]);
    expect(coaching(rows)).toEqual(coaching(coach.events.items));

    const record = await ada.record(sessionId);
    const kept = record.athletes?.[0]?.feedback.flatMap((event) => (event.type === 'repetition' ? event.index : []));
    expect(kept).toEqual(Array.from({ length: coach.athlete.reps }, (_, index) => index + 1));
    expect(record.status).toBe('ended');
    const recorded = async () => {
      const { files } = sessionFilesSchema.parse(await (await ada.fetch(`/sessions/${sessionId}/files`)).json());
      return files.flatMap(({ kind, participantId, endedAt, state }) =>
        kind === 'recording' && participantId === athleteId
          ? [{ whole: endedAt !== null, lost: state === 'lost' }]
          : [],
      );
    };
    // One part: the recording was not interrupted.
    await expect.poll(recorded, { timeout: 20_000 }).toEqual([{ whole: true, lost: false }]);
  });

  it('that takes no writes, as when a plan’s room is used up: records are read, and what waits is written once there is room', async () => {
    const ada = await Person.signIn(server.url, 'Ada');
    const sessionId = await ada.startUnrecordedSession();
    const socket = await RawSocket.connect(server.url, ada.token);
    onTestFinished(() => socket.close());
    const { participantId: athleteId } = await socket.join(sessionId);
    const draw = async () => {
      const id = randomUUID();
      const stroke = { id, tool: 'line', colour: '#ffd400', width: 0.01, points: [[0, 0]] };
      expect(await socket.ask('stroke:begin', { athleteId, stroke })).toMatchObject({ ok: true });
      return { id, ended: await socket.ask('stroke:end', { id }) };
    };
    await setReadOnly(true);
    onTestFinished(() => setReadOnly(false));
    const waiting: string[] = [];
    // Each of the server's connections hears of it a moment later.
    const refused = async () => {
      const { id, ended } = await draw();
      waiting.push(id);
      return [ended, await readiness()];
    };
    await expect
      .poll(refused, { timeout: 10_000 })
      .toMatchObject([
        { error: { code: 'storage_unavailable' } },
        { status: 503, detail: 'the database takes no writes' },
      ]);
    expect((await ada.fetch('/sessions', 'POST', { activity: 'squat' })).status).toBe(503);
    expect((await ada.sessions()).map(({ id, status }) => ({ id, status }))).toContainEqual({
      id: sessionId,
      status: 'live',
    });

    await setReadOnly(false);
    await expect.poll(readiness, { timeout: 10_000 }).toMatchObject({ status: 200, ok: true });
    const later = await draw();
    expect(later.ended).toMatchObject({ ok: true });
    const drawn = (await written(sessionId)).map((event) => JSON.stringify(event));
    for (const id of [...waiting, later.id]) expect(drawn.filter((event) => event.includes(id))).toHaveLength(1);
  });

  it('that outlasts the server: what had waited is there after the next start', async () => {
    const ada = await Person.signIn(server.url, 'Ada');
    const sessionId = await ada.startUnrecordedSession();
    const connect = async () => {
      const socket = await RawSocket.connect(server.url, ada.token);
      onTestFinished(() => socket.close());
      return { socket, ...(await socket.join(sessionId)) };
    };
    const { socket, participantId: athleteId } = await connect();
    postgres.halt();
    const strokeIds = [randomUUID(), randomUUID()];
    for (const id of strokeIds) {
      const stroke = { id, tool: 'line', colour: '#ffd400', width: 0.01, points: [[0, 0]] };
      await socket.ask('stroke:begin', { athleteId, stroke });
      expect(await socket.ask('stroke:end', { id })).toMatchObject({ error: { code: 'storage_unavailable' } });
    }
    const waiting = join(server.dataDir, 'waiting-events.jsonl');
    const onDisk = async () => (existsSync(waiting) ? await readFile(waiting, 'utf8') : '');
    for (const id of strokeIds) await expect.poll(onDisk).toContain(id);
    await server.kill();
    postgres.resume();
    await server.start();

    const { state } = await connect();
    expect(state.athletes[athleteId]?.board).toMatchObject(strokeIds.map((id) => ({ id, finished: true })));
    expect(existsSync(waiting)).toBe(false);
  });
});
