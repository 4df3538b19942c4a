import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { spaced } from '../../../../client/changes/spaced.ts';

const PAUSE_MS = 1_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('works at once, and for all that is asked meanwhile and soon after once more', async () => {
  let times = 0;
  const work = spaced(async () => {
    times += 1;
  }, PAUSE_MS);
  work.ask();
  expect(times).toBe(1);
  for (let asked = 0; asked < 5; asked += 1) work.ask();
  await vi.advanceTimersByTimeAsync(PAUSE_MS - 1);
  expect(times).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(times).toBe(2);
  await vi.advanceTimersByTimeAsync(10 * PAUSE_MS);
  expect(times).toBe(2);
  work.ask();
  expect(times).toBe(3);
});

it('works no more once it is cancelled', async () => {
  let times = 0;
  const work = spaced(async () => {
    times += 1;
  }, PAUSE_MS);
  work.ask();
  work.ask();
  work.cancel();
  await vi.advanceTimersByTimeAsync(10 * PAUSE_MS);
  work.ask();
  expect(times).toBe(1);
});
