/** Lays one body on another: the picture of one is scaled and moved so that hips and shoulders meet. */
import { type Keypoint, LAYOUTS } from '../../../shared/coaching/index.ts';
import { type FrameFit, toBox } from '../../stage/frame-fit.ts';
import type { PoseAt } from '../../stage/pose-track.ts';

/** A keypoint is used from this confidence on, 0..1. */
const MIN_SCORE = 0.3;
/** A body that seems larger or smaller than the other by more than this was not seen well. */
const MOST_SCALE = 5;

type Place = readonly [number, number];

/** The middle of the hips and of the shoulders, px of the box; undefined where they are not seen. */
function torsoOf({ layout, keypoints }: PoseAt, fit: FrameFit): { hips: Place; shoulders: Place } | undefined {
  const middle = (part: 'hip' | 'shoulder'): Place | undefined => {
    const seen = (['left', 'right'] as const).flatMap((side) => {
      const index = LAYOUTS[layout].names.indexOf(`${side}_${part}`);
      const point: Keypoint | undefined = keypoints[index];
      return point && point.score >= MIN_SCORE ? [toBox(fit, [point.x, point.y])] : [];
    });
    if (seen.length === 0) return undefined;
    return [mean(seen.map(([x]) => x)), mean(seen.map(([, y]) => y))];
  };
  const [hips, shoulders] = [middle('hip'), middle('shoulder')];
  return hips && shoulders && { hips, shoulders };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const distance = (a: Place, b: Place) => Math.hypot(a[0] - b[0], a[1] - b[1]);

/**
 * Where the second picture has to lie so that its body lies on the first one's.
 *
 * @returns `second` as it is where a body is not seen
 */
export function laidOn(
  first: { pose: PoseAt | undefined; fit: FrameFit },
  second: { pose: PoseAt | undefined; fit: FrameFit },
): FrameFit {
  const target = first.pose && torsoOf(first.pose, first.fit);
  const own = second.pose && torsoOf(second.pose, second.fit);
  if (!target || !own) return second.fit;
  const scale = distance(target.hips, target.shoulders) / distance(own.hips, own.shoulders);
  if (!(scale > 1 / MOST_SCALE && scale < MOST_SCALE)) return second.fit;
  const { left, top, width, height, mirrored } = second.fit;
  return {
    left: target.hips[0] + (left - own.hips[0]) * scale,
    top: target.hips[1] + (top - own.hips[1]) * scale,
    width: width * scale,
    height: height * scale,
    mirrored,
  };
}
