/** From where a film seems to be taken: from where the model athlete looks most like the body in it. */
import {
  anAthlete,
  CAMERA_VIEWS,
  type CameraView,
  isCameraView,
  type MoveName,
} from '../../../shared/athlete/index.ts';
import { LAYOUTS } from '../../../shared/coaching/index.ts';
import type { DrawnPose } from '../../stage/skeleton.ts';

/** Keypoints less sure than this say nothing. */
const MIN_SCORE = 0.3;
/** Of the models that are compared with; any will do. */
const ASPECT = 1;

type Places = ReadonlyMap<string, readonly [x: number, y: number]>;

/**
 * @param pose at the beginning of a repetition
 * @param aspect width ÷ height of its frame
 * @returns undefined where the body is not seen well enough
 */
export function cameraViewOf(move: MoveName, pose: DrawnPose, aspect: number): CameraView | undefined {
  const seen = placesOf(pose, aspect);
  if (!seen) return undefined;
  const [nearest] = Object.keys(CAMERA_VIEWS)
    .filter(isCameraView)
    .flatMap((view) => {
      const athlete = anAthlete({ activity: move, reps: 1, view, aspect: ASPECT });
      const model = placesOf(athlete.poseAt(athlete.truth().reps[0]?.start ?? 0, pose.layout), ASPECT);
      return model ? [{ view, away: distance(seen, model) }] : [];
    })
    .sort((a, b) => a.away - b.away);
  return nearest?.view;
}

/** The keypoints from the middle of the hips on, in lengths of the torso. */
function placesOf({ layout, keypoints }: DrawnPose, aspect: number): Places | undefined {
  const sure = LAYOUTS[layout].names.flatMap((name, index) => {
    const keypoint = keypoints[index];
    return keypoint && keypoint.score >= MIN_SCORE ? [[name, [keypoint.x * aspect, keypoint.y]] as const] : [];
  });
  const places: Places = new Map(sure);
  const middle = (part: 'hip' | 'shoulder') => {
    const [left, right] = [places.get(`left_${part}`), places.get(`right_${part}`)];
    return left && right && ([(left[0] + right[0]) / 2, (left[1] + right[1]) / 2] as const);
  };
  const [hips, shoulders] = [middle('hip'), middle('shoulder')];
  const torso = hips && shoulders ? Math.hypot(hips[0] - shoulders[0], hips[1] - shoulders[1]) : 0;
  if (!hips || torso === 0) return undefined;
  return new Map(sure.map(([name, [x, y]]) => [name, [(x - hips[0]) / torso, (y - hips[1]) / torso]] as const));
}

/** Mean over what both have. */
function distance(a: Places, b: Places): number {
  const both = [...a].flatMap(([name, [x, y]]) => {
    const other = b.get(name);
    return other ? [Math.hypot(x - other[0], y - other[1])] : [];
  });
  return both.reduce((sum, away) => sum + away, 0) / both.length;
}
