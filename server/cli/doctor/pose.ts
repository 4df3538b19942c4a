import { createPoseEstimator, ENGINE_NAMES } from '../../analysis/engines/engines.ts';
import type { PoseEstimator } from '../../analysis/pose-estimator.ts';
import { type Finding, fail, ok, wordsOf } from './finding.ts';

const NAME = 'Pose engine';
const TIMED_FRAMES = 5;

/** Loads the engine that the server would, and lets it look at some pictures. */
export async function checkPose(): Promise<Finding> {
  try {
    const estimator = await createPoseEstimator(ENGINE_NAMES[0]);
    try {
      const ms = await msPerFrame(estimator);
      return ok(NAME, `${estimator.name} with ${estimator.model}, ${ms.toFixed(0)} ms a frame${reasonFor(estimator)}`);
    } finally {
      estimator.close();
    }
  } catch (error) {
    return fail(
      NAME,
      wordsOf(error),
      'Run `npm ci`; if it stays, this processor may lack what the engine needs (SIMD).',
    );
  }
}

/** Median time of one estimate, ms. */
async function msPerFrame(estimator: PoseEstimator): Promise<number> {
  const { width, height } = estimator.input;
  const input = { data: new Uint8Array(width * height * 3), box: { x: 0, y: 0, width, height } };
  const times: number[] = [];
  for (let frame = 0; frame < TIMED_FRAMES; frame += 1) {
    const begun = performance.now();
    await estimator.estimate(input);
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[Math.floor(TIMED_FRAMES / 2)] ?? Number.NaN;
}

/** Why it is this one and not the faster. */
function reasonFor({ name }: PoseEstimator): string {
  return name === 'tfjs-wasm' ? ' (@tensorflow/tfjs-node, which is faster, is not installed or does not load)' : '';
}
