import { EventEmitter } from 'node:events';
import type { types } from 'mediasoup-client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TransportWatch } from '../../../../client/session/transport-watch.ts';

let transport: EventEmitter;
let watch: TransportWatch;
let changes: number;
beforeEach(() => {
  vi.useFakeTimers();
  changes = 0;
  transport = new EventEmitter();
  watch = new TransportWatch(transport, { patienceMs: 3_000, openMs: 4_000 }, () => {
    changes += 1;
  });
});
afterEach(() => {
  watch.close();
  vi.useRealTimers();
});

const become = (state: types.ConnectionState) => transport.emit('connectionstatechange', state);

it('says within seconds that a transport can’t connect, and takes it back when it can', () => {
  watch.begin();
  become('connecting');
  vi.advanceTimersByTime(3_900);
  expect(watch.unreachable).toBe(false);
  vi.advanceTimersByTime(200);
  expect([watch.unreachable, watch.broken, changes]).toEqual([true, false, 1]);
  become('connected');
  expect([watch.unreachable, watch.broken, changes]).toEqual([false, false, 2]);
});

it('says so at once when connecting fails', () => {
  watch.begin();
  become('failed');
  expect([watch.unreachable, watch.broken]).toEqual([true, true]);
});

it('never calls a transport unreachable that was up once', () => {
  watch.begin();
  become('connected');
  vi.advanceTimersByTime(10_000);
  become('failed');
  expect([watch.unreachable, watch.broken]).toEqual([false, true]);
});

it('is patient with a gap that ends by itself', () => {
  become('connected');
  become('disconnected');
  vi.advanceTimersByTime(2_900);
  become('connected');
  vi.advanceTimersByTime(5_000);
  expect(watch.broken).toBe(false);
  become('disconnected');
  vi.advanceTimersByTime(3_100);
  expect(watch.broken).toBe(true);
});

it('says nothing any more once it is closed', () => {
  watch.begin();
  watch.close();
  watch.close();
  vi.advanceTimersByTime(10_000);
  expect(changes).toBe(0);
});
