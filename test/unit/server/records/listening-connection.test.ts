import { getEventListeners, once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Announcements } from '../../../../server/records/announcements.ts';
import { ListeningConnection } from '../../../../server/records/listening-connection.ts';

/** A message of PostgreSQL's protocol. */
const message = (kind: string, body: Buffer) => {
  const head = Buffer.alloc(5);
  head.write(kind);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const AUTHENTICATED = message('R', Buffer.alloc(4));
const READY = message('Z', Buffer.from('I'));
const DONE = message('C', Buffer.from('LISTEN\0'));
const QUERY = 'Q'.charCodeAt(0);

/** Lets everyone in, takes every statement, and does not answer a farewell. */
const server = createServer({ allowHalfOpen: true }, (socket) => {
  open.add(socket);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => open.delete(socket));
  socket.once('data', () => {
    socket.write(Buffer.concat([AUTHENTICATED, READY]));
    socket.on('data', (said) => said[0] === QUERY && socket.write(Buffer.concat([DONE, READY])));
  });
});
const open = new Set<Socket>();

let connection: ListeningConnection;
let announcements: Announcements;
beforeEach(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  announcements = new Announcements();
  vi.spyOn(AbortSignal.prototype, 'addEventListener');
  connection = await ListeningConnection.open({
    address: { host: '127.0.0.1', port: address.port, user: 'postgres', database: 'postgres' },
    announcements,
    logger: pino({ level: 'silent' }),
  });
});
afterEach(async () => {
  const closed = connection.close();
  for (const socket of open) socket.destroy();
  await closed;
  server.close();
  await once(server, 'close');
  vi.restoreAllMocks();
});

it('leaves nothing behind of connections that were lost', async () => {
  const [signal] = vi.mocked(AbortSignal.prototype.addEventListener).mock.contexts;
  if (!(signal instanceof AbortSignal)) throw new Error('nothing waits for the end');
  for (let lost = 0; lost < 3; lost += 1) {
    const again = new Promise<void>((resolve) => {
      const end = announcements.follow({
        announced: () => undefined,
        missed: () => {
          end();
          resolve();
        },
      });
    });
    for (const socket of open) socket.destroy();
    await again;
  }
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
});

it('ends although the server does not answer any more', async () => {
  expect(open.size).toBe(1);
  const [socket] = open;
  const cut = socket && once(socket, 'end');
  await connection.close();
  await cut;
});
