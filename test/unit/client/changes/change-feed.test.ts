import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { expect, it, onTestFinished } from 'vitest';
import { ChangeFeed } from '../../../../client/changes/change-feed.ts';
import type { ChangeTopic } from '../../../../shared/contract/changes.ts';
import { Collected } from '../../../support/collected.ts';

/** A server that lets in who has the token `good`, and what it met. */
async function aServer() {
  const http = createServer();
  const sockets = new Server(http);
  const tokens = new Collected<string>();
  const watched = new Collected<ChangeTopic>();
  sockets.use((socket, next) => {
    const { token } = socket.handshake.auth;
    tokens.add(token);
    const data = { code: token === 'good' ? undefined : token, message: 'no' };
    next(data.code && Object.assign(new Error('no'), { data }));
  });
  sockets.on('connection', (socket) =>
    socket.on('changes:watch', ({ topic }, ack) => {
      watched.add(topic);
      ack({ ok: true, data: {} });
    }),
  );
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise((resolve) => void sockets.close(() => resolve())));
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, tokens, watched };
}

function aFeed(url: string, token: () => string) {
  const feed = new ChangeFeed({ url, token: async () => token(), changed: () => undefined, againAfterMs: 1 });
  onTestFinished(() => feed.close());
  feed.follow(new Set(['own']));
  return feed;
}

it('tries again while the server can’t serve', async () => {
  const { url, tokens, watched } = await aServer();
  let token = 'storage_unavailable';
  aFeed(url, () => token);
  await tokens.reach(2);
  token = 'good';
  await watched.reach(1);
});

it('does not try again with a sign-in that has ended, and goes on with the next', async () => {
  const { url, tokens, watched } = await aServer();
  let token = 'unauthenticated';
  const feed = aFeed(url, () => token);
  await tokens.reach(1);
  // Others come and go meanwhile.
  for (let visits = 1; visits <= 5; visits += 1) {
    const visitor = aFeed(url, () => 'good');
    await watched.reach(visits);
    visitor.close();
  }
  expect(tokens.items.filter((each) => each === 'unauthenticated')).toHaveLength(1);

  token = 'good';
  feed.renew(token);
  await watched.reach(6);
});
