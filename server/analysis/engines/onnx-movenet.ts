import type { PoseEstimator } from '../pose-estimator.ts';
import { MOVENET, MoveNetFollower } from './movenet.ts';
import { openOnnxSession } from './onnx-session.ts';

/**
 * MoveNet Lightning on ONNX Runtime.
 *
 * @throws When the runtime does not load on this machine, or the model can't be had.
 */
export async function createOnnxMoveNet(): Promise<PoseEstimator> {
  const session = await openOnnxSession('movenet-lightning');
  const infer = async (pixels: Uint8Array) => {
    const { result } = await session.run(pixels);
    if (!result) throw new Error('MoveNet gave no result');
    return result;
  };
  return {
    name: 'onnxruntime',
    ...MOVENET,
    follow: (start) => new MoveNetFollower(infer, start),
    close: () => session.close(),
  };
}
