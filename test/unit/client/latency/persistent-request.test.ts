import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PersistentRequest } from '../../../../client/latency/persistent-request.ts';

const REFUSAL = new Error('too fast');

let asking: PersistentRequest | undefined;
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  asking?.close();
  vi.useRealTimers();
});

it('says why it was refused, and asks again until it is granted', async () => {
  const ask = vi.fn<() => Promise<void>>().mockRejectedValueOnce(REFUSAL).mockResolvedValue();
  const answers: unknown[] = [];
  asking = new PersistentRequest(ask, (refusal) => answers.push(refusal));
  await vi.advanceTimersByTimeAsync(0);
  expect(answers).toEqual([REFUSAL]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(answers).toEqual([REFUSAL, undefined]);
  expect(ask).toHaveBeenCalledTimes(2);
});

it('asks and reports no more once it is closed', async () => {
  const ask = vi.fn<() => Promise<void>>().mockRejectedValue(REFUSAL);
  const answers: unknown[] = [];
  asking = new PersistentRequest(ask, (refusal) => answers.push(refusal));
  asking.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(answers).toEqual([]);
  expect(ask).toHaveBeenCalledOnce();
});
