import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SessionLifetime } from '../../../../../server/live/session/session-lifetime.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

const ABANDONED_AFTER_MS = 1_000;
const made: SessionLifetime[] = [];
afterEach(() => {
  for (const lifetime of made.splice(0)) lifetime.close();
  vi.useRealTimers();
});

/** A lifetime with all that was done by it. */
function aLifetime({ awaitedSince, failures = 0 }: { awaitedSince?: number; failures?: number } = {}) {
  const done: (readonly ['ended', string, number | undefined] | readonly ['left'] | readonly ['failed'])[] = [];
  let left = failures;
  const lifetime = new SessionLifetime({
    abandonedAfterMs: ABANDONED_AFTER_MS,
    awaitedSince,
    logger: pino({ level: 'silent' }),
    end: async (status, endedAt) => {
      left -= 1;
      if (left >= 0) {
        done.push(['failed']);
        throw new Error('no room on the disk');
      }
      done.push(['ended', status, endedAt]);
    },
    leave: async () => void done.push(['left']),
  });
  made.push(lifetime);
  return { lifetime, done };
}

const code = (expected: string) => expect.objectContaining({ code: expected });

it('ends once, however often it is asked to', async () => {
  const { lifetime, done } = aLifetime();
  await Promise.all([lifetime.end('ended'), lifetime.end('ended')]);
  expect(done).toEqual([['ended', 'ended', undefined]]);
  expect(() => lifetime.mustBeLive()).toThrow(code('session_ended'));
});

it('goes on after an end that failed, and can end later', async () => {
  const { lifetime, done } = aLifetime({ failures: 1 });
  await expect(lifetime.end('ended')).rejects.toThrow('no room');
  expect(lifetime.live).toBe(true);
  await lifetime.end('ended');
  expect(done).toEqual([['failed'], ['ended', 'ended', undefined]]);
});

it('is not let go after it has ended, but is after an end that failed', async () => {
  const over = aLifetime();
  const ending = over.lifetime.end('ended');
  await Promise.all([ending, over.lifetime.letGo()]);
  expect(over.done).toEqual([['ended', 'ended', undefined]]);

  const failing = aLifetime({ failures: 1 });
  const failed = expect(failing.lifetime.end('ended')).rejects.toThrow('no room');
  await Promise.all([failed, failing.lifetime.letGo(), failing.lifetime.letGo()]);
  expect(failing.done).toEqual([['failed'], ['left']]);
  expect(() => failing.lifetime.mustBeLive()).toThrow(code('shutting_down'));
});

it('ends when nobody has been there for a while, and not when somebody came in time', async () => {
  const { lifetime, done } = aLifetime();
  lifetime.deserted(true);
  await vi.advanceTimersByTimeAsync(ABANDONED_AFTER_MS - 1);
  lifetime.deserted(false);
  await vi.advanceTimersByTimeAsync(ABANDONED_AFTER_MS);
  expect(done).toEqual([]);
  lifetime.deserted(true);
  await vi.advanceTimersByTimeAsync(ABANDONED_AFTER_MS);
  expect(done).toEqual([['ended', 'ended', undefined]]);
});

it('tries again to end an abandoned session while that fails', async () => {
  const { lifetime, done } = aLifetime({ failures: 2 });
  lifetime.deserted(true);
  await vi.advanceTimersByTimeAsync(3 * ABANDONED_AFTER_MS);
  expect(done).toEqual([['failed'], ['failed'], ['ended', 'ended', undefined]]);
});

it('is interrupted, when it was last live, where nobody comes back to it, and is an ordinary one once somebody has', async () => {
  const awaited = aLifetime({ awaitedSince: 61_000 });
  awaited.lifetime.deserted(true);
  await vi.advanceTimersByTimeAsync(ABANDONED_AFTER_MS);
  expect(awaited.done).toEqual([['ended', 'interrupted', 61_000]]);

  const back = aLifetime({ awaitedSince: 61_000 });
  back.lifetime.entered();
  back.lifetime.deserted(true);
  await vi.advanceTimersByTimeAsync(ABANDONED_AFTER_MS);
  expect(back.done).toEqual([['ended', 'ended', undefined]]);
});

it.each(['closed', 'let go'])('waits for nobody once it is %s', async (how) => {
  const { lifetime, done } = aLifetime();
  lifetime.deserted(true);
  if (how === 'closed') lifetime.close();
  else {
    await lifetime.letGo();
    lifetime.close();
    lifetime.deserted(true);
  }
  await vi.advanceTimersByTimeAsync(2 * ABANDONED_AFTER_MS);
  expect(done.map(([what]) => what)).toEqual(how === 'closed' ? [] : ['left']);
});
