/** Who is measured: Sideline as it comes, with its better model alone, with its portable engine, and the plain pipeline in two kinds. */
import { CAMERA } from '../athletes/performance.ts';
import type { Pipeline } from './pipeline.ts';
import { startPlain } from './plain/plain-server.ts';
import { startServer } from './server-pipeline.ts';
import { NEEDS } from './step.ts';

/** In the order in which they are measured: what a shared machine gives changes, so those that are set against each other follow each other. */
export const CONTENDERS = {
  sideline: 'Sideline',
  plain: 'plain pipeline',
  plainSampled: `plain pipeline, every ${nth(CAMERA.framesPerSecond / NEEDS.framesPerSecond)} frame`,
  fullModel: 'Sideline held to BlazePose full',
  tfjs: 'Sideline with TensorFlow.js',
} as const;
export type Contender = keyof typeof CONTENDERS;
export const CONTENDER_NAMES = Object.keys(CONTENDERS) as Contender[];

/** The plain pipeline gets as many analysis processes as Sideline starts: one more than cores. */
export function startContender(contender: Contender, cores: number): Promise<Pipeline> {
  const env = { SIDELINE_ANALYSIS_FPS: String(NEEDS.framesPerSecond) };
  switch (contender) {
    case 'sideline':
      return startServer(env);
    case 'fullModel':
      return startServer({ ...env, SIDELINE_POSE_MODEL: 'blazepose-full' });
    case 'tfjs':
      return startServer({ ...env, SIDELINE_POSE_ENGINE: 'tfjs' });
    case 'plain':
      return startPlain({ workers: cores + 1, inferEvery: 1 });
    case 'plainSampled':
      return startPlain({ workers: cores + 1, inferEvery: CAMERA.framesPerSecond / NEEDS.framesPerSecond });
  }
}

function nth(count: number): string {
  return count === 3 ? 'third' : `${count}th`;
}
