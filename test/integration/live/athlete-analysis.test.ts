import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AnalysisPool } from '../../../server/analysis/pool.ts';
import { AthleteAnalysis, type AthletePose } from '../../../server/live/session/athlete-analysis.ts';
import { SessionClock } from '../../../server/live/session/session-clock.ts';
import { findActivity } from '../../../shared/coaching/index.ts';
import { Collected } from '../../support/collected.ts';
import { encodeClip } from '../../support/rtp/clip.ts';
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

it('follows a picked athlete on when the analysis process dies', async () => {
  const router = await sfu.newRouter();
  const activity = findActivity('squat');
  if (!activity) throw new Error('There is no squat');
  const scene = { name: 'two', actors: [other, athlete], athlete, duration: 3_000 };
  const pictures = picturesOfScene(scene);
  const replay = await Replay.create({
    router,
    clip: encodeClip({ codec: 'vp8', size: SCENE_SIZE, framesPerSecond: SCENE_RATE, pictures }),
  });
  const poses = new Collected<AthletePose>();
  const analysis = new AthleteAnalysis(
    'ada',
    {
      analysis: { port: pool, framesPerSecond: SCENE_RATE },
      latency: { step: () => undefined, feedback: () => undefined, screen: () => undefined },
      activity,
      language: 'en',
      clock: new SessionClock(Date.now()),
      router: async () => router,
      logger,
    },
    { onFrameClock: () => undefined, onPose: poses.add, onEvent: () => undefined },
  );
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
