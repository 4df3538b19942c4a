import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromRegion, regionAround } from '../../../../../../server/analysis/engines/people/pose-region.ts';

it.each([
  { who: 'stands', rim: { x: 100, y: 20 }, rotation: 0 },
  { who: 'lies with the head to the right', rim: { x: 180, y: 100 }, rotation: Math.PI / 2 },
  { who: 'lies with the head to the left', rim: { x: 20, y: 100 }, rotation: -Math.PI / 2 },
  { who: 'stands on the head', rim: { x: 100, y: 180 }, rotation: Math.PI },
])('turns the region so that one who $who is upright in it', ({ rim, rotation }) => {
  const region = regionAround({ x: 100, y: 100 }, rim);
  expect(region).toMatchObject({ centreX: 100, centreY: 100, side: 200 });
  expect(region.rotation).toBeCloseTo(rotation);
});

it('has the hips in its middle and the head above them, wherever they are', () => {
  const place = fc.record({ x: fc.integer({ min: 0, max: 640 }), y: fc.integer({ min: 0, max: 480 }) });
  fc.assert(
    fc.property(place, place, (hips, rim) => {
      fc.pre(hips.x !== rim.x || hips.y !== rim.y);
      const region = regionAround(hips, rim);
      const middle = fromRegion(region, { x: 0.5, y: 0.5 });
      const above = fromRegion(region, { x: 0.5, y: 0.1 });
      expect(Math.hypot(middle.x - hips.x, middle.y - hips.y)).toBeLessThan(1e-6);
      expect(Math.hypot(above.x - rim.x, above.y - rim.y)).toBeLessThan(1e-6);
    }),
  );
});
