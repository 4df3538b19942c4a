import { expect, it } from 'vitest';
import {
  appearanceOf,
  blend,
  difference,
  type Trunk,
} from '../../../../../../server/analysis/engines/people/appearance.ts';

const SIDE = 100;
const TEAL = [31, 138, 128] as const;
const NAVY = [47, 56, 80] as const;
const RED = [194, 65, 47] as const;
const upright: Trunk = { hips: { x: 0.5, y: 0.6 }, shoulders: { x: 0.5, y: 0.3 } };

/** A picture with one colour above a line (px from the top) and one below. */
function twoColours(above: readonly number[], below: readonly number[], line = 56): Uint8Array {
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, index) => {
    const row = Math.floor(index / 3 / SIDE);
    return (row < line ? above : below)[index % 3] ?? 0;
  });
}

const turnedAround: Trunk = { hips: { x: 0.5, y: 0.4 }, shoulders: { x: 0.5, y: 0.7 } };

it('reads shirt and shorts along the trunk, however it lies in the picture', () => {
  const standing = appearanceOf(twoColours(TEAL, NAVY), SIDE, upright, true);
  const onTheHead = appearanceOf(twoColours(NAVY, TEAL, 44), SIDE, turnedAround, true);
  expect(difference(standing, onTheHead)).toBeLessThan(1);
  expect(difference(standing, appearanceOf(twoColours(NAVY, TEAL), SIDE, upright, true))).toBeGreaterThan(20);
});

it('distinguishes clothes, and takes dimmed light for less than that', () => {
  const teal = appearanceOf(twoColours(TEAL, NAVY), SIDE, upright, true);
  const dimmed = appearanceOf(
    twoColours(
      TEAL.map((c) => c * 0.8),
      NAVY.map((c) => c * 0.8),
    ),
    SIDE,
    upright,
    true,
  );
  const red = appearanceOf(twoColours(RED, NAVY), SIDE, upright, true);
  expect(difference(teal, dimmed)).toBeLessThan(15);
  expect(difference(teal, red)).toBeGreaterThan(40);
  expect(difference(teal, teal)).toBe(0);
});

it('reads at the edge what a body beyond the picture has', () => {
  const beside: Trunk = { hips: { x: 1.2, y: 0.6 }, shoulders: { x: 1.2, y: 0.3 } };
  const pixels = twoColours(TEAL, NAVY);
  expect(difference(appearanceOf(pixels, SIDE, beside, true), appearanceOf(pixels, SIDE, upright, true))).toBeLessThan(
    1,
  );
});

it('compares by the shirt alone where hips are outside of the picture, and learns of the shorts when they come in', () => {
  const pixels = twoColours(TEAL, NAVY);
  const chest = appearanceOf(pixels, SIDE, upright, false);
  const whole = appearanceOf(pixels, SIDE, upright, true);
  const red = appearanceOf(twoColours(RED, NAVY), SIDE, upright, true);
  expect(difference(chest, whole)).toBe(0);
  expect(difference(chest, red)).toBeGreaterThan(40);
  expect(blend(chest, whole, 0.1).hips).toEqual(whole.hips);
  expect(blend(whole, chest, 0.1).hips).toEqual(whole.hips);
});

it('goes over to a new look by shares', () => {
  const teal = appearanceOf(twoColours(TEAL, NAVY), SIDE, upright, true);
  const red = appearanceOf(twoColours(RED, NAVY), SIDE, upright, true);
  expect(blend(teal, red, 0)).toEqual(teal);
  const half = blend(teal, red, 0.5);
  expect(difference(teal, half)).toBeCloseTo(difference(half, red));
});
