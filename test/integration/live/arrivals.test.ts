/** Connections that are too many, of strangers, from foreign pages, and of readers that read nothing. */
import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { CONNECTIONS_OF_A_PERSON, MESSAGES_BEFORE_SIGN_IN, UNREAD } from '../../../server/limits.ts';
import { BareConnection } from '../../bench/storm/bare-connection.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { Person } from '../../support/rest.ts';

/** What is not collected yet, in a process that server and readers share. */
const GARBAGE_BYTES = 100 * 1024 ** 2;

let server: TestApp;
const closers: (() => void)[] = [];

beforeAll(async () => {
  server = await startApp();
});
afterAll(() => server.close());
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function connect(person: Person): Promise<RawSocket> {
  const socket = await RawSocket.connect(server.url, person.token);
  closers.push(() => socket.close());
  return socket;
}

/** A WebSocket that speaks Engine.IO only as far as a test makes it. */
async function open(headers: Record<string, string> = {}): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, { headers });
  closers.push(() => socket.terminate());
  socket.on('error', () => undefined);
  await Promise.race([once(socket, 'open'), once(socket, 'close').then(() => Promise.reject(new Error('refused')))]);
  return socket;
}
const signIn = (token: string) => `40${JSON.stringify({ token })}`;

describe('one person', () => {
  it('has a bounded number of connections, and a place again when one is closed', async () => {
    const person = await Person.signIn(server.url, 'Ada');
    const open = [];
    for (let index = 0; index < CONNECTIONS_OF_A_PERSON; index += 1) open.push(await connect(person));
    await expect(connect(person)).rejects.toMatchObject({ data: { code: 'too_many_connections' } });
    open[0]?.close();
    await expect
      .poll(() =>
        connect(person).then(
          () => 'in',
          () => 'out',
        ),
      )
      .toBe('in');
  });

  it('is limited over all connections together', async () => {
    const person = await Person.signIn(server.url, 'Bo');
    const sockets = await Promise.all([connect(person), connect(person), connect(person)]);
    for (let sent = 0; sent < 400; sent += 1) {
      for (const { socket } of sockets) socket.emit('nonsense', {}, () => undefined);
    }
    await Promise.race(sockets.map(({ disconnected }) => disconnected));
    const other = await connect(await Person.signIn(server.url, 'Kim'));
    expect(await other.ask('nonsense')).toMatchObject({ error: { code: 'unknown_event' } });
  });
});

it('lets a class of 100 behind one address in, all at once', async () => {
  const teacher = await Person.signIn(server.url, 'Ada');
  const sessionId = await teacher.startUnrecordedSession();
  const athlete = await connect(teacher);
  await athlete.join(sessionId);
  const { token } = await teacher.invite(sessionId, 'spectator');
  const pupils = Array.from({ length: 100 }, async (_, index) => {
    const socket = await connect(await Person.signIn(server.url, `Pupil ${index}`));
    return await socket.join(sessionId, token);
  });
  expect((await Promise.all(pupils)).map(({ role }) => role)).toEqual(Array.from({ length: 100 }, () => 'spectator'));
  await athlete.event((change) => change.type === 'spectators' && change.count === 100);
});

describe('a stranger', () => {
  it('reads that the token is wrong, once, and the connection ends', async () => {
    const socket = await open();
    const heard: string[] = [];
    socket.on('message', (message: Buffer) => heard.push(String(message)));
    socket.send(signIn('a.b.c'));
    await once(socket, 'close');
    expect(heard.filter((message) => message.includes('unauthenticated'))).toHaveLength(1);
  });

  it('is cut off when it sends on without signing in', async () => {
    const socket = await open();
    for (let sent = 0; sent <= MESSAGES_BEFORE_SIGN_IN; sent += 1) socket.send('42["hello"]');
    await once(socket, 'close');
  });

  it.each(['https://evil.example', 'null'])('on a page of %s can open no connection', async (origin) => {
    await expect(open({ origin })).rejects.toThrow();
    const polling = await new Promise<number>((resolve) => {
      request(`${server.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      }).end();
    });
    expect(polling).toBe(403);
  });

  it('on a page of our own can', async () => {
    const { host } = new URL(server.url);
    expect((await open({ origin: `http://${host}` })).readyState).toBe(WebSocket.OPEN);
  });
});

describe('readers that read nothing', () => {
  it(
    'are cut off, 50 of them, while memory stays bounded and others get every event',
    async () => {
      const owner = await Person.signIn(server.url, 'Ada');
      const sessionId = await owner.startUnrecordedSession();
      const athlete = await connect(owner);
      const { participantId: athleteId } = await athlete.join(sessionId);
      const { token: invitation } = await owner.invite(sessionId, 'spectator');
      const reader = await connect(await Person.signIn(server.url, 'Kim'));
      const { state } = await reader.join(sessionId, invitation);
      for (let person = 0; person < 5; person += 1) {
        const { token } = await Person.signIn(server.url, `Mallory ${person}`);
        for (let of = 0; of < 10; of += 1) await joinAndReadNothing(token, sessionId, invitation);
      }
      await reader.event((change) => change.type === 'spectators' && change.count === 51);

      // Everyone is sent what is drawn; it is more than the kernel's buffers and ours take.
      const left = new AbortController();
      void reader.event((change) => change.type === 'spectators' && change.count === 1).then(() => left.abort());
      const before = process.memoryUsage.rss();
      let most = 0;
      const points = Array.from({ length: 256 }, (_, index) => [index / 256, 0.1235]);
      const stroke = { id: crypto.randomUUID(), tool: 'freehand', colour: '#ffd400', width: 0.01, points };
      expect(await athlete.ask('stroke:begin', { athleteId, stroke })).toMatchObject({ ok: true });
      // As fast as a person may draw.
      while (!left.signal.aborted) {
        const draw = { id: stroke.id, from: 0, points };
        await Promise.all([wait(50), ...Array.from({ length: 5 }, () => athlete.ask('stroke:draw', draw))]);
        most = Math.max(most, process.memoryUsage.rss() - before);
      }

      expect(most).toBeLessThan(50 * UNREAD.bytes + GARBAGE_BYTES);
      expect(await reader.ask('session:snapshot')).toMatchObject({ ok: true });
      const numbers = reader.events.map(({ seq }) => seq).filter((seq) => seq > state.seq);
      expect(numbers).toEqual(numbers.map((_, index) => state.seq + 1 + index));
    },
    UNREAD.ms + 45_000,
  );
});

/** Takes a spectator's place and reads nothing more; answers the pings that it does not read. */
async function joinAndReadNothing(token: string, sessionId: string, invitation: string): Promise<void> {
  const connection = await BareConnection.open(server.url, undefined);
  closers.push(() => connection.close());
  await connection.signIn(token);
  expect(await connection.ask('session:join', { sessionId, invitation })).toMatchObject({ ok: true });
  connection.stopReading();
  const pongs = setInterval(() => connection.send('3'), 2_000);
  void connection.closed.then(() => clearInterval(pongs));
}
