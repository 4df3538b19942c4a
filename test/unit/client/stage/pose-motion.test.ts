import { describe, expect, it } from 'vitest';
import { approach, opacityOf } from '../../../../client/stage/pose-motion.ts';

const at = (x: number) => [{ x, y: 0.5, score: 0.9 }];

describe('the drawn skeleton', () => {
  it('comes closer to the newest pose the more time has passed, and never passes it', () => {
    const places = [0, 10, 50, 1_000].map((elapsed) => approach(at(0), at(1), elapsed)[0]?.x ?? Number.NaN);
    expect(places[0]).toBe(0);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places.at(-1)).toBeCloseTo(1, 6);
  });

  it('appears where it is found when nothing was drawn before', () => {
    expect(approach([], at(0.7), 16)).toEqual(at(0.7));
  });

  it('is gone when nobody is in the picture', () => {
    expect(approach(at(0.7), [], 16)).toEqual([]);
  });

  it('fades when no pose comes any more', () => {
    expect([0, 400, 650, 900, 5_000].map(opacityOf)).toEqual([1, 1, 0.5, 0, 0]);
  });
});
