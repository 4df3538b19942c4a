import { afterEach, expect, it, vi } from 'vitest';
import { memoryForFrames } from '../../../../../client/review/player/readers.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A frame of four bytes a px. */
const FULL_HD_BYTES = 1_920 * 1_080 * 4;

it.each([
  { what: 'a computer with much memory', navigator: { deviceMemory: 8 }, finger: false, frames: 24 },
  { what: 'a phone with much memory', navigator: { deviceMemory: 8 }, finger: true, frames: 24 },
  { what: 'a phone with little memory', navigator: { deviceMemory: 2 }, finger: true, frames: 8 },
  { what: 'a phone that does not say how much it has', navigator: {}, finger: true, frames: 8 },
  { what: 'a computer that does not say how much it has', navigator: {}, finger: false, frames: 24 },
])('keeps $frames frames of 1080p at most on $what', ({ navigator, finger, frames }) => {
  vi.stubGlobal('navigator', navigator);
  vi.stubGlobal('matchMedia', () => ({ matches: finger }));
  const { maxBytes, maxSide } = memoryForFrames();
  expect(Math.floor(maxBytes / FULL_HD_BYTES)).toBe(frames);
  expect(maxSide).toBeLessThanOrEqual(1_920);
});
