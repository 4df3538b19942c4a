import type { PoseEstimator } from '../pose-estimator.ts';
import { createTensorflowMoveNet } from './tensorflow-movenet.ts';

/** The engines by the name they are asked for. */
const ENGINES = { tfjs: createTensorflowMoveNet } satisfies Record<string, () => Promise<PoseEstimator>>;

export type EngineName = keyof typeof ENGINES;

export const ENGINE_NAMES = Object.keys(ENGINES) as [EngineName, ...EngineName[]];

/** @throws When the engine can't be loaded on this machine. */
export function createPoseEstimator(engine: EngineName): Promise<PoseEstimator> {
  return ENGINES[engine]();
}
