import { describe, expect, it } from 'vitest';
import { type SoakSample, soakFigures } from '../../bench/soak/figures.ts';
import { distributionOf } from '../../bench/support/distribution.ts';

const DELAYS = distributionOf([20, 30]);
const held = (more: object = {}) => ({ rssMb: 400, handles: 180, threads: 14, ...more });
const samples = (serverAt: (index: number) => object, rates = [15, 15]): SoakSample[] =>
  Array.from({ length: 10 }, (_, index) => ({
    seconds: 10 * index,
    snapshot: {
      server: { ...held(), heapMb: 30, externalMb: 4, resources: 29, ...serverAt(index) },
      analysis: held(),
      media: held(),
    },
    framesPerSecond: rates,
  }));

describe('soakFigures', () => {
  it('is flat when nothing grows', () => {
    const figures = soakFigures(
      samples(() => ({})),
      DELAYS,
    );
    expect(figures).toMatchObject({ flat: true, seconds: 90, samples: 10, framesPerSecond: { mean: 15, least: 15 } });
    expect(Object.keys(figures.trends)).toContain('media.threads');
  });

  it.each([
    ['memory', (index: number) => ({ rssMb: 400 + 5 * index }), 'server.rssMb'],
    ['a handle now and then', (index: number) => ({ handles: 180 + Math.floor(index / 3) }), 'server.handles'],
    ['threads', (index: number) => ({ threads: 14 + index }), 'server.threads'],
  ])('is not flat when %s is not given back', (_, serverAt, series) => {
    const { flat, trends } = soakFigures(samples(serverAt), DELAYS);
    expect(flat).toBe(false);
    expect(Object.entries(trends).flatMap(([name, trend]) => (trend.flat ? [] : name))).toEqual([series]);
  });

  it('is not flat when an athlete gets no frames any more', () => {
    expect(
      soakFigures(
        samples(() => ({}), [15, 0]),
        DELAYS,
      ).flat,
    ).toBe(false);
  });
});
