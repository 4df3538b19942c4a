import { existsSync } from 'node:fs';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  type Candidate,
  createPoseEstimator,
  firstThatLoads,
  type PoseChoice,
  poseCandidates,
} from '../../../../server/analysis/engines/engines.ts';
import { KEYPOINT_STRIDE, type PoseEstimator } from '../../../../server/analysis/pose-estimator.ts';
import type { DecodedPicture } from '../../../../server/video/decoded-picture.ts';
import { VideoDecoder } from '../../../../server/video/decoder.ts';
import { anAthlete, drawAthlete } from '../../../../shared/athlete/index.ts';
import { LAYOUTS, type PoseLayout } from '../../../../shared/coaching/index.ts';
import { referenceClips } from '../../../bench/pose/clips.ts';
import { clipFigures, type FoundFrame } from '../../../bench/pose/figures.ts';
import { athleteClip } from '../../../support/rtp/athlete-clip.ts';
import { type Clip, encodeClip, picturesOf } from '../../../support/rtp/clip.ts';

const SQUATS = '../shared/data/pose_squats.mp4';
const EVERY = 10;
/** The drawn face is not where the models put eyes and ears, nor the hand where they put fingers. */
const BODY = ['shoulder', 'elbow', 'wrist', 'hip', 'knee', 'ankle'];

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Hands each picture of a clip over, decoded, with its index and its time, ms. */
async function decoded(
  clip: Clip,
  look: (picture: DecodedPicture, index: number, at: number) => Promise<void>,
): Promise<void> {
  const decoder = VideoDecoder.create(clip.codec);
  try {
    for (const [index, { data }] of clip.frames.entries()) {
      const picture = decoder.decode(data) ? decoder.take() : undefined;
      if (picture) await look(picture, index, (index * 1000) / clip.framesPerSecond);
    }
  } finally {
    decoder.close();
  }
}

const bodyPoints = (layout: PoseLayout) =>
  LAYOUTS[layout].names.flatMap((name, index) => (BODY.some((part) => name.endsWith(part)) ? [index] : []));

describe.each<PoseChoice>([
  { engine: 'tfjs', model: 'movenet-lightning' },
  { engine: 'onnx', model: 'movenet-lightning' },
  { engine: 'onnx', model: 'blazepose-lite' },
  { engine: 'onnx', model: 'blazepose-full' },
  { engine: 'onnx', model: 'blazepose-heavy' },
])('$model on $engine', (choice) => {
  let estimator: PoseEstimator;
  beforeAll(async () => {
    estimator = await createPoseEstimator(choice);
  }, 60_000);
  afterAll(() => estimator.close());

  it('finds nobody in an empty picture', async () => {
    const size = { width: 320, height: 240 };
    const grey = new Uint8Array(size.width * size.height * 4).fill(90);
    const follower = estimator.follow();
    const clip = encodeClip({ codec: 'vp8', size, framesPerSecond: 1, pictures: [grey, grey] });
    await decoded(clip, async (picture, _index, at) => {
      expect((await follower.estimate(picture, at))?.keypoints).toHaveLength(0);
    });
  });

  it.each([
    { width: 320, height: 240 },
    { width: 180, height: 320 },
    { width: 240, height: 240 },
  ])(
    'finds the figure at the same place of a $width x $height picture, whatever the bars around it',
    async (size) => {
      const { layout } = estimator;
      const athlete = anAthlete({ activity: 'squat', reps: 1, aspect: size.width / size.height, view: 'front' });
      const clip = athleteClip(athlete, { size, bitRate: 1_000_000 });
      const follower = estimator.follow();
      const distances: number[] = [];
      await decoded(clip, async (picture, index, at) => {
        if (index % EVERY !== 0) return;
        const pose = await follower.estimate(picture, at);
        const found = pose?.keypoints ?? new Float32Array();
        expect(found).toHaveLength(LAYOUTS[layout].names.length * KEYPOINT_STRIDE[layout]);
        const truth = athlete.poseAt((index * 1000) / clip.framesPerSecond, layout).keypoints;
        for (const point of bodyPoints(layout)) {
          const [x = 0, y = 0] = found.subarray(point * KEYPOINT_STRIDE[layout]);
          const at = truth[point];
          if (at) distances.push(Math.hypot((x - at.x) * (size.width / size.height), y - at.y));
        }
      });
      expect(distances.length).toBeGreaterThan(50);
      expect(mean(distances)).toBeLessThan(0.03);
    },
    30_000,
  );

  it('is not sure of anything in an empty picture', async () => {
    const size = { width: 320, height: 240 };
    const grey = new Uint8Array(size.width * size.height * 4).fill(90);
    const follower = estimator.follow();
    await decoded(
      encodeClip({ codec: 'vp8', size, framesPerSecond: 1, pictures: [grey, grey] }),
      async (picture, _index, at) => {
        const pose = await follower.estimate(picture, at);
        expect(pose).toBeDefined();
        const stride = KEYPOINT_STRIDE[estimator.layout];
        const scores = pose?.keypoints.filter((_, index) => index % stride === 2) ?? [];
        expect(Math.max(0, ...scores)).toBeLessThan(0.3);
      },
    );
  });
});

