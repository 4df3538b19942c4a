import { existsSync } from 'node:fs';
import type { types } from 'mediasoup';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LiveAnalyser } from '../../../server/analysis/live-analyser.ts';
import { AnalysisPool } from '../../../server/analysis/pool.ts';
import { type Athlete, anAthlete } from '../../../shared/athlete/index.ts';
import { type CoachingEvent, type CoachingEventOf, findActivity } from '../../../shared/coaching/index.ts';
import { Collected } from '../../support/collected.ts';
import { athleteClip } from '../../support/rtp/athlete-clip.ts';
import { type Clip, encodeClip, picturesOf } from '../../support/rtp/clip.ts';
import type { ReplayOptions } from '../../support/rtp/replay.ts';
import { startSfu } from '../../support/rtp/sfu.ts';
import { tapped } from '../../support/rtp/tapped.ts';

const SQUAT_VIDEO = new URL('../../../../shared/data/pose_squats.mp4', import.meta.url);
const logger = pino({ level: 'silent' });
let sfu: Awaited<ReturnType<typeof startSfu>>;
let router: types.Router;
let pool: AnalysisPool;

beforeAll(async () => {
  sfu = await startSfu();
  router = await sfu.newRouter();
  pool = await AnalysisPool.create({ workers: 1, logger });
});

afterAll(async () => {
  await pool.close();
  sfu.close();
});

/** Plays a clip once through SFU, tap and tracker; `startedAt` is when its first frame was due, on the session's clock. */
async function performed(clip: Clip, wire?: ReplayOptions['wire']) {
  const activity = findActivity('squat');
  if (!activity) throw new Error('There is no squat');
  const events = new Collected<CoachingEvent>();
  const sessionStart = performance.timeOrigin + performance.now() - 60_000;
  const analyser = new LiveAnalyser({
    activity,
    sessionTime: (epochMs) => epochMs - sessionStart,
    onPoseFrame: () => undefined,
    onEvents: (batch) => batch.forEach(events.add),
  });
  const { replay, frames, close } = await tapped({
    router,
    pool,
    clip,
    once: true,
    onAnalysed: (frame) => analyser.push(frame),
    ...(wire && { wire }),
  });
  const startedAt = replay.captureTimeOf(0xffff_0000) - sessionStart;
  await replay.finished;
  await frames.until((items) => items.length > 0);
  close();
  return { events, analyser, startedAt };
}

const repetitionsOf = (events: Collected<CoachingEvent>) =>
  events.items.filter((event): event is CoachingEventOf<'repetition'> => event.type === 'repetition');

function expectRepsOf(athlete: Athlete, events: Collected<CoachingEvent>, startedAt: number): void {
  const truth = athlete.truth();
  const repetitions = repetitionsOf(events);
  expect(repetitions).toHaveLength(truth.reps.length);
  for (const [index, { turn }] of repetitions.entries()) {
    expect(Math.abs(turn - startedAt - (truth.reps[index]?.turn ?? 0))).toBeLessThan(250);
  }
}

it('counts the repetitions that the figure performs, each at its time, and not the shallow attempt between them', async () => {
  const athlete = anAthlete({ activity: 'squat', reps: 4, attempts: [2], tempo: 2.5, view: 'left' });
  const { events, analyser, startedAt } = await performed(athleteClip(athlete));
  analyser.close();
  expectRepsOf(athlete, events, startedAt);
});

it('counts right when packets are lost and late', async () => {
  const noise = (index: number) => Math.abs(Math.sin(index * 12.9898) * 43758.5453) % 1;
  const athlete = anAthlete({ activity: 'squat', reps: 3, tempo: 2.5, view: 'front-left' });
  const { events, analyser, startedAt } = await performed(athleteClip(athlete), (index) => {
    if (index > 20 && noise(index) < 0.005) return 'lost';
    return noise(index + 77) < 0.05 ? 20 + 40 * noise(index + 5) : 0;
  });
  analyser.close();
  expectRepsOf(athlete, events, startedAt);
});

it('says that nobody is seen when the frames stop, and goes on counting when they come back', async () => {
  const athlete = anAthlete({ activity: 'squat', reps: 1, tempo: 2, view: 'front-left' });
  const { events, analyser } = await performed(athleteClip(athlete));
  expect(repetitionsOf(events)).toHaveLength(1);
  await events.until((items) => items.some((event) => event.type === 'visibility' && !event.visible));
  analyser.close();
  analyser.close();
});

it.skipIf(!existsSync(SQUAT_VIDEO))(
  'counts 2 full squats of a real woman (skipped without ../shared/data)',
  async () => {
    const size = { width: 270, height: 480 };
    const pictures: Uint8Array[] = [];
    for await (const picture of picturesOf(SQUAT_VIDEO.pathname, size)) pictures.push(picture);
    const { events, analyser } = await performed(encodeClip({ codec: 'vp8', size, framesPerSecond: 5, pictures }));
    expect(repetitionsOf(events)).toHaveLength(2);
    analyser.close();
  },
);
