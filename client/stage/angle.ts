import type { Point } from '../../shared/contract/board.ts';

/**
 * Angle at `vertex` between its two arms in degrees, 0..180, as it appears in the picture: normalised coordinates are
 * stretched by the frame's aspect (width ÷ height) first. Undefined when an arm has no length.
 */
export function angleDegrees([from, vertex, to]: readonly [Point, Point, Point], aspect: number): number | undefined {
  const arm = ([x, y]: Point) => [(x - vertex[0]) * aspect, y - vertex[1]] as const;
  const [ax, ay] = arm(from);
  const [bx, by] = arm(to);
  if (Math.hypot(ax, ay) === 0 || Math.hypot(bx, by) === 0) return undefined;
  return (Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by)) * 180) / Math.PI;
}
