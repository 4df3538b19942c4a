/** Where something can lie over the picture without hiding the athlete. */
import type { Keypoint } from '../../shared/coaching/index.ts';
import { type FrameFit, toBox } from '../stage/frame-fit.ts';

export type Corner = 'left' | 'right';

/** Px, in the box that shows the frame. */
export interface Box {
  width: number;
  height: number;
}

/** Keypoints less sure than this hide nothing that matters. */
const MIN_SCORE = 0.3;
/** Hands and head reach beyond their keypoints by about this share of the frame's height. */
const REACH = 0.06;

/**
 * The upper corner of the box for something of this size: the one where it is, unless it hides the body there and does not in
 * the other one.
 *
 * @param margin px between the box's edge and what lies in the corner
 */
export function cornerFor(
  now: Corner,
  keypoints: readonly Keypoint[],
  fit: FrameFit,
  { size, box, margin }: { size: Box; box: Box; margin: number },
): Corner {
  const reach = REACH * fit.height;
  const places = keypoints.filter(({ score }) => score >= MIN_SCORE).map(({ x, y }) => toBox(fit, [x, y]));
  const hides = (corner: Corner) =>
    places.some(([left, top]) => {
      const across = corner === 'left' ? left : box.width - left;
      return across < margin + size.width + reach && top < margin + size.height + reach;
    });
  const other = now === 'left' ? 'right' : 'left';
  return hides(now) && !hides(other) ? other : now;
}
