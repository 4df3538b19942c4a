import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { Person } from '../../support/rest.ts';

let server: TestApp;
beforeAll(async () => {
  server = await startApp();
});
afterAll(() => server.close());

it('serves people whose network lets no WebSocket through, and goes on after them', async () => {
  const { token } = await Person.signIn(server.url, 'Anna');
  const socket = io(server.url, { transports: ['polling'], auth: { token }, reconnection: false });
  await new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve);
    socket.on('connect_error', reject);
  });
  expect(socket.io.engine.transport.name).toBe('polling');
  socket.disconnect();
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});
