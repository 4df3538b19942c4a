import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { types } from 'mediasoup';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { poseOf } from '../../../server/analysis/live-analyser.ts';
import type { AnalysedFrame } from '../../../server/analysis/messages.ts';
import { AnalysisPool } from '../../../server/analysis/pool.ts';
import { FrameTap } from '../../../server/analysis/tap/frame-tap.ts';
import { anAthlete } from '../../../shared/athlete/index.ts';
import { LAYOUTS } from '../../../shared/coaching/index.ts';
import { athleteClip } from '../../support/rtp/athlete-clip.ts';
import type { Clip } from '../../support/rtp/clip.ts';
import { Packetizer } from '../../support/rtp/packetizer.ts';
import { Replay } from '../../support/rtp/replay.ts';
import { startSfu } from '../../support/rtp/sfu.ts';
import { type Tapped, tapped } from '../../support/rtp/tapped.ts';

const athlete = anAthlete({ activity: 'squat', reps: 2, tempo: 2, view: 'front-left' });
/** Mean distance from the drawn joints, shoulders to ankles, in heights of the picture; the figure is 0.8 high. */
const MEAN_TOLERANCE = 0.03;
const FRAME_TOLERANCE = 0.1;
/** Of the face and the hands, the figure is not drawn where the models put their points. */
const BODY = /_(shoulder|elbow|wrist|hip|knee|ankle)$/;

let sfu: Awaited<ReturnType<typeof startSfu>>;
let router: types.Router;
let pool: AnalysisPool;
let clip: Clip;
const open: Tapped[] = [];

beforeAll(async () => {
  sfu = await startSfu();
  router = await sfu.newRouter();
  pool = await AnalysisPool.create({ workers: 1, logger: pino({ level: 'silent' }) });
  clip = athleteClip(athlete);
});

afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

afterAll(async () => {
  await pool.close();
  sfu.close();
});

async function aTapped(options: Partial<Parameters<typeof tapped>[0]> = {}): Promise<Tapped> {
  const made = await tapped({ router, pool, clip, ...options });
  open.push(made);
  return made;
}

/** How far the keypoints are from where the figure was drawn, in heights of the picture. */
function meanDistance(frame: AnalysedFrame, replay: Replay, framesPerSecond = clip.framesPerSecond): number {
  const truth = athlete.poseAt((replay.frameOf(frame.rtpTimestamp) * 1000) / framesPerSecond, frame.layout);
  const found = poseOf(frame, 0);
  const distances = truth.keypoints.flatMap(({ x, y }, index) => {
    if (!BODY.test(LAYOUTS[frame.layout].names[index] ?? '')) return [];
    const point = found.keypoints[index];
    return Math.hypot(((point?.x ?? 0) - x) * truth.aspect, (point?.y ?? 0) - y);
  });
  return mean(distances);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a tapped video', () => {
  it.each(['vp8', 'h264'] as const)(
    'of %s gives the keypoints of the drawn figure, with its media time',
    async (codec) => {
      const { replay, frames } = await aTapped({ clip: athleteClip(athlete, { codec }) });
      await frames.reach(60);
      const distances = frames.items.map((frame) => meanDistance(frame, replay));
      expect(mean(distances)).toBeLessThan(MEAN_TOLERANCE);
      expect(Math.max(...distances)).toBeLessThan(FRAME_TOLERANCE);
      for (const frame of frames.items) {
        expect(frame).toMatchObject({ width: 320, height: 240, layout: pool.engine.layout });
        expect(Math.abs(frame.mediaTimeMs - replay.captureTimeOf(frame.rtpTimestamp))).toBeLessThan(100);
        const { received, decoded, taken, scaled, inferred } = frame.times;
        const stages = [received, decoded, taken, scaled, inferred];
        expect(stages).toEqual([...stages].sort((a, b) => a - b));
      }
      expectForward(frames.items);
    },
  );

  it('upright from a phone is found as well', async () => {
    const tall = anAthlete({ activity: 'squat', reps: 1, tempo: 2, aspect: 9 / 16, scale: 0.5 });
    const { replay, frames } = await aTapped({ clip: athleteClip(tall, { size: { width: 180, height: 320 } }) });
    await frames.reach(20);
    const hips = frames.items.map((frame) => {
      const hip = LAYOUTS[frame.layout].names.indexOf('left_hip');
      const truth = tall.poseAt((replay.frameOf(frame.rtpTimestamp) * 1000) / 15, frame.layout).keypoints[hip];
      const found = poseOf(frame, 0).keypoints[hip];
      return Math.hypot((found?.x ?? 0) - (truth?.x ?? 0), (found?.y ?? 0) - (truth?.y ?? 0));
    });
    expect(mean(hips)).toBeLessThan(MEAN_TOLERANCE);
  });

  it('of 30 frames a second is analysed at the rate asked for', async () => {
    const { frames, replay } = await aTapped({
      clip: athleteClip(athlete, { framesPerSecond: 30 }),
      framesPerSecond: 10,
    });
    await frames.reach(30);
    const timestamps = frames.items.map(({ rtpTimestamp }) => replay.captureTimeOf(rtpTimestamp));
    const seconds = ((timestamps.at(-1) ?? 0) - (timestamps[0] ?? 0)) / 1000;
    expect((frames.items.length - 1) / seconds).toBeLessThan(10.5);
    expect((frames.items.length - 1) / seconds).toBeGreaterThan(5);
  });

  it('with lost and late packets still gives the keypoints of the drawn figure', async () => {
    const noise = (index: number) => Math.abs(Math.sin(index * 12.9898) * 43758.5453) % 1;
    const wire = (index: number) => {
      if (index > 20 && noise(index) < 0.02) return 'lost';
      return noise(index + 77) < 0.05 ? 20 + 40 * noise(index + 5) : 0;
    };
    const { replay, frames, tap } = await aTapped({ wire });
    await frames.until(
      (items) => items.length >= 60 && (tap.counts?.lost ?? 0) > 0 && (tap.counts?.reordered ?? 0) > 0,
    );
    expect(Math.max(...frames.items.map((frame) => meanDistance(frame, replay)))).toBeLessThan(FRAME_TOLERANCE);
    expect(tap.counts?.gated).toBeGreaterThan(0);
    expectForward(frames.items);
  });

  it('goes on when the publisher starts anew with other timestamps', async () => {
    const { replay, frames } = await aTapped();
    await frames.reach(10);
    replay.restart(0x4000_0000);
    const aSecondLater = 0x4000_0000 + 90_000;
    // Before it, timestamps were at the end of their range or at its beginning.
    const anew = ({ rtpTimestamp }: AnalysedFrame) => rtpTimestamp >= aSecondLater && rtpTimestamp < 0x8000_0000;
    await frames.until((items) => items.some(anew));
    const last = frames.items.at(-1);
    expect(Math.abs((last?.mediaTimeMs ?? 0) - replay.captureTimeOf(last?.rtpTimestamp ?? 0))).toBeLessThan(100);
    expectForward(frames.items);
  });

  it('rests while the producer is paused, and goes on when it resumes', async () => {
    const { replay, frames, tap } = await aTapped();
    await frames.reach(10);
    await replay.producer.pause();
    const sentAtPause = replay.frames;
    await frameCount(replay, sentAtPause + 5);
    const atRest = frames.items.length;
    await frameCount(replay, sentAtPause + 20);
    expect(frames.items).toHaveLength(atRest);
    await replay.producer.resume();
    await frames.more(20);
    expect(tap.closed).toBe(false);
    expectForward(frames.items);
  });

  it('is closed with its producer, once, and gives no pose after it was closed', async () => {
    let closed = 0;
    const { replay, frames, tap } = await aTapped({ onClosed: () => closed++ });
    await frames.reach(5);
    replay.producer.close();
    await expect.poll(() => tap.closed).toBe(true);
    expect(closed).toBe(1);
    const other = await aTapped({ onClosed: () => closed++ });
    await other.frames.reach(5);
    other.tap.close();
    other.tap.close();
    const count = other.frames.items.length;
    await frameCount(other.replay, other.replay.frames + 10);
    expect(other.frames.items).toHaveLength(count);
    expect(closed).toBe(1);
  });
});

