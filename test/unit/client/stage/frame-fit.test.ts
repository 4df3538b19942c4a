import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitFrame, isOnFrame, toBox, toFrame } from '../../../../client/stage/frame-fit.ts';

describe('fitting a frame into a box', () => {
  it.each([
    {
      what: 'a wide box',
      box: { width: 1000, height: 300 },
      aspect: 4 / 3,
      left: 300,
      top: 0,
      width: 400,
      height: 300,
    },
    { what: 'a tall box', box: { width: 300, height: 900 }, aspect: 1.5, left: 0, top: 350, width: 300, height: 200 },
    {
      what: 'a box that fits',
      box: { width: 640, height: 480 },
      aspect: 4 / 3,
      left: 0,
      top: 0,
      width: 640,
      height: 480,
    },
    {
      what: 'an upright frame',
      box: { width: 640, height: 480 },
      aspect: 0.75,
      left: 140,
      top: 0,
      width: 360,
      height: 480,
    },
  ])('centres it in $what', ({ box, aspect, left, top, width, height }) => {
    const fit = fitFrame(box, aspect);
    expect([fit.left, fit.top, fit.width, fit.height].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([
      left,
      top,
      width,
      height,
    ]);
  });

  it('finds the same point of the frame in every window, mirrored or not', () => {
    const length = fc.integer({ min: 50, max: 4_000 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        length,
        length,
        fc.double({ min: 0.3, max: 3, noNaN: true }),
        fc.boolean(),
        share,
        share,
        (...args) => {
          const [width, height, aspect, mirrored, x, y] = args;
          const fit = fitFrame({ width, height }, aspect, mirrored);
          const [backX, backY] = toFrame(fit, toBox(fit, [x, y]));
          expect(backX).toBeCloseTo(x, 6);
          expect(backY).toBeCloseTo(y, 6);
        },
      ),
    );
  });

  it('turns left and right round in a mirror, but not up and down', () => {
    const fit = fitFrame({ width: 400, height: 200 }, 1, true);
    expect(toBox(fit, [0, 0])).toEqual([300, 0]);
    expect(toFrame(fit, [120, 50])).toEqual([0.9, 0.25]);
  });

  it('takes places beside the frame for its edge', () => {
    const fit = fitFrame({ width: 400, height: 200 }, 1);
    expect(toFrame(fit, [10, -5])).toEqual([0, 0]);
    expect(isOnFrame(fit, [10, 50])).toBe(false);
    expect(isOnFrame(fit, [110, 50])).toBe(true);
  });
});
