import type { types } from 'mediasoup';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { AnalysisPool } from '../../../server/analysis/pool.ts';
import type { AnalysisPort } from '../../../server/analysis/port.ts';
import { AthleteAnalysis, type AthletePose } from '../../../server/live/session/athlete-analysis.ts';
import { SessionClock } from '../../../server/live/session/session-clock.ts';
import { findActivity } from '../../../shared/coaching/index.ts';
import type { AnalysisObstacle } from '../../../shared/contract/analysis-obstacle.ts';
import { SidelineError } from '../../../shared/contract/errors.ts';
import { Collected } from '../../support/collected.ts';
import { announcing, type Clip, encodeClip } from '../../support/rtp/clip.ts';
import { Replay } from '../../support/rtp/replay.ts';
import { startSfu } from '../../support/rtp/sfu.ts';
import { anActor, picturesOfScene, SCENE_RATE, SCENE_SIZE, stands } from '../../support/scenes.ts';

const logger = pino({ level: 'silent' });
const athlete = anActor({ scale: 0.8, path: stands(-0.08) });
const other = anActor({ scale: 0.7, outfit: 'red', path: stands(0.3) });
const LEFT_HIP = 23;
/** Between the two. */
const MIDDLE = 0.61;

let sfu: Awaited<ReturnType<typeof startSfu>>;
let pool: AnalysisPool;

beforeAll(async () => {
  sfu = await startSfu();
  pool = await AnalysisPool.create({ workers: 1, logger });
});
afterAll(async () => {
  await pool?.close();
  sfu?.close();
});

function anAnalysis(port: AnalysisPort, router: types.Router) {
  const activity = findActivity('squat');
  if (!activity) throw new Error('There is no squat');
  const poses = new Collected<AthletePose>();
  const obstacles = new Collected<AnalysisObstacle | undefined>();
  const analysis = new AthleteAnalysis(
    'ada',
    {
      analysis: { port, framesPerSecond: SCENE_RATE },
      latency: { step: () => undefined, feedback: () => undefined, screen: () => undefined },
      activity,
      language: 'en',
      clock: new SessionClock(Date.now()),
      router: async () => router,
      logger,
    },
    { onFrameClock: () => undefined, onPose: poses.add, onEvent: () => undefined, onObstacle: obstacles.add },
  );
  onTestFinished(() => analysis.close());
  return { analysis, poses, obstacles };
}

/** A camera that films the athlete. */
async function aCamera(router: types.Router, change: (clip: Clip) => Clip = (clip) => clip): Promise<Replay> {
  const pictures = picturesOfScene({ name: 'one', actors: [athlete], athlete, duration: 2_000 });
  const clip = encodeClip({ codec: 'vp8', size: SCENE_SIZE, framesPerSecond: SCENE_RATE, pictures });
  const replay = await Replay.create({ router, clip: change(clip) });
  onTestFinished(() => replay.close());
  replay.start();
  return replay;
}

const noClock = () => undefined;

it('says why a video is not analysed, and that it is again once the camera sends another', async () => {
  const router = await sfu.newRouter();
  const { analysis, poses, obstacles } = anAnalysis(pool, router);
  const huge = await aCamera(router, (clip) => announcing(clip, 8_192));
  analysis.follow(huge.producer, noClock);
  await obstacles.reach(1);
  expect(obstacles.items).toEqual([{ reason: 'too-large', since: expect.any(Number) }]);
  expect(poses.items).toEqual([]);
  analysis.follow((await aCamera(router)).producer, noClock);
  await poses.more(3);
  expect(obstacles.items.slice(1)).toEqual([undefined]);
});

it('says nothing of a video any more when the camera is closed', async () => {
  const router = await sfu.newRouter();
  const { analysis, obstacles } = anAnalysis(pool, router);
  const huge = await aCamera(router, (clip) => announcing(clip, 8_192));
  analysis.follow(huge.producer, noClock);
  await obstacles.reach(1);
  huge.close();
  await obstacles.reach(2);
  expect(obstacles.items[1]).toBeUndefined();
});

it('says when no process takes the video for long, and when one does', async () => {
  const router = await sfu.newRouter();
  let away = true;
  const port: AnalysisPort = {
    engine: pool.engine,
    pictureSide: pool.pictureSide,
    open: (...stream) =>
      away ? Promise.reject(new SidelineError('media_unavailable', 'No process is ready.')) : pool.open(...stream),
  };
  const { analysis, poses, obstacles } = anAnalysis(port, router);
  analysis.follow((await aCamera(router)).producer, noClock);
  await obstacles.reach(1);
  expect(obstacles.items).toEqual([{ reason: 'unavailable', since: expect.any(Number) }]);
  away = false;
  await poses.more(3);
  expect(obstacles.items.slice(1)).toEqual([undefined]);
});

it('leaves a video alone on which two processes ended, and says so', async () => {
  const router = await sfu.newRouter();
  let opened = 0;
  const port: AnalysisPort = {
    engine: pool.engine,
    pictureSide: pool.pictureSide,
    open: async (stream, events, who) => {
      const open = await pool.open(stream, events, who);
      opened += 1;
      setTimeout(() => {
        open.close();
        events.onLost(new Error('The analysis process ended'), 'suspected');
      }, 50);
      return open;
    },
  };
  const { analysis, obstacles } = anAnalysis(port, router);
  analysis.follow((await aCamera(router)).producer, noClock);
  await obstacles.until((items) => items.at(-1)?.reason === 'left-alone');
  expect(opened).toBe(2);
});

it('follows a picked athlete on when the analysis process dies', async () => {
  const router = await sfu.newRouter();
  const scene = { name: 'two', actors: [other, athlete], athlete, duration: 3_000 };
  const pictures = picturesOfScene(scene);
  const replay = await Replay.create({
    router,
    clip: encodeClip({ codec: 'vp8', size: SCENE_SIZE, framesPerSecond: SCENE_RATE, pictures }),
  });
  const { analysis, poses } = anAnalysis(pool, router);
  const isRight = ({ keypoints }: AthletePose) => (keypoints[LEFT_HIP]?.x ?? 0) > MIDDLE;
  const followed = async (right: boolean) => {
    const from = poses.items.length;
    await poses.until(() => {
      const last = poses.items.slice(from).slice(-8);
      return last.length === 8 && last.every((pose) => isRight(pose) === right);
    });
  };
  try {
    analysis.follow(replay.producer, () => undefined);
    replay.start();
    await followed(false);
    await analysis.pick([0.8, 0.55]);
    await followed(true);
    const before = poses.items.length;
    for (const pid of pool.pids) process.kill(pid, 'SIGKILL');
    await expect.poll(() => pool.stats().replaced, { timeout: 10_000 }).toBe(1);
    await followed(true);
    expect(poses.items.slice(before).filter((pose) => pose.keypoints.length > 0 && !isRight(pose))).toEqual([]);
  } finally {
    analysis.close();
    replay.close();
  }
});
