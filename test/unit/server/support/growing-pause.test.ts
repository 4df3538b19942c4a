import { expect, it } from 'vitest';
import { growingPause } from '../../../../server/support/growing-pause.ts';

it('doubles with each failure, up to the longest', () => {
  const pauses = [0, 1, 2, 3, 4, 2_000].map((failures) => growingPause({ firstMs: 250, longestMs: 3_000 }, failures));
  expect(pauses).toEqual([250, 500, 1_000, 2_000, 3_000, 3_000]);
});
