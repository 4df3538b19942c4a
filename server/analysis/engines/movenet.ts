/** What MoveNet Lightning takes and gives, whatever library runs it. */
import { KEYPOINT_STRIDE, type Picture, type PoseFollower } from '../pose-estimator.ts';

export const MOVENET = {
  model: 'movenet-lightning',
  layout: 'coco17',
  input: { width: 192, height: 192 },
} as const;

/**
 * Looks at each picture as a whole, without memory.
 *
 * @param infer From RGB bytes of the input size to y, x, score of 17 points, in 0..1 of the input.
 */
export function followByMoveNet(infer: (pixels: Uint8Array) => Promise<Float32Array>): PoseFollower {
  return {
    estimate: async (picture: Picture) => {
      const input = picture.letterboxed(MOVENET.input);
      return input && { keypoints: mapBack(await infer(input.data), input.box) };
    },
  };
}

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** From y, x, score in the model's input to x, y, score in the picture. */
function mapBack(output: Float32Array, box: Box): Float32Array {
  const keypoints = new Float32Array(output.length);
  const stride = KEYPOINT_STRIDE[MOVENET.layout];
  for (let offset = 0; offset < keypoints.length; offset += stride) {
    const [y = 0, x = 0, score = 0] = output.subarray(offset, offset + stride);
    keypoints[offset] = (x * MOVENET.input.width - box.x) / box.width;
    keypoints[offset + 1] = (y * MOVENET.input.height - box.y) / box.height;
    keypoints[offset + 2] = score;
  }
  return keypoints;
}
