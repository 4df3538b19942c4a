import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { decodePose } from '../../../shared/contract/pose-packet.ts';
import { PublishedAthlete } from '../../bench/athletes/published-athlete.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { Collected } from '../../support/collected.ts';
import { Person } from '../../support/rest.ts';
import { shortPerformance } from '../../support/rtp/short-performance.ts';

const PERFORMANCE = shortPerformance();
let server: TestApp;
const closers: (() => void)[] = [];
beforeEach(async () => {
  server = await startApp();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) close();
  await server.close();
});

async function watch(
  transport: 'websocket' | 'polling',
  seat: { token: string; sessionId: string; invitation: string },
) {
  const socket: Socket = io(server.url, {
    transports: [transport],
    auth: { token: seat.token },
    forceNew: true,
    reconnection: false,
  });
  closers.push(() => socket.disconnect());
  const poses = new Collected<Buffer>();
  const disconnected = new Collected<string>();
  socket.on('pose', (packet: Buffer) => poses.add(packet));
  socket.on('disconnect', (reason) => disconnected.add(reason));
  await new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve);
    socket.on('connect_error', reject);
  });
  const { sessionId, invitation } = seat;
  expect(await socket.emitWithAck('session:join', { sessionId, invitation })).toMatchObject({ ok: true });
  return { poses, disconnected, transport: () => socket.io.engine.transport.name };
}

it('sends the same pose packets over WebSocket and polling, and goes on with all else', {
  timeout: 60_000,
}, async () => {
  const owner = await Person.signIn(server.url, 'Anna');
  const sessionId = await owner.startUnrecordedSession('squat');
  const { token: invitation } = await owner.invite(sessionId, 'spectator');
  const { token } = await Person.signIn(server.url, 'Sam');
  const seat = { token, sessionId, invitation };
  const watchers = [await watch('websocket', seat), await watch('websocket', seat), await watch('polling', seat)];
  const athlete = await PublishedAthlete.join(
    { url: server.url, token: owner.token, sessionId, begin: 0 },
    PERFORMANCE,
  );
  closers.push(() => athlete.close());

  for (const { poses } of watchers) await poses.until((packets) => packets.length >= 8);

  expect(watchers.map(({ transport }) => transport())).toEqual(['websocket', 'websocket', 'polling']);
  const byFrame = new Map<number, string[]>();
  for (const { poses } of watchers) {
    for (const packet of poses.items) {
      const { rtpTimestamp } = decodePose(packet);
      byFrame.set(rtpTimestamp, [...(byFrame.get(rtpTimestamp) ?? []), packet.toString('hex')]);
    }
  }
  const packets = [...byFrame.values()];
  expect(packets.every(([first, ...others]) => others.every((packet) => packet === first))).toBe(true);
  expect(packets.some(({ length }) => length === watchers.length)).toBe(true);
  expect(watchers.flatMap(({ disconnected }) => disconnected.items)).toEqual([]);
});
