import { expect, it } from 'vitest';
import { nearestTo } from '../../../../client/stage/nearest.ts';

it.each([
  { times: [], time: 5, nearest: undefined },
  { times: [9, 1, 4], time: 5, nearest: 4 },
  { times: [9, 1, 4], time: -100, nearest: 1 },
  { times: [4, 6], time: 5, nearest: 4 },
])('of $times the one nearest to $time is $nearest', ({ times, time, nearest }) => {
  expect(nearestTo(times, time, (at) => at)).toBe(nearest);
});
