import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PendingPick } from '../../../../../server/analysis/engines/pending-pick.ts';

const [HERE, THERE] = [
  { x: 0.2, y: 0.5 },
  { x: 0.8, y: 0.5 },
];

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('waits for the picture, and is answered by it', async () => {
  const pick = new PendingPick();
  const answered = pick.ask(HERE, 1_000);
  expect(pick.isWaiting).toBe(true);
  const taken = pick.take();
  expect(taken?.place).toEqual(HERE);
  taken?.answer(true);
  expect(await answered).toBe(true);
  expect([pick.isWaiting, pick.take(), vi.getTimerCount()]).toEqual([false, undefined, 0]);
});

it('is not done any more when the picture comes too late', async () => {
  const pick = new PendingPick();
  const answered = pick.ask(HERE, 1_000);
  vi.advanceTimersByTime(1_000);
  expect(await answered).toBeUndefined();
  expect([pick.isWaiting, pick.take()]).toEqual([false, undefined]);
});

it('gives way to a newer one, whose time is its own', async () => {
  const pick = new PendingPick();
  const first = pick.ask(HERE, 1_000);
  vi.advanceTimersByTime(900);
  const second = pick.ask(THERE, 1_000);
  expect(await first).toBe(false);
  vi.advanceTimersByTime(900);
  const taken = pick.take();
  expect(taken?.place).toEqual(THERE);
  taken?.answer(false);
  expect(await second).toBe(false);
});
