/** Signalling steps out of order, with nonsense in them, or broken off in the middle. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TransportOptions } from '../../../shared/contract/media.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { Person } from '../../support/rest.ts';
import { theAthlete } from '../../support/the-athlete.ts';

const DTLS = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') }],
};
const OPUS = {
  codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
  encodings: [{ ssrc: 1234 }],
};

let server: TestApp;
let athlete: Person;
let coach: Person;
let sessionId: string;
let token: string;
const sockets: RawSocket[] = [];

async function joined(person: Person): Promise<RawSocket> {
  const socket = await RawSocket.connect(server.url, person.token);
  sockets.push(socket);
  await socket.join(sessionId, person === coach ? token : undefined);
  return socket;
}

async function transport(socket: RawSocket, direction: 'send' | 'receive'): Promise<string> {
  const answer = await socket.ask('transport:create', { direction });
  expect(answer).toMatchObject({ ok: true });
  return (answer.data as TransportOptions).id;
}

const microphone = (transportId: string, rtpParameters: object = OPUS) => ({
  transportId,
  kind: 'audio',
  source: 'microphone',
  rtpParameters,
});

beforeAll(async () => {
  server = await startApp();
  [athlete, coach] = await Promise.all([Person.signIn(server.url, 'Ada'), Person.signIn(server.url, 'Kim')]);
});
beforeEach(async () => {
  sessionId = await athlete.startUnrecordedSession();
  ({ token } = await athlete.invite(sessionId, 'coach'));
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(() => server.close());

describe('signalling out of order', () => {
  it('refuses to produce on a transport that is not connected', async () => {
    const socket = await joined(athlete);
    expect(await socket.ask('producer:create', microphone(await transport(socket, 'send')))).toMatchObject({
      error: { code: 'out_of_order' },
    });
  });

  it('refuses transports, producers and consumers that are not there, or not the caller’s', async () => {
    const [mine, theirs] = [await joined(athlete), await joined(coach)];
    const transportId = await transport(theirs, 'send');
    for (const id of [randomUUID(), transportId]) {
      expect(await mine.ask('transport:connect', { transportId: id, dtlsParameters: DTLS })).toMatchObject({
        error: { code: 'out_of_order' },
      });
      expect(await mine.ask('producer:close', { producerId: id })).toMatchObject({ error: { code: 'not_found' } });
      expect(await mine.ask('consumer:resume', { consumerId: id })).toMatchObject({ error: { code: 'not_found' } });
    }
  });

  it('connects a transport once', async () => {
    const socket = await joined(athlete);
    const transportId = await transport(socket, 'send');
    expect(await socket.ask('transport:connect', { transportId, dtlsParameters: DTLS })).toMatchObject({ ok: true });
    expect(await socket.ask('transport:connect', { transportId, dtlsParameters: DTLS })).toMatchObject({
      error: { code: 'out_of_order' },
    });
  });

  it('keeps receiving and sending apart', async () => {
    const socket = await joined(athlete);
    const transportId = await transport(socket, 'receive');
    await socket.ask('transport:connect', { transportId, dtlsParameters: DTLS });
    expect(await socket.ask('producer:create', microphone(transportId))).toMatchObject({
      error: { code: 'invalid_request' },
    });
  });

  it.each([
    [
      'a codec that the session has not',
      { ...OPUS, codecs: [{ mimeType: 'audio/speex', payloadType: 97, clockRate: 16_000 }] },
    ],
    ['encodings that make no sense', { ...OPUS, encodings: [{ rtx: { ssrc: 1 } }, { rtx: { ssrc: 1 } }] }],
    ['no codec', { ...OPUS, codecs: [] }],
  ])('refuses to produce with %s', async (_name, rtpParameters) => {
    const socket = await joined(athlete);
    const transportId = await transport(socket, 'send');
    await socket.ask('transport:connect', { transportId, dtlsParameters: DTLS });
    expect(await socket.ask('producer:create', microphone(transportId, rtpParameters))).toMatchObject({
      error: { code: 'invalid_request' },
    });
  });

  it('refuses a camera that sends sound', async () => {
    const socket = await joined(athlete);
    const transportId = await transport(socket, 'send');
    await socket.ask('transport:connect', { transportId, dtlsParameters: DTLS });
    expect(await socket.ask('producer:create', { ...microphone(transportId), source: 'camera' })).toMatchObject({
      error: { code: 'invalid_request' },
    });
  });

  it('replaces a producer of the same source, and announces both to others', async () => {
    const [mine, theirs] = [await joined(athlete), await joined(coach)];
    const transportId = await transport(mine, 'send');
    await mine.ask('transport:connect', { transportId, dtlsParameters: DTLS });
    const first = (await mine.ask('producer:create', microphone(transportId))).data as { producerId: string };
    const again = { ...OPUS, encodings: [{ ssrc: 4321 }] };
    const second = (await mine.ask('producer:create', microphone(transportId, again))).data as { producerId: string };
    await theirs.event((change) => change.type === 'producer-removed' && change.producerId === first.producerId);
    const { participants } = await theirs.snapshot();
    const producers = participants.flatMap((one) => one.producers);
    expect(producers.map(({ id }) => id)).toEqual([second.producerId]);
  });
});

describe('a client that vanishes', () => {
  /** Each leaves one more step behind it; the last is sent without waiting for its answer. */
  const steps: [string, (socket: RawSocket) => Promise<void>][] = [
    [
      'while joining',
      async (socket) => void socket.socket.emit('session:join', { sessionId, invitation: token }, () => undefined),
    ],
    [
      'while opening media',
      async (socket) => {
        await socket.join(sessionId, token);
        socket.socket.emit('media:open', {}, () => undefined);
      },
    ],
    [
      'while creating a transport',
      async (socket) => {
        await socket.join(sessionId, token);
        socket.socket.emit('transport:create', { direction: 'send' }, () => undefined);
      },
    ],
    [
      'while connecting it',
      async (socket) => {
        await socket.join(sessionId, token);
        const transportId = await transport(socket, 'send');
        socket.socket.emit('transport:connect', { transportId, dtlsParameters: DTLS }, () => undefined);
      },
    ],
    [
      'while producing',
      async (socket) => {
        await socket.join(sessionId, token);
        const transportId = await transport(socket, 'send');
        await socket.ask('transport:connect', { transportId, dtlsParameters: DTLS });
        socket.socket.emit('producer:create', microphone(transportId), () => undefined);
      },
    ],
    [
      'in the middle of a stroke',
      async (socket) => {
        const athleteId = theAthlete((await socket.join(sessionId, token)).state).id;
        const stroke = {
          id: randomUUID(),
          tool: 'line',
          colour: '#ffffff',
          width: 0.01,
          points: [
            [0, 0],
            [1, 1],
          ],
        };
        await socket.ask('stroke:begin', { athleteId, stroke });
        socket.socket.emit('stroke:draw', { id: stroke.id, from: 1, points: [[0.5, 0.5]] }, () => undefined);
      },
    ],
  ];

  it.each(steps)('%s leaves a session that others and itself can go on in', async (_name, vanishAfter) => {
    const watcher = await joined(athlete);
    const vanishing = await RawSocket.connect(server.url, coach.token);
    await vanishAfter(vanishing);
    vanishing.close();

    const again = await joined(coach);
    const { participants } = await again.snapshot();
    expect(participants.filter(({ role }) => role === 'coach')).toEqual([
      expect.objectContaining({ connected: true, producers: [] }),
    ]);
    const transportId = await transport(again, 'send');
    await again.ask('transport:connect', { transportId, dtlsParameters: DTLS });
    expect(await again.ask('producer:create', microphone(transportId))).toMatchObject({ ok: true });
    await watcher.event((change) => change.type === 'producer-added');
  });
});

describe('a session', () => {
  it('that everyone has left is ended by itself', async () => {
    const brief = await startApp({ SIDELINE_ABANDONED_AFTER: '1' });
    try {
      const owner = await Person.signIn(brief.url, 'Ada');
      const left = await owner.startUnrecordedSession();
      const socket = await RawSocket.connect(brief.url, owner.token);
      await socket.join(left);
      socket.close();
      await expect.poll(async () => (await owner.record(left)).status, { timeout: 10_000 }).toBe('ended');
    } finally {
      await brief.close();
    }
  });
});