describe('MoveNet in ONNX', () => {
  /** A thousandth of a picture's side or of the score's range; 4e-7 is usual. */
  const TOLERANCE = 1e-3;

  it('gives the same as on TensorFlow.js, for the drawn figure', async () => {
    const size = { width: 320, height: 240 };
    await expectSameResults(athleteClip(anAthlete({ activity: 'squat', reps: 1, view: 'left' }), { size }));
  }, 60_000);

  it.skipIf(!existsSync(SQUATS))(
    'gives the same as on TensorFlow.js, for a real person',
    async () => {
      const size = { width: 180, height: 320 };
      const pictures: Uint8Array[] = [];
      for await (const picture of picturesOf(SQUATS, size)) pictures.push(picture);
      await expectSameResults(encodeClip({ codec: 'vp8', size, framesPerSecond: 5, bitRate: 1_000_000, pictures }));
    },
    60_000,
  );

  async function expectSameResults(clip: Clip): Promise<void> {
    const engines = await Promise.all([
      createPoseEstimator({ engine: 'onnx', model: 'movenet-lightning' }),
      createPoseEstimator({ engine: 'tfjs', model: 'movenet-lightning' }),
    ]);
    let compared = 0;
    await decoded(clip, async (picture, index, at) => {
      if (index % EVERY !== 0) return;
      const [converted, source] = await Promise.all(engines.map((engine) => engine.follow().estimate(picture, at)));
      converted?.keypoints.forEach((value, at) => {
        expect(Math.abs(value - (source?.keypoints[at] ?? Number.NaN))).toBeLessThan(TOLERANCE);
        compared += 1;
      });
    });
    for (const engine of engines) await engine.close();
    expect(compared).toBeGreaterThan(17 * 3 * 5);
  }
});

describe('BlazePose', () => {
  /** Mean distance of the body's points, in heights of the picture; MediaPipe itself smooths, and looked at a larger picture. */
  const TOLERANCE = 0.012;
  let estimator: PoseEstimator;
  beforeAll(async () => {
    estimator = await createPoseEstimator({ model: 'blazepose-full' });
  }, 60_000);
  afterAll(() => estimator.close());

  it.skipIf(!existsSync(SQUATS))(
    'finds what MediaPipe finds with the same model in a real person',
    async () => {
      const clips = await referenceClips();
      const real = clips.find(({ name }) => name === 'squat video');
      if (!real) throw new Error('There is no squat video');
      const follower = estimator.follow();
      const found: FoundFrame[] = [];
      await decoded(real.clip, async (picture, _index, at) => {
        const pose = await follower.estimate(picture, at);
        found.push({ ms: 0, readMs: 0, keypoints: pose?.keypoints ?? new Float32Array() });
      });
      const { frames, lost, meanError } = clipFigures(real, found, estimator.layout);
      expect({ frames, lost }).toEqual({ frames: 65, lost: 0 });
      expect(meanError).toBeLessThan(TOLERANCE);
    },
    60_000,
  );

  it('gives nothing when the person has gone, and finds them when they come back, elsewhere', async () => {
    const size = { width: 320, height: 240 };
    const grey = new Uint8Array(size.width * size.height * 4).fill(90);
    const empty = encodeClip({ codec: 'vp8', size, framesPerSecond: 1, pictures: [grey, grey] });
    const near = athleteClip(anAthlete({ activity: 'squat', reps: 1 }), { size, framesPerSecond: 2 });
    const far = athleteClip(anAthlete({ activity: 'squat', reps: 1, scale: 0.5 }), { size, framesPerSecond: 2 });
    const follower = estimator.follow();
    const counts: number[] = [];
    for (const [part, clip] of [near, empty, far].entries()) {
      let points = 0;
      await decoded(clip, async (picture, _index, at) => {
        points = (await follower.estimate(picture, part * 20_000 + at))?.keypoints.length ?? Number.NaN;
      });
      counts.push(points);
    }
    expect(counts).toEqual([33 * KEYPOINT_STRIDE.blazepose33, 0, 33 * KEYPOINT_STRIDE.blazepose33]);
  }, 30_000);

  it('finds the person in the very picture in which they have leapt elsewhere', async () => {
    const size = { width: 320, height: 240 };
    const context = createCanvas(size.width, size.height).getContext('2d');
    const athlete = anAthlete({ activity: 'squat', reps: 1, scale: 0.6 });
    const pictures = Array.from({ length: 12 }, (_, index) => {
      const pose = athlete.poseAt(index * 200);
      const aside = index % 4 < 2 ? -0.3 : 0.3;
      drawAthlete(
        context,
        { ...pose, keypoints: pose.keypoints.map((point) => ({ ...point, x: point.x + aside })) },
        size,
      );
      return Uint8Array.from(context.getImageData(0, 0, size.width, size.height).data);
    });
    const follower = estimator.follow();
    const found: number[] = [];
    await decoded(encodeClip({ codec: 'vp8', size, framesPerSecond: 5, pictures }), async (picture, _index, at) => {
      found.push((await follower.estimate(picture, at))?.keypoints.length ?? 0);
    });
    expect(found).toEqual(pictures.map(() => 33 * KEYPOINT_STRIDE.blazepose33));
  }, 30_000);

  it('gives the points in metres, the hips in the middle', async () => {
    const athlete = anAthlete({ activity: 'squat', reps: 1, view: 'front' });
    const follower = estimator.follow();
    await decoded(athleteClip(athlete, { framesPerSecond: 1 }), async (picture, _index, at) => {
      const world = (await follower.estimate(picture, at))?.world ?? new Float32Array();
      expect(world).toHaveLength(33 * 3);
      const height = (name: string) => world[LAYOUTS.blazepose33.names.indexOf(name) * 3 + 1] ?? Number.NaN;
      expect(Math.abs(height('left_hip') + height('right_hip'))).toBeLessThan(0.1);
      expect(height('nose')).toBeLessThan(-0.3);
      expect(height('left_ankle')).toBeGreaterThan(0.2);
    });
  }, 30_000);
});

