import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPoseEstimator } from '../../../server/analysis/engines/engines.ts';
import { KEYPOINT_STRIDE, type PoseEstimator } from '../../../server/analysis/pose-estimator.ts';
import { VideoDecoder } from '../../../server/media/video-decoder.ts';
import { anAthlete } from '../../../shared/athlete/index.ts';
import { athleteClip } from '../../support/rtp/athlete-clip.ts';

let estimator: PoseEstimator;

beforeAll(async () => {
  estimator = await createPoseEstimator('tfjs');
});

afterAll(() => estimator.close());

it.each([
  { width: 320, height: 240 },
  { width: 180, height: 320 },
  { width: 240, height: 240 },
])(
  'finds the figure at the same place of a $width x $height picture, whatever the bars around it',
  async (size) => {
    const athlete = anAthlete({ activity: 'squat', reps: 1, aspect: size.width / size.height, view: 'front' });
    const clip = athleteClip(athlete, { size, bitRate: 1_000_000 });
    const decoder = VideoDecoder.create('vp8');
    const distances: number[] = [];
    for (const [index, { data }] of clip.frames.entries()) {
      if (!decoder.decode(data) || index % 10 !== 0) continue;
      const picture = decoder.letterboxed(estimator.input);
      if (!picture) throw new Error('The picture was not scaled');
      const found = await estimator.estimate(picture);
      expect(found).toHaveLength(17 * KEYPOINT_STRIDE.coco17);
      const truth = athlete.poseAt((index * 1000) / clip.framesPerSecond, 'coco17').keypoints;
      for (const [point, { x, y }] of truth.entries()) {
        if (point < 5) continue; // the drawn face is not where the model puts eyes and ears
        const at = point * KEYPOINT_STRIDE.coco17;
        distances.push(Math.hypot(((found[at] ?? 0) - x) * (size.width / size.height), (found[at + 1] ?? 0) - y));
      }
    }
    decoder.close();
    expect(distances.reduce((sum, value) => sum + value, 0) / distances.length).toBeLessThan(0.03);
  },
  30_000,
);

it('is not sure of anything in an empty picture', async () => {
  const { width, height } = estimator.input;
  const found = await estimator.estimate({
    data: new Uint8Array(width * height * 3).fill(90),
    box: { x: 0, y: 0, width, height },
  });
  for (let at = 2; at < found.length; at += KEYPOINT_STRIDE.coco17) expect(found[at]).toBeLessThan(0.3);
});
