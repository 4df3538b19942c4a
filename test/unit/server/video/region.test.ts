import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Region, readRegion } from '../../../../server/video/region.ts';

const SIZE = { width: 48, height: 30 };
const SIDE = 16;
/** Rounding of coordinates and of each blend. */
const TOLERANCE = 2;

/** Smooth, so that the true colour between two px is known, and different in each channel. */
const colourAt = (x: number, y: number) => [
  128 + 90 * Math.sin(x / 17),
  128 + 90 * Math.cos(y / 15),
  128 + 90 * Math.sin((x + y) / 19),
];

const PICTURE = Uint32Array.from({ length: SIZE.width * SIZE.height }, (_, index) => {
  const [red = 0, green = 0, blue = 0] = colourAt(index % SIZE.width, Math.floor(index / SIZE.width));
  return Math.round(red) | (Math.round(green) << 8) | (Math.round(blue) << 16);
});

const clamp = (value: number, last: number) => Math.min(last, Math.max(0, value));

/** Where the middle of a px of the square lies in the picture, in px counted by their middles. */
function sourceOf({ centreX, centreY, side, rotation }: Region, column: number, row: number): [number, number] {
  const across = ((column + 0.5) / SIDE - 0.5) * side;
  const down = ((row + 0.5) / SIDE - 0.5) * side;
  return [
    clamp(centreX + across * Math.cos(rotation) - down * Math.sin(rotation) - 0.5, SIZE.width - 1),
    clamp(centreY + across * Math.sin(rotation) + down * Math.cos(rotation) - 0.5, SIZE.height - 1),
  ];
}

it('reads any region, in its place, turned upright, the edge going on outside the picture', () => {
  const region = fc.record({
    centreX: fc.double({ min: -60, max: 100, noNaN: true }),
    centreY: fc.double({ min: -60, max: 100, noNaN: true }),
    side: fc.double({ min: 1, max: 200, noNaN: true }),
    rotation: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
  });
  fc.assert(
    fc.property(region, (wanted) => {
      const target = new Uint8Array(SIDE * SIDE * 3);
      readRegion({ pixels: PICTURE, ...SIZE, stride: SIZE.width }, wanted, target, SIDE);
      for (const at of [0, SIDE - 1, SIDE * 7 + 5, SIDE * (SIDE - 1), SIDE * SIDE - 1]) {
        const truth = colourAt(...sourceOf(wanted, at % SIDE, Math.floor(at / SIDE)));
        const found = target.subarray(at * 3, at * 3 + 3);
        truth.forEach((value, channel) => {
          expect(Math.abs((found[channel] ?? 0) - value)).toBeLessThanOrEqual(TOLERANCE);
        });
      }
    }),
  );
});
