/** Connections that are too many, of strangers, from foreign pages, and of readers that read nothing. */
import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { CONNECTIONS_OF_A_PERSON, MESSAGES_BEFORE_SIGN_IN, UNREAD } from '../../../server/limits.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { Person } from '../../support/rest.ts';

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
  const sessionId = await teacher.startSession();
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
  it('is told that the token is wrong, once, and the connection ends', async () => {
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

describe('a reader that reads nothing', () => {
  it(
    'is cut off when too much waits for it, and others notice nothing',
    async () => {
      const [owner, guest] = [await Person.signIn(server.url, 'Ada'), await Person.signIn(server.url, 'Mallory')];
      const sessionId = await owner.startSession();
      const athlete = await connect(owner);
      const { participantId: athleteId } = await athlete.join(sessionId);
      const { token: invitation } = await owner.invite(sessionId, 'spectator');
      const silent = await open();
      silent.send(signIn(guest.token));
      await once(silent, 'message');
      silent.send(`420${JSON.stringify(['session:join', { sessionId, invitation }])}`);
      await athlete.event(({ type }) => type === 'spectators');
      silent.pause();

      // Everyone is sent what is drawn; it is more than the kernel's buffers and ours take.
      const points = Array.from({ length: 256 }, (_, index) => [index / 256, 0.123456789]);
      const gone = athlete.event((change) => change.type === 'spectators' && change.count === 0);
      let drawing = true;
      void gone.then(() => {
        drawing = false;
      });
      const stroke = { id: crypto.randomUUID(), tool: 'freehand', colour: '#ffd400', width: 0.01, points };
      expect(await athlete.ask('stroke:begin', { athleteId, stroke })).toMatchObject({ ok: true });
      // As fast as a person may draw.
      while (drawing) {
        const draw = { id: stroke.id, from: 0, points };
        await Promise.all([wait(50), ...Array.from({ length: 5 }, () => athlete.ask('stroke:draw', draw))]);
      }
      expect(await athlete.ask('session:snapshot')).toMatchObject({ ok: true });
    },
    UNREAD.ms + 15_000,
  );
});
