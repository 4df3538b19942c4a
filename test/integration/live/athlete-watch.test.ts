import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AnalysisPool } from '../../../server/analysis/pool.ts';
import { AthleteWatch } from '../../../server/live/session/session-analysis.ts';
import { SessionClock } from '../../../server/live/session/session-clock.ts';
import { findActivity } from '../../../shared/coaching/index.ts';
import type { PosePacket } from '../../../shared/contract/pose-packet.ts';
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

it('follows a picked athlete on when the analysis worker dies', async () => {
  const router = await sfu.newRouter();
  const activity = findActivity('squat');
  if (!activity) throw new Error('There is no squat');
  const scene = { name: 'two', actors: [other, athlete], athlete, duration: 3_000 };
  const pictures = picturesOfScene(scene);
  const replay = await Replay.create({
    router,
    clip: encodeClip({ codec: 'vp8', size: SCENE_SIZE, framesPerSecond: SCENE_RATE, pictures }),
  });
  const poses = new Collected<PosePacket>();
  const watch = new AthleteWatch({
    analysis: { pool, framesPerSecond: SCENE_RATE },
    activity,
    language: 'en',
    clock: new SessionClock(Date.now()),
    router: async () => router,
    onFrameClock: () => undefined,
    onPassed: () => undefined,
    onPose: poses.add,
    onEvent: () => undefined,
    logger,
  });
  const isRight = ({ keypoints }: PosePacket) => (keypoints[LEFT_HIP]?.x ?? 0) > MIDDLE;
  const followed = async (right: boolean) => {
    const from = poses.items.length;
    await poses.until(() => {
      const last = poses.items.slice(from).slice(-8);
      return last.length === 8 && last.every((pose) => isRight(pose) === right);
    });
  };
  try {
    watch.follow(replay.producer, () => undefined);
    replay.start();
    await followed(false);
    await watch.pick([0.8, 0.55]);
    await followed(true);
    const before = poses.items.length;
    for (const pid of pool.pids) process.kill(pid, 'SIGKILL');
    await expect.poll(() => pool.stats().replaced, { timeout: 10_000 }).toBe(1);
    await followed(true);
    expect(poses.items.slice(before).filter((pose) => pose.keypoints.length > 0 && !isRight(pose))).toEqual([]);
  } finally {
    watch.close();
    replay.close();
  }
});
