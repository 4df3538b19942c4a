import type { PoseEstimator } from '../../pose-estimator.ts';
import { openOnnxSession } from '../onnx-session.ts';
import { BlazePoseFollower } from './blazepose-follower.ts';
import { LANDMARK_SIDE } from './landmarks.ts';

export type BlazePoseModel = 'blazepose-lite' | 'blazepose-full' | 'blazepose-heavy';

/**
 * BlazePose on ONNX Runtime: 33 keypoints with depth.
 *
 * @throws When the runtime does not load on this machine, or the models can't be had.
 */
export async function createOnnxBlazePose(model: BlazePoseModel): Promise<PoseEstimator> {
  const landmarks = await openOnnxSession(model);
  const detector = await openOnnxSession('blazepose-detector');
  return {
    name: 'onnxruntime',
    model,
    layout: 'blazepose33',
    input: { width: LANDMARK_SIDE, height: LANDMARK_SIDE },
    follow: (start) => new BlazePoseFollower({ detector, landmarks }, start),
    close: async () => {
      await detector.close();
      await landmarks.close();
    },
  };
}
