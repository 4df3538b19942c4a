import { expect, it } from 'vitest';
import { cameraViewOf } from '../../../../../client/review/compare/camera-guess.ts';
import { anAthlete, CAMERA_VIEWS, type CameraView } from '../../../../../shared/athlete/index.ts';

const VIEWS = Object.keys(CAMERA_VIEWS) as CameraView[];
const ASPECT = 9 / 16;

it.each(VIEWS.flatMap((view) => [0, 0.1].map((progress) => ({ view, progress }))))(
  'finds that somebody is seen from $view, however tall, near and far on they are ($progress s)',
  ({ view, progress }) => {
    const athlete = anAthlete({ activity: 'squat', view, aspect: ASPECT, shape: 'stocky', scale: 0.5, distance: 3 });
    const pose = athlete.poseAt((athlete.truth().reps[0]?.start ?? 0) + 1_000 * progress);
    expect(cameraViewOf('squat', pose, ASPECT)).toBe(view);
  },
);

it('says nothing where the body is not seen', () => {
  const pose = anAthlete({ activity: 'squat' }).poseAt(0);
  const unseen = { ...pose, keypoints: pose.keypoints.map((keypoint) => ({ ...keypoint, score: 0.1 })) };
  expect(cameraViewOf('squat', unseen, 4 / 3)).toBeUndefined();
});
