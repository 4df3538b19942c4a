/** How the drawn skeleton follows the keypoints that arrive: smoothly, and gone when they stop. */
import type { Keypoint } from '../../shared/coaching/index.ts';

/** After this time two thirds of the way to a new pose are gone, in ms: shorter than the time between two poses. */
const FOLLOW_MS = 35;
/** A pose this old begins to fade, and is gone at the later time, in ms. */
const FADE_FROM_MS = 400;
const GONE_MS = 900;

/** The drawn keypoints, `elapsed` ms closer to the newest ones. Points just found appear where they are. */
export function approach(drawn: readonly Keypoint[], newest: readonly Keypoint[], elapsed: number): Keypoint[] {
  const share = 1 - Math.exp(-elapsed / FOLLOW_MS);
  return newest.map((target, index) => {
    const from = drawn[index];
    if (!from || drawn.length !== newest.length) return target;
    return {
      x: from.x + (target.x - from.x) * share,
      y: from.y + (target.y - from.y) * share,
      score: target.score,
    };
  });
}

/** Opacity 0..1 of a pose that came `age` ms ago. */
export function opacityOf(age: number): number {
  return Math.min(1, Math.max(0, (GONE_MS - age) / (GONE_MS - FADE_FROM_MS)));
}
