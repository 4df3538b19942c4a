import { describe, expect, it } from 'vitest';
import { isUsable } from '../../../../../../server/analysis/engines/people/people-finder.ts';

const PICTURE = { width: 320, height: 240 };
const region = ({ x = 160, y = 130, side = 220 } = {}) => ({ centreX: x, centreY: y, side, rotation: 0 });

describe('a region is looked at', () => {
  it.each([
    { who: 'somebody seen whole', region: region(), shoulders: { x: 160, y: 80 }, usable: true },
    {
      who: 'somebody filmed from the chest up',
      region: region({ y: 330 }),
      shoulders: { x: 160, y: 200 },
      usable: true,
    },
    { who: 'hips and legs', region: region({ y: 20 }), shoulders: { x: 160, y: -40 }, usable: true },
    { who: 'somebody beyond the edge', region: region({ x: 400 }), shoulders: { x: 400, y: 80 }, usable: false },
    {
      who: 'a face below whose shoulders the picture ends',
      region: region({ y: 420 }),
      shoulders: { x: 160, y: 250 },
      usable: false,
    },
    { who: 'somebody too far away', region: region({ side: 15 }), shoulders: { x: 160, y: 125 }, usable: false },
    {
      who: 'somebody larger than can be',
      region: region({ side: 1_300 }),
      shoulders: { x: 160, y: 80 },
      usable: false,
    },
  ])('of $who: $usable', ({ region, shoulders, usable }) => {
    expect(isUsable(region, shoulders, PICTURE)).toBe(usable);
  });
});
