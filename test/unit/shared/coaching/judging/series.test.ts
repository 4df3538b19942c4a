import { describe, expect, it } from 'vitest';
import type { Excursion } from '../../../../../shared/coaching/judging/excursion.ts';
import { createSeries, type Settled } from '../../../../../shared/coaching/judging/series.ts';

/** A movement of a second and its turning point, ms. */
const movement = (turn: number, peak = 0.4): Excursion => ({
  start: turn - 500,
  turn,
  end: turn + 500,
  low: 0,
  peak,
  after: 0,
  reach: peak,
  headless: false,
});

function settled(turns: readonly number[], { small = true, peaks = [0.4] } = {}): Settled<number>[] {
  const series = createSeries<number>();
  return turns.map((turn, what) =>
    series.add({ excursion: movement(turn, peaks[what % peaks.length]), what, strange: false, home: true, small }),
  );
}

const counted = (all: readonly Settled<number>[]) => all.flatMap((each) => each.counted);

describe('movements that wait for others like them', () => {
  it('are counted when three follow each other evenly, however small', () => {
    expect(counted(settled([1000, 2600, 4300]))).toEqual([0, 1, 2]);
  });

  it('are not, when they are small and come at any time', () => {
    expect(counted(settled([1000, 2600, 6200]))).toEqual([]);
  });

  it('are not, when they are small and of any size', () => {
    expect(counted(settled([1000, 2600, 4300], { peaks: [0.3, 0.52, 0.3] }))).toEqual([]);
  });

  it('need not be even when they go as far as the activity asks for', () => {
    expect(counted(settled([1000, 2600, 6200], { small: false }))).toEqual([0, 1, 2]);
  });
});
