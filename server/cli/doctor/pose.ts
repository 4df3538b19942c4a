import { createPoseEstimator, type PoseChoice } from '../../analysis/engines/engines.ts';
import type { Picture, PoseEstimator } from '../../analysis/pose-estimator.ts';
import { type Finding, fail, ok, wordsOf } from './finding.ts';

const NAME = 'Pose engine';
const TIMED_FRAMES = 5;
/** A picture with nobody in it. */
const EMPTY: Picture = {
  size: { width: 320, height: 240 },
  letterboxed: ({ width, height }) => ({
    data: new Uint8Array(width * height * 3),
    box: { x: 0, y: 0, width, height },
  }),
  cropped: (_region, side) => new Uint8Array(side * side * 3),
};

/** Loads the engine that the server would, and runs it on some pictures. */
export async function checkPose(choice: PoseChoice): Promise<Finding> {
  try {
    const estimator = await createPoseEstimator(choice);
    try {
      const ms = await msPerFrame(estimator);
      const light = estimator.light ? `, ${estimator.light.model} when there is much to do` : '';
      return ok(
        NAME,
        `${estimator.name} with ${estimator.model}, ${ms.toFixed(0)} ms a frame${light}${reasonFor(estimator)}`,
      );
    } finally {
      await estimator.close();
    }
  } catch (error) {
    return fail(
      NAME,
      wordsOf(error),
      choice.file === undefined
        ? 'Run `npm ci`; if it stays, this processor may lack what the engine needs (SIMD).'
        : 'See “A model of your own” in docs/pose-engines.md, or leave SIDELINE_POSE_MODEL out.',
    );
  }
}

/** Median time of one estimate, ms. */
async function msPerFrame(estimator: PoseEstimator): Promise<number> {
  const follower = estimator.follow();
  const times: number[] = [];
  for (let frame = 0; frame < TIMED_FRAMES; frame += 1) {
    const begun = performance.now();
    await follower.estimate(EMPTY, frame);
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[Math.floor(TIMED_FRAMES / 2)] ?? Number.NaN;
}

/** Why it is this one and not a better. */
function reasonFor({ name, passedOver = [] }: PoseEstimator): string {
  const reasons = passedOver.map((reason) => `not ${reason}`);
  if (name === 'tfjs-wasm') reasons.push('@tensorflow/tfjs-node is not installed or does not load');
  return reasons.length > 0 ? ` (${reasons.join('; ')})` : '';
}