describe('the light model', () => {
  it('of the default engine finds what it finds alone', async () => {
    const both = await createPoseEstimator();
    onTestFinished(() => both.close());
    const alone = await createPoseEstimator({ model: 'blazepose-lite' });
    onTestFinished(() => alone.close());
    const followers = [both.follow(), alone.follow()] as const;
    const clip = athleteClip(anAthlete({ activity: 'squat', reps: 1 }), { framesPerSecond: 2 });
    await decoded(clip, async (picture, _index, at) => {
      const light = await followers[0].estimate(picture, at, 'light');
      expect(light?.keypoints.length).toBeGreaterThan(0);
      expect(light).toEqual(await followers[1].estimate(picture, at));
    });
    expect(both.light?.model).toBe('blazepose-lite');
    expect(both.light?.share).toBeGreaterThan(0);
  }, 60_000);

  it('is none where the model was asked for', async () => {
    const estimator = await createPoseEstimator({ model: 'blazepose-full' });
    onTestFinished(() => estimator.close());
    expect(estimator.light).toBeUndefined();
  }, 60_000);
});

describe('the choice of an engine', () => {
  const broken = (engine: string, reason: string): Candidate => ({
    engine,
    model: 'a model',
    create: () => Promise.reject(new Error(reason)),
  });

  it('falls on the next best where one does not load, and says why', async () => {
    const candidates = [broken('first', 'no such instruction'), ...poseCandidates({ engine: 'tfjs' })];
    const estimator = await firstThatLoads(candidates);
    expect(estimator.name).toMatch(/^tfjs/);
    expect(estimator.passedOver).toEqual(['first with a model: no such instruction']);
    await estimator.close();
  }, 30_000);

  it('says of each engine why it can not be had when none can', async () => {
    const candidates = [broken('first', 'no such instruction'), broken('second', 'not installed')];
    await expect(firstThatLoads(candidates)).rejects.toThrow(
      /first with .*no such instruction.*second with .*not inst/,
    );
  });

  it.each<[PoseChoice, string]>([
    [{}, 'onnx blazepose-full'],
    [{ engine: 'onnx' }, 'onnx blazepose-full'],
    [{ engine: 'tfjs' }, 'tfjs movenet-lightning'],
    [{ model: 'movenet-lightning' }, 'onnx movenet-lightning'],
    [{ model: 'blazepose-lite' }, 'onnx blazepose-lite'],
  ])('takes the best of what %o leaves open', (choice, best) => {
    const [first] = poseCandidates(choice);
    expect(`${first?.engine} ${first?.model}`).toBe(best);
  });

  it('never gives a model that was not asked for', () => {
    expect(poseCandidates({ engine: 'tfjs', model: 'blazepose-full' })).toEqual([]);
  });
});
