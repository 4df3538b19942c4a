import { expect, it } from 'vitest';
import { msBetween, ticksBetween, UnwrappedTime, wrapTicks } from '../../../../shared/time/rtp-time.ts';

const TURN = 2 ** 32;

it.each([
  ['forwards', 900, 1_800, 900],
  ['backwards', 1_800, 900, -900],
  ['across a wrap-around', TURN - 450, 450, 900],
  ['back across a wrap-around', 450, TURN - 450, -900],
  ['from a count that was not cut to 32 bits', 3 * TURN + 900, 1_800, 900],
])('counts ticks %s', (_, from, to, ticks) => {
  expect(ticksBetween(from, to)).toBe(ticks);
  expect(msBetween(from, to)).toBe(ticks / 90);
});

it.each([
  [0, 0],
  [TURN, 0],
  [TURN + 5, 5],
  [-5, TURN - 5],
  [-3 * TURN - 5, TURN - 5],
])('puts %d on the wire as %d', (ticks, wrapped) => {
  expect(wrapTicks(ticks)).toBe(wrapped);
});

it('goes on across wrap-arounds, as often as they come', () => {
  const time = new UnwrappedTime();
  const step = 2 ** 30;
  const times = Array.from({ length: 20 }, (_, index) => time.next(wrapTicks(TURN - 450 + index * step)));
  expect(times).toEqual(times.map((_, index) => expect.closeTo((index * step) / 90, 3)));
});
