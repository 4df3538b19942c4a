import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSessionStore, type SessionStore } from '../../../../client/live/session-store.ts';
import { SessionClient } from '../../../../client/session/session-client.ts';

let client: SessionClient;
let store: SessionStore;
beforeEach(() => {
  client = new SessionClient({
    url: 'http://127.0.0.1:9',
    token: 'none',
    sessionId: randomUUID(),
    createDevice: () => Promise.reject(new Error('no media here')),
  });
  store = createSessionStore(client);
});
afterEach(() => client.close());

const lost = () => store.getState().lost.map(({ source, change }) => `${source} ${change}`);

it('knows a camera for lost until it is sent again', () => {
  client.emit('localTrack', { source: 'camera', change: 'ended' });
  client.emit('localTrack', { source: 'microphone', change: 'muted' });
  expect(lost()).toEqual(['camera ended', 'microphone muted']);
  client.emit('localTrack', { source: 'camera', change: 'live' });
  expect(lost()).toEqual(['microphone muted']);
});

it('has what keeps media from beginning, until they begin', () => {
  client.emit('obstacle', 'unreachable');
  expect(store.getState().obstacle).toBe('unreachable');
  client.emit('obstacle', undefined);
  expect(store.getState().obstacle).toBeUndefined();
});

it('says when the client is closed', () => {
  client.close();
  expect(store.getState().status).toEqual({ kind: 'closed' });
});
