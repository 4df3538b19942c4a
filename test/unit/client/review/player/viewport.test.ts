import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitViewport, pannedBy, WHOLE, zoomedAt } from '../../../../../client/review/player/viewport.ts';

const BOX = { width: 400, height: 300 };

describe('looking closer', () => {
  it('keeps what is under the pointer there, where the picture covers the box', () => {
    const once = zoomedAt(BOX, 4 / 3, WHOLE, [100, 60], 2);
    const fit = fitViewport(BOX, 4 / 3, once);
    expect(fit.width).toBe(800);
    expect((100 - fit.left) / fit.width).toBeCloseTo(0.25);
    expect((60 - fit.top) / fit.height).toBeCloseTo(0.2);
  });

  it('shows all again when zoomed out', () => {
    expect(zoomedAt(BOX, 4 / 3, zoomedAt(BOX, 4 / 3, WHOLE, [5, 5], 3), [399, 5], 1 / 9)).toEqual(WHOLE);
  });

  it('never leaves room beside a picture that is larger than the box', () => {
    const move = fc.record({
      x: fc.integer({ min: 0, max: 400 }),
      y: fc.integer({ min: 0, max: 300 }),
      factor: fc.double({ min: 0.3, max: 4, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 8 }), fc.constantFrom(0.5, 4 / 3, 2), (moves, aspect) => {
        let viewport = WHOLE;
        for (const { x, y, factor } of moves) {
          viewport = zoomedAt(BOX, aspect, viewport, [x, y], factor);
          viewport = pannedBy(BOX, aspect, viewport, [y - x, x]);
        }
        const fit = fitViewport(BOX, aspect, viewport);
        for (const [start, length, room] of [
          [fit.left, fit.width, BOX.width],
          [fit.top, fit.height, BOX.height],
        ] as const) {
          if (length > room) {
            expect(start).toBeLessThanOrEqual(1e-6);
            expect(start + length).toBeGreaterThanOrEqual(room - 1e-6);
          } else expect(start).toBeCloseTo((room - length) / 2);
        }
      }),
    );
  });
});
