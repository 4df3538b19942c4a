import type { Size } from '../../../../shared/size.ts';
import type { Region } from '../../../video/region.ts';

/** In the unit of whoever uses it: px of the picture, or 0..1 of a region. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How much larger than the person the region is that the landmark model was trained with. */
export const MARGIN = 1.25;

/**
 * The square around a person that the landmark model looks at: upright along the body, as MediaPipe's
 * AlignmentPointsRectsCalculator and RectTransformationCalculator make it.
 *
 * @param centre The middle of the hips, px.
 * @param rim A point on the circle around the whole body, straight above the head of a person who stands, px.
 */
export function regionAround(centre: Point, rim: Point): Region {
  const across = rim.x - centre.x;
  const down = rim.y - centre.y;
  return {
    centreX: centre.x,
    centreY: centre.y,
    side: 2 * MARGIN * Math.hypot(across, down),
    rotation: Math.atan2(across, -down),
  };
}

/** Where a point of the region, given in 0..1 of its upright square, lies in the picture, px. */
export function fromRegion({ centreX, centreY, side, rotation }: Region, { x, y }: Point): Point {
  const across = (x - 0.5) * side;
  const down = (y - 0.5) * side;
  const cos = Math.cos(rotation);
  const sin = Math.sin(rotation);
  return { x: centreX + across * cos - down * sin, y: centreY + across * sin + down * cos };
}

/** Where a point of the picture, px, lies in the region, in 0..1 of its upright square: the way back of `fromRegion`. */
export function toRegion({ centreX, centreY, side, rotation }: Region, { x, y }: Point): Point {
  const across = (x - centreX) / side;
  const down = (y - centreY) / side;
  const cos = Math.cos(rotation);
  const sin = Math.sin(rotation);
  return { x: 0.5 + across * cos + down * sin, y: 0.5 + down * cos - across * sin };
}

/** Whether a point, px, is in the picture. */
export function isInside({ x, y }: Point, { width, height }: Size): boolean {
  return x >= 0 && x <= width && y >= 0 && y <= height;
}
