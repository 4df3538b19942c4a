import { expect, it } from 'vitest';
import { msBetween } from '../../../../client/stage/ticks.ts';

it.each([
  ['forwards', 900, 1_800, 10],
  ['backwards', 1_800, 900, -10],
  ['over a wrap-around', 2 ** 32 - 450, 450, 10],
  ['back over a wrap-around', 450, 2 ** 32 - 450, -10],
  ['from a count that was not cut to 32 bits', 3 * 2 ** 32 + 900, 1_800, 10],
])('counts ms %s', (_, from, to, ms) => {
  expect(msBetween(from, to)).toBe(ms);
});
