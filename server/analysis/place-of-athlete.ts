import { LAYOUTS } from '../../shared/coaching/body/keypoints.ts';
import type { AnalysedFrame } from './messages.ts';
import { KEYPOINT_STRIDE, type Place } from './pose-estimator.ts';

/** Where the athlete of a frame is: the middle of the hips; `undefined` when nobody was found. */
export function placeOf({ layout, keypoints }: Pick<AnalysedFrame, 'layout' | 'keypoints'>): Place | undefined {
  if (keypoints.length === 0) return undefined;
  const hip = (side: string) =>
    keypoints.subarray(LAYOUTS[layout].names.indexOf(`${side}_hip`) * KEYPOINT_STRIDE[layout]);
  const [leftX = 0, leftY = 0] = hip('left');
  const [rightX = 0, rightY = 0] = hip('right');
  return { x: (leftX + rightX) / 2, y: (leftY + rightY) / 2 };
}
