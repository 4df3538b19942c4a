import { describe, expect, it } from 'vitest';
import { createOutset } from '../../../../../shared/coaching/judging/outset.ts';

/** Sees progress at 20 frames a second; says for each moment whether the set is taken to have started at the far end. */
function seen(seconds: number, progress: (second: number) => number): boolean[] {
  const outset = createOutset();
  return Array.from({ length: seconds * 20 }, (_, frame) => {
    outset.see(frame * 50, progress(frame / 20));
    return outset.isFar;
  });
}

const wave = (second: number) => 0.5 + 0.5 * Math.cos(second * Math.PI);

describe('where a set starts', () => {
  it('is the far end for who is first seen still there', () => {
    expect(seen(8, (second) => (second < 1 ? 1 : wave(second - 1))).at(-1)).toBe(true);
  });

  it('is not known of who is first seen under way', () => {
    expect(seen(8, wave)).not.toContain(true);
  });

  it('is the start position for who is first seen there, however long the far end is held later', () => {
    expect(seen(8, (second) => (second < 1 || second > 6 ? 0 : 1))).not.toContain(true);
  });

  it('is the start position again after a rest there', () => {
    const rested = seen(6, (second) => (second < 1 ? 1 : 0));
    expect([rested[30], rested.at(-1)]).toEqual([true, false]);
  });
});
