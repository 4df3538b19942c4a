import { afterEach, expect, it } from 'vitest';
import type { ClockOffset } from '../../../../client/live/clock-readings.ts';
import { RoomClock } from '../../../../client/live/room-clock.ts';

/** A server whose clock is this far ahead of ours. */
const AHEAD = 50_000;
const serverTime = async () => performance.now() + AHEAD;

let clock: RoomClock | undefined;
afterEach(() => clock?.stop());

it('maps both ways once the server has answered', async () => {
  const told = await new Promise<ClockOffset>((resolve, reject) => {
    clock = new RoomClock({
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
  expect(clock?.toLocal(clock.toServer(10) ?? 0)).toBeCloseTo(10, 6);
});

it('keeps what it knows when the server answers no more, and tells of the trouble', async () => {
  let answers = 0;
  const trouble = await new Promise((resolve) => {
    clock = new RoomClock({
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
  clock = new RoomClock({ ask: () => late, onTrouble: () => undefined });
  clock.start();
  clock.stop();
  answer(1);
  await late;
  expect(clock.known).toBeUndefined();
});
