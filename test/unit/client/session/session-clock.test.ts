import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClockOffset } from '../../../../client/session/clock-readings.ts';
import { SessionClock } from '../../../../client/session/session-clock.ts';

/** A server whose clock is this far ahead of ours. */
const AHEAD = 50_000;
const serverTime = async () => performance.now() + AHEAD;

let clock: SessionClock | undefined;
afterEach(() => clock?.stop());

it('maps our time to the server’s once the server has answered', async () => {
  const told = await new Promise<ClockOffset>((resolve, reject) => {
    clock = new SessionClock({
      ask: (known) => {
        if (known) resolve(known);
        return serverTime();
      },
      onTrouble: reject,
    });
    expect(clock.toServer(10)).toBeUndefined();
    clock.start();
  });
  expect(Math.abs(told.offsetMs - AHEAD)).toBeLessThanOrEqual(told.errorMs);
  expect(clock?.toServer(10)).toBe(10 + told.offsetMs);
});

it('keeps what it knows when the server answers no more, and reports the trouble', async () => {
  let answers = 0;
  const trouble = await new Promise((resolve) => {
    clock = new SessionClock({
      ask: async () => {
        answers += 1;
        if (answers > 1) throw new Error('gone');
        return serverTime();
      },
      onTrouble: resolve,
    });
    clock.start();
  });
  expect(trouble).toMatchObject({ message: 'gone' });
  expect(clock?.known).toBeDefined();
});

it('takes no answer that comes after it was stopped', async () => {
  let answer: (server: number) => void = () => undefined;
  const late = new Promise<number>((resolve) => {
    answer = resolve;
  });
  clock = new SessionClock({ ask: () => late, onTrouble: () => undefined });
  clock.start();
  clock.stop();
  answer(1);
  await late;
  expect(clock.known).toBeUndefined();
});

/** A device that sleeps: its own clock stands still meanwhile, the server's goes on. */
describe('after a sleep of the device', () => {
  const SLEEP = 3_600_000;
  let ahead: number;
  let trip: number;
  let asked: number;
  beforeEach(() => {
    [ahead, trip, asked] = [AHEAD, 2, 0];
    vi.useFakeTimers();
    clock = new SessionClock({
      ask: async () => {
        asked += 1;
        await new Promise((resolve) => setTimeout(resolve, trip));
        return performance.now() + ahead;
      },
      onTrouble: (error) => expect.fail(String(error)),
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const off = () => Math.abs((clock?.toServer(0) ?? Number.NaN) - ahead);

  it('is right again with the first answer, though it was quicker before', async () => {
    clock?.start();
    await vi.advanceTimersByTimeAsync(100);
    expect(off()).toBeLessThan(5);
    [ahead, trip] = [AHEAD + SLEEP, 80];
    clock?.start();
    expect(clock?.known).toBeDefined();
    await vi.advanceTimersByTimeAsync(100);
    expect(off()).toBeLessThan(80);
  });

  it('is right again by the next round where the connection outlived the sleep', async () => {
    clock?.start();
    await vi.advanceTimersByTimeAsync(100);
    [ahead, trip] = [AHEAD + 20_000, 80];
    const before = asked;
    await vi.advanceTimersByTimeAsync(11_000);
    expect(asked).toBeGreaterThan(before);
    expect(off()).toBeLessThan(80);
  });
});
