import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Recurring } from '../../../../server/support/recurring.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('works at once, then again and again, one turn after the other, until it is closed', async () => {
  const turns: (() => void)[] = [];
  const recurring = new Recurring(1_000, () => new Promise((resolve) => turns.push(resolve)));
  expect(turns).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(turns).toHaveLength(1);
  turns[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(turns).toHaveLength(2);
  let closed = false;
  const closing = recurring.close().then(() => {
    closed = true;
  });
  await vi.advanceTimersByTimeAsync(5_000);
  expect([closed, turns.length]).toEqual([false, 2]);
  turns[1]?.();
  await closing;
});
