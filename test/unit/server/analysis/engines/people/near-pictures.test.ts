/** The real models on real pixels: people filmed from the chest up, whose hips are outside of the picture. */
import { existsSync } from 'node:fs';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPoseEstimator } from '../../../../../../server/analysis/engines/engines.ts';
import { KEYPOINT_STRIDE, type Pose, type PoseEstimator } from '../../../../../../server/analysis/pose-estimator.ts';
import { VideoDecoder } from '../../../../../../server/video/decoder.ts';
import { type Athlete, anAthlete, drawAthlete } from '../../../../../../shared/athlete/index.ts';
import { ACTIVITIES, createTracker, type Keypoint, LAYOUTS } from '../../../../../../shared/coaching/index.ts';
import { referenceClips } from '../../../../../bench/pose/clips.ts';
import { type Clip, encodeClip, picturesOf } from '../../../../../support/rtp/clip.ts';

const FILM = '../shared/data/pose_squats.mp4';
const SIZE = { width: 320, height: 240 };
/** A figure of twice the picture's height, so far down that its head is at the top: it ends above the hips. */
const NEAR = { scale: 2, lower: 0.62 };

let estimator: PoseEstimator;
beforeAll(async () => {
  estimator = await createPoseEstimator({ model: 'blazepose-lite' });
}, 60_000);
afterAll(() => estimator.close());

function nearClip(athlete: Athlete, framesPerSecond: number): Clip {
  const context = createCanvas(SIZE.width, SIZE.height).getContext('2d');
  const pictures = Array.from({ length: Math.floor((athlete.duration / 1000) * framesPerSecond) }, (_, index) => {
    const pose = athlete.poseAt((index * 1000) / framesPerSecond);
    const keypoints = pose.keypoints.map((point) => ({ ...point, y: point.y + NEAR.lower }));
    drawAthlete(context, { ...pose, keypoints }, SIZE);
    return Uint8Array.from(context.getImageData(0, 0, SIZE.width, SIZE.height).data);
  });
  return encodeClip({ codec: 'vp8', size: SIZE, framesPerSecond, pictures });
}

async function posesIn(clip: Clip): Promise<{ at: number; pose: Pose }[]> {
  const decoder = VideoDecoder.create(clip.codec);
  const follower = estimator.follow();
  const poses: { at: number; pose: Pose }[] = [];
  try {
    for (const [index, { data }] of clip.frames.entries()) {
      const picture = decoder.decode(data) ? decoder.take() : undefined;
      const at = (index * 1000) / clip.framesPerSecond;
      const pose = picture && (await follower.estimate(picture, at));
      if (pose) poses.push({ at, pose });
    }
  } finally {
    decoder.close();
  }
  return poses;
}

function keypointsOf({ keypoints }: Pose): Keypoint[] {
  return Array.from({ length: keypoints.length / KEYPOINT_STRIDE[estimator.layout] }, (_, index) => {
    const [x = 0, y = 0, score = 0] = keypoints.subarray(index * KEYPOINT_STRIDE[estimator.layout]);
    return { x, y, score };
  });
}

describe('somebody filmed from the chest up', () => {
  it.each([
    { id: 'overhead-press', view: 'front' },
    { id: 'pull-up', view: 'front' },
    { id: 'biceps-curl', view: 'front-left' },
  ] as const)(
    'is followed, and their repetitions are counted: $id',
    async ({ id, view }) => {
      const activity = ACTIVITIES.find((each) => each.id === id);
      if (!activity) throw new Error(`There is no ${id}`);
      const tracker = createTracker(activity);
      const clip = nearClip(anAthlete({ activity: id, reps: 2, tempo: 2.5, view, scale: NEAR.scale }), 12);
      let lost = 0;
      for (const { at, pose } of await posesIn(clip)) {
        const keypoints = keypointsOf(pose);
        if (keypoints.length === 0) lost += 1;
        else tracker.update({ at, layout: estimator.layout, aspect: SIZE.width / SIZE.height, keypoints });
      }
      expect(lost).toBeLessThan(0.05 * clip.frames.length);
      expect(tracker.state).toMatchObject({ reps: 2, attempts: 0 });
    },
    60_000,
  );

  it.skipIf(!existsSync(FILM))(
    'is followed in a film, while the shoulders are in it (skipped without ../shared/data)',
    async () => {
      const real = (await referenceClips()).find(({ name }) => name === 'squat video');
      if (!real) throw new Error('There is no squat video');
      const size = { width: 360, height: 640 };
      const chest = { width: 360, height: 240 };
      const pictures: Uint8Array[] = [];
      for await (const picture of picturesOf(FILM, size))
        pictures.push(picture.slice(0, chest.width * chest.height * 4));
      const clip = encodeClip({ codec: 'vp8', size: chest, framesPerSecond: 5, bitRate: 1_000_000, pictures });
      const poses = await posesIn(clip);
      const shoulder = LAYOUTS[estimator.layout].names.indexOf('left_shoulder');
      let [inPicture, found] = [0, 0];
      for (const [index, { pose }] of poses.entries()) {
        const [trueX, trueY] = real.truth[index]?.get('left_shoulder') ?? [Number.NaN, Number.NaN];
        const y = (trueY * size.height) / chest.height;
        // She goes below the picture at the bottom of her squats.
        if (y > 0.85) continue;
        inPicture += 1;
        const point = keypointsOf(pose)[shoulder];
        if (point && Math.hypot((point.x - trueX) * 1.5, point.y - y) < 0.1) found += 1;
      }
      expect(inPicture).toBeGreaterThan(30);
      expect(found / inPicture).toBeGreaterThan(0.9);
    },
    60_000,
  );
});
