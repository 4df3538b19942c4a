import { expect, it } from 'vitest';
import { agree, offsetAt } from '../../../../client/session/clock-readings.ts';

const OFFSET = 1_000_000;
/** A round trip with these two ways, ms, begun at `askedAt`. */
const reading = (askedAt: number, there: number, back: number) => ({
  askedAt,
  answeredAt: askedAt + there + back,
  server: askedAt + there + OFFSET,
});

it('knows nothing without a reading', () => {
  expect(offsetAt([], 0)).toBeUndefined();
});

it('goes by the quickest round trip', () => {
  const readings = [reading(0, 40, 5), reading(100, 2, 2), reading(200, 5, 60)];
  expect(offsetAt(readings, 300)?.offsetMs).toBeCloseTo(OFFSET, 6);
});

it('is never wrong by more than it says, however unlike the two ways are', () => {
  for (const [there, back] of [
    [0, 30],
    [30, 0],
    [3, 17],
  ] as const) {
    const found = offsetAt([reading(0, there, back)], there + back);
    expect(Math.abs((found?.offsetMs ?? 0) - OFFSET)).toBeLessThanOrEqual(found?.errorMs ?? 0);
  }
});

it('prefers a slower reading of now to a quick one from before the clocks parted', () => {
  const old = reading(0, 1, 1);
  const late = { ...reading(3_600_000, 5, 5), server: 3_600_005 + OFFSET + 100 };
  expect(offsetAt([old, late], 3_600_010)?.offsetMs).toBeCloseTo(OFFSET + 100, 6);
});

it('takes readings for those of one clock however unlike their ways are, and no more once a clock jumped', () => {
  const before = [reading(0, 30, 1), reading(100, 1, 40)];
  expect(agree([], reading(200, 3, 3))).toBe(true);
  expect(agree(before, reading(200, 50, 2))).toBe(true);
  expect(agree(before, { ...reading(200, 3, 3), server: 203 + OFFSET + 500 })).toBe(false);
});