it('ignores RTP from nobody known and counts it', async () => {
  const { replay, frames, tap } = await aTapped();
  await frames.reach(5);
  const stranger = createSocket('udp4');
  stranger.bind(0, '127.0.0.1');
  await once(stranger, 'listening');
  const packetizer = new Packetizer({ codec: 'vp8', ssrc: 1, payloadType: 101 });
  const fakes = [
    Buffer.from('garbage'),
    Buffer.alloc(1400, 0xff),
    ...clip.frames.slice(0, 5).flatMap((frame, index) => packetizer.packetize(frame, index * 6000)),
  ];
  for (const fake of fakes) stranger.send(fake, tap.port ?? 0, '127.0.0.1');
  await expect.poll(() => tap.counts?.strangers, { timeout: 5_000 }).toBe(fakes.length);
  stranger.close();
  await frames.more(20);
  expect(tap.counts).toMatchObject({ malformed: 0, refused: 0, broken: 0 });
  expect(Math.max(...frames.items.map((frame) => meanDistance(frame, replay)))).toBeLessThan(FRAME_TOLERANCE);
});

it('refuses to tap a video whose router is gone', async () => {
  const gone = await sfu.newRouter();
  const replay = await Replay.create({ router: gone, clip });
  gone.close();
  const streams = pool.stats().streams;
  const tapping = FrameTap.create({
    router: gone,
    producer: replay.producer,
    analysis: pool,
    logger: pino({ level: 'silent' }),
    onAnalysed: () => undefined,
  });
  await expect(tapping).rejects.toMatchObject({ code: 'media_unavailable' });
  expect(pool.stats().streams).toBe(streams);
});

it('leaves no transport, consumer or stream behind after ten taps', async () => {
  const before = (await router.dump()).transportIds.length;
  const streams = pool.stats().streams;
  for (let round = 0; round < 10; round++) {
    const { frames, close } = await tapped({ router, pool, clip });
    await frames.reach(2);
    close();
  }
  await expect.poll(async () => (await router.dump()).transportIds.length).toBe(before);
  expect(pool.stats().streams).toBe(streams);
  await expect.poll(() => pool.stats().counts.decoded ?? 0).toBeGreaterThanOrEqual(20);
});

function expectForward(frames: readonly AnalysedFrame[]): void {
  for (const [index, frame] of frames.slice(1).entries()) {
    expect(frame.mediaTimeMs).toBeGreaterThan(frames[index]?.mediaTimeMs ?? 0);
  }
}

async function frameCount(replay: Replay, count: number): Promise<void> {
  await expect.poll(() => replay.frames, { timeout: 10_000 }).toBeGreaterThanOrEqual(count);
}
