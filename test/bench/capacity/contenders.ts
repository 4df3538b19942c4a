/** Who is measured: Sideline as it comes, with its smallest model, with its portable engine, and the plain pipeline in two kinds. */
import { CAMERA } from '../athletes/performance.ts';
import type { Pipeline } from './pipeline.ts';
import { startPlain } from './plain/plain-server.ts';
import { startServer } from './server-pipeline.ts';
import { NEEDS } from './step.ts';

export const CONTENDERS = {
  sideline: 'Sideline',
  lite: 'Sideline with BlazePose lite',
  tfjs: 'Sideline with TensorFlow.js',
  plain: 'plain pipeline',
  plainSampled: `plain pipeline, every ${nth(CAMERA.framesPerSecond / NEEDS.framesPerSecond)} frame`,
} as const;
export type Contender = keyof typeof CONTENDERS;
export const CONTENDER_NAMES = Object.keys(CONTENDERS) as Contender[];

/** @param cores as many workers as this of each kind */
export function startContender(contender: Contender, cores: number): Promise<Pipeline> {
  const env = {
    SIDELINE_ANALYSIS_FPS: String(NEEDS.framesPerSecond),
    SIDELINE_WORKERS: String(cores),
    SIDELINE_ANALYSIS_WORKERS: String(cores),
  };
  switch (contender) {
    case 'sideline':
      return startServer(env);
    case 'lite':
      return startServer({ ...env, SIDELINE_POSE_MODEL: 'blazepose-lite' });
    case 'tfjs':
      return startServer({ ...env, SIDELINE_POSE_ENGINE: 'tfjs' });
    case 'plain':
      return startPlain({ workers: cores, inferEvery: 1 });
    case 'plainSampled':
      return startPlain({ workers: cores, inferEvery: CAMERA.framesPerSecond / NEEDS.framesPerSecond });
  }
}

function nth(count: number): string {
  return count === 3 ? 'third' : `${count}th`;
}
