import { expect, it } from 'vitest';
import { peaks } from '../../../../client/activities/peaks.ts';

const times = (count: number) => Float64Array.from({ length: count }, (_, index) => index);

it('keeps the one high value of a long signal', () => {
  const values = new Float32Array(10_000);
  values[7_000] = 1;
  const [run = []] = peaks(times(10_000), values, 100);
  expect(run.length).toBeLessThan(250);
  expect(run.filter(({ value }) => value === 1)).toEqual([{ x: 70, value: 1 }]);
});

it('ends a run where the signal can’t be known', () => {
  const runs = peaks(times(5), Float32Array.of(0, 1, Number.NaN, 1, 0), 4);
  expect(runs).toEqual([
    [
      { x: 0, value: 0 },
      { x: 1, value: 1 },
    ],
    [
      { x: 3, value: 1 },
      { x: 4, value: 0 },
    ],
  ]);
});

it('draws nothing of nothing', () => {
  expect(peaks([], [], 100)).toEqual([]);
  expect(peaks([0, 1], [Number.NaN, Number.NaN], 100)).toEqual([]);
});
