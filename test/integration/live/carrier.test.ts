/** Networks and proxies that swallow WebSockets: the other carrier is taken, and tried first from then on. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { SessionClient } from '../../../client/session/session-client.ts';
import type { Carrier } from '../../../client/session/signalling.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { Person } from '../../support/rest.ts';

let server: TestApp;
let person: Person;
beforeAll(async () => {
  server = await startApp();
  person = await Person.signIn(server.url, 'Ada');
});
afterAll(() => server.close());

/** A way to the server on which requests for a WebSocket are taken and never answered. */
async function swallowingProxy(): Promise<{ url: string; swallowed(): number }> {
  const { hostname, port } = new URL(server.url);
  const ends = new Set<Socket>();
  let swallowed = 0;
  const proxy = createServer((near) => {
    ends.add(near);
    near.on('error', () => near.destroy());
    near.once('data', (head) => {
      if (head.toString('latin1').toLowerCase().includes('upgrade: websocket')) {
        swallowed += 1;
        return;
      }
      const far = connect(Number(port), hostname);
      ends.add(far);
      far.on('error', () => far.destroy());
      far.write(head);
      near.pipe(far).pipe(near);
    });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(async () => {
    for (const end of ends) end.destroy();
    proxy.close();
    await once(proxy, 'close');
  });
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, swallowed: () => swallowed };
}

function clientBy(url: string, sessionId: string, carrier?: Carrier): SessionClient {
  const client = new SessionClient({
    url,
    token: person.token,
    sessionId,
    carrier,
    carrierPatienceMs: 1_000,
    createDevice: () => Promise.reject(new Error('no media in this test')),
    socket: { forceNew: true },
  });
  onTestFinished(() => client.close());
  return client;
}

it('joins over HTTP requests where WebSockets are swallowed, and remembers that', async () => {
  const proxy = await swallowingProxy();
  const sessionId = await person.startUnrecordedSession();
  const first = clientBy(proxy.url, sessionId);
  const learned: Carrier[] = [];
  first.on('carrier', (carrier) => learned.push(carrier));
  await first.join();
  expect(learned).toEqual(['polling']);
  expect(proxy.swallowed()).toBeGreaterThan(0);
  await expect(first.request('session:snapshot', {})).resolves.toMatchObject({ id: sessionId });

  const again = clientBy(proxy.url, sessionId, 'polling');
  again.on('carrier', (carrier) => learned.push(carrier));
  await again.join();
  await expect(again.request('session:snapshot', {})).resolves.toMatchObject({ id: sessionId });
  expect(learned).toEqual(['polling']);
});

it('stays with WebSockets where they work', async () => {
  const client = clientBy(server.url, await person.startUnrecordedSession());
  const learned: Carrier[] = [];
  client.on('carrier', (carrier) => learned.push(carrier));
  await client.join();
  expect(learned).toEqual([]);
});
