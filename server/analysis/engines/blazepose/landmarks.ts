/** What BlazePose's landmark model gives for the region around one person. */

import type { Size } from '../../../../shared/size.ts';
import type { Region } from '../../../video/region.ts';
import { KEYPOINT_STRIDE, type Pose } from '../../pose-estimator.ts';
import type { Trunk } from '../people/appearance.ts';
import { fromRegion, type Point, regionAround } from '../people/pose-region.ts';

/** Side of the square that the landmark model takes, px. */
export const LANDMARK_SIDE = 256;

const KEYPOINTS = 33;
/** After the keypoints come two points that say where the person is in the next picture. */
const HIPS = 33;
const RIM = 34;
const TRUNK = { shoulders: [11, 12], hips: [23, 24] } as const;
/** Numbers for each point: x, y, z in px of the model's input, then visibility and presence before the logistic function. */
const NUMBERS = 5;
const WORLD_NUMBERS = 3;

const logistic = (value: number) => 1 / (1 + Math.exp(-value));

/**
 * Takes the model's output back into the picture. A point's score is the lesser of how sure the model is that it is inside
 * the region and that it is not hidden.
 *
 * @param landmarks 5 numbers a point.
 * @param world x, y, z of each point in metres, turned as the region is.
 */
export function poseInPicture(landmarks: Float32Array, world: Float32Array, region: Region, picture: Size): Pose {
  const stride = KEYPOINT_STRIDE.blazepose33;
  const keypoints = new Float32Array(KEYPOINTS * stride);
  for (let index = 0; index < KEYPOINTS; index++) {
    const { x, y } = pointInPicture(landmarks, index, region);
    const [, , z = 0, visibility = 0, presence = 0] = landmarks.subarray(index * NUMBERS, (index + 1) * NUMBERS);
    keypoints[index * stride] = x / picture.width;
    keypoints[index * stride + 1] = y / picture.height;
    keypoints[index * stride + 2] = logistic(Math.min(visibility, presence));
    keypoints[index * stride + 3] = ((z / LANDMARK_SIDE) * region.side) / picture.width;
  }
  return { keypoints, world: turned(world, region.rotation) };
}

/** Where to look for the person in the next picture. */
export function nextRegion(landmarks: Float32Array, region: Region): Region {
  return regionAround(pointInPicture(landmarks, HIPS, region), pointInPicture(landmarks, RIM, region));
}

/** The line from the hips to the shoulders, in 0..1 of the region. */
export function trunkOf(landmarks: Float32Array): Trunk {
  const middle = ([left, right]: readonly [number, number]): Point => ({
    x: (pointAt(landmarks, left).x + pointAt(landmarks, right).x) / 2,
    y: (pointAt(landmarks, left).y + pointAt(landmarks, right).y) / 2,
  });
  return { hips: middle(TRUNK.hips), shoulders: middle(TRUNK.shoulders) };
}

/** In 0..1 of the region. */
function pointAt(landmarks: Float32Array, index: number): Point {
  const [x = 0, y = 0] = landmarks.subarray(index * NUMBERS);
  return { x: x / LANDMARK_SIDE, y: y / LANDMARK_SIDE };
}

function pointInPicture(landmarks: Float32Array, index: number, region: Region): Point {
  return fromRegion(region, pointAt(landmarks, index));
}

function turned(world: Float32Array, rotation: number): Float32Array {
  const result = world.slice(0, KEYPOINTS * WORLD_NUMBERS);
  const cos = Math.cos(rotation);
  const sin = Math.sin(rotation);
  for (let offset = 0; offset < result.length; offset += WORLD_NUMBERS) {
    const [x = 0, y = 0] = result.subarray(offset);
    result[offset] = x * cos - y * sin;
    result[offset + 1] = x * sin + y * cos;
  }
  return result;
}
