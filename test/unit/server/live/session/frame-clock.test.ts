import { beforeEach, expect, it } from 'vitest';
import { FrameClock } from '../../../../../server/live/session/frame-clock.ts';

let told: (number | undefined)[];
let clock: FrameClock;
beforeEach(() => {
  told = [];
  clock = new FrameClock((offset) => told.push(offset));
});

/** A frame captured at `at` ms, with timestamps that began at `base` ticks. */
const frame = (at: number, base: number) => ({ rtpTimestamp: (base + at * 90) >>> 0, capturedAt: 1_000_000 + at });

it('reports once how timestamps and capture times stand, rounding and wrap-around aside', () => {
  const base = 0xffff_ff00;
  for (const at of [0, 33, 67, 100]) clock.observe({ ...frame(at, base), capturedAt: 1_000_000 + at + 0.6 * (at % 2) });
  expect(told).toEqual([(90_000_000 - base + 2 ** 32) % 2 ** 32]);
});

it('reports anew when the SFU has moved the timestamps on', () => {
  clock.observe(frame(0, 0));
  clock.observe(frame(33, 33 * 90));
  expect(told).toEqual([90_000_000, 90_000_000 - 33 * 90]);
});

it('reports once that nothing is known any more', () => {
  clock.observe(frame(0, 0));
  clock.observe({ rtpTimestamp: 1 });
  clock.observe({ rtpTimestamp: 2 });
  expect(told).toEqual([90_000_000, undefined]);
});
