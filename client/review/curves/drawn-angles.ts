/** Curves of the angles that were drawn on joints and follow them. */
import type { MeasuredCurve } from '../../../shared/coaching/index.ts';
import type { FollowedKeypoint } from '../../../shared/contract/comment-ink.ts';
import type { DrawnPose } from '../../stage/skeleton.ts';
import { jointDegrees } from '../ink/measures.ts';
import type { MomentInk } from '../ink/moment-ink.ts';

export interface DrawnAngle {
  /** As of a measure: “left-knee-as-drawn”. */
  readonly id: string;
  /** First arm, vertex and second arm. */
  readonly keypoints: readonly FollowedKeypoint[];
}

/** Each joint once, the one that was drawn last at the end. */
export function drawnAnglesOf(inks: readonly Pick<MomentInk, 'ink'>[]): DrawnAngle[] {
  const found = new Map<string, DrawnAngle>();
  for (const { tool, keypoints = [] } of inks.flatMap(({ ink }) => ink)) {
    const [, joint] = keypoints;
    if (tool !== 'joint-angle' || !joint) continue;
    const id = `${joint.replaceAll('_', '-')}-as-drawn`;
    found.delete(id);
    found.set(id, { id, keypoints });
  }
  return [...found.values()];
}

/** @param aspect width ÷ height of the frames */
export function drawnCurve({ id, keypoints }: DrawnAngle, frames: readonly DrawnPose[], aspect: number): MeasuredCurve {
  const values = frames.map((frame) => jointDegrees(frame, keypoints, aspect) ?? null);
  return { id, unit: '°', left: values, right: values, both: values };
}
