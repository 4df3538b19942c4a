import { describe, expect, it } from 'vitest';
import { medianOf, trendOf } from '../../bench/soak/trend.ts';

const ALLOWANCE = { share: 0.05, least: 10 };
/** A sample every 10 s for 45 minutes. */
const series = (valueAt: (index: number) => number) =>
  Array.from({ length: 270 }, (_, index) => ({ seconds: 10 * index, value: valueAt(index) }));

describe('trendOf', () => {
  it.each([
    ['stays as it is', () => 400, true],
    ['breathes with the garbage collection', (index: number) => 400 + 60 * ((index % 12) / 12), true],
    ['has outliers', (index: number) => (index % 10 === 0 ? 900 : 400), true],
    ['falls', (index: number) => 400 - index / 3, true],
    ['creeps up by more than a twentieth', (index: number) => 400 + (22 * index) / 269, false],
    ['leaks under a coat of noise', (index: number) => 400 + (40 * index) / 269 + 10 * Math.sin(index * 7), false],
  ])('judges a series that %s', (_, valueAt, flat) => {
    expect(trendOf(series(valueAt), ALLOWANCE).flat).toBe(flat);
  });

  it('allows a small series the least', () => {
    expect(
      trendOf(
        series((index) => 20 + (9 * index) / 269),
        ALLOWANCE,
      ),
    ).toMatchObject({ flat: true, allowed: 10 });
    expect(
      trendOf(
        series((index) => 20 + (11 * index) / 269),
        ALLOWANCE,
      ).flat,
    ).toBe(false);
  });

  it('sees one handle that is not given back every few minutes', () => {
    const counted = { share: 0, least: 0.99 };
    expect(
      trendOf(
        series((index) => 180 + Math.floor(index / 30)),
        counted,
      ).flat,
    ).toBe(false);
    expect(
      trendOf(
        series((index) => 180 + (index % 30 === 0 ? 3 : 0)),
        counted,
      ),
    ).toMatchObject({ flat: true, growth: 0 });
  });

  it('needs three samples', () => {
    expect(() => trendOf(series(() => 1).slice(0, 2), ALLOWANCE)).toThrow(/three/);
  });
});

describe('medianOf', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
    [[7], 7],
  ])('of %j is %d', (values, median) => {
    expect(medianOf(values)).toBe(median);
  });
});
