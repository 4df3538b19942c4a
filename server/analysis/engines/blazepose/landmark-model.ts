import type { ModelWeight } from '../../pose-estimator.ts';
import type { OnnxSession } from '../onnx-session.ts';
import type { RegionModel } from '../people/region-model.ts';
import { LANDMARK_SIDE, nextRegion, poseInPicture, trunkOf } from './landmarks.ts';

/** MediaPipe's own threshold. */
const MIN_PRESENCE = 0.5;

/** BlazePose's landmark model. */
export function landmarkModel(sessions: Readonly<Record<ModelWeight, OnnxSession>>): RegionModel {
  return {
    side: LANDMARK_SIDE,
    find: async (pixels, region, picture, weight) => {
      const { landmarks, presence, world } = await sessions[weight].run(pixels);
      if (!landmarks || !presence || !world) throw new Error('The landmark model lacks an output');
      if (!((presence[0] ?? 0) >= MIN_PRESENCE)) return undefined;
      return {
        pose: poseInPicture(landmarks, world, region, picture),
        next: nextRegion(landmarks, region),
        trunk: trunkOf(landmarks),
      };
    },
  };
}
