import { once } from 'node:events';
import type { types } from 'mediasoup';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { AnalysisPool, type AnalysisPoolOptions } from '../../../server/analysis/pool.ts';
import { FrameTap } from '../../../server/analysis/tap/frame-tap.ts';
import { anAthlete } from '../../../shared/athlete/index.ts';
import type { ObstacleReason } from '../../../shared/contract/analysis-obstacle.ts';
import { Collected } from '../../support/collected.ts';
import { athleteClip } from '../../support/rtp/athlete-clip.ts';
import { announcing, type Clip } from '../../support/rtp/clip.ts';
import { Replay } from '../../support/rtp/replay.ts';
import { startSfu } from '../../support/rtp/sfu.ts';
import { tapped } from '../../support/rtp/tapped.ts';
import { startProgram } from '../../support/start-program.ts';

const logger = pino({ level: 'silent' });
let sfu: Awaited<ReturnType<typeof startSfu>>;
let router: types.Router;
let clip: Clip;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
  sfu = await startSfu();
  router = await sfu.newRouter();
  clip = athleteClip(anAthlete({ activity: 'squat', reps: 1, tempo: 2 }));
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

afterAll(() => {
  sfu.close();
});

async function aPool(options: Partial<AnalysisPoolOptions> = {}): Promise<AnalysisPool> {
  const pool = await AnalysisPool.create({ workers: 1, logger, ...options });
  closers.push(() => pool.close());
  return pool;
}

async function aTapped(pool: AnalysisPool) {
  const made = await tapped({ router, pool, clip });
  closers.push(made.close);
  return made;
}

it.each([
  { choice: {}, name: 'onnxruntime', model: 'blazepose-full', layout: 'blazepose33' },
  { choice: { engine: 'tfjs' }, name: /^tfjs-(node|wasm)$/, model: 'movenet-lightning', layout: 'coco17' },
] as const)('says which engine runs when $choice is asked for', async ({ choice, name, model, layout }) => {
  const pool = await aPool({ choice });
  expect(pool.engine.name).toMatch(name);
  expect(pool.engine).toMatchObject({ passedOver: [], model, layout });
});

it('spreads the streams over its processes', async () => {
  const pool = await aPool({ workers: 2 });
  const made = [await aTapped(pool), await aTapped(pool), await aTapped(pool), await aTapped(pool)];
  await Promise.all(made.map(({ frames }) => frames.reach(5)));
  // One that moves from process to process is on both for a moment.
  await expect.poll(() => pool.stats(), { timeout: 20_000 }).toMatchObject({ streams: 4, ready: 2, workers: 2 });
});

it('replaces a process that dies, and its streams go on by themselves, media time going forward', async () => {
  const pool = await aPool();
  const { frames, tap } = await aTapped(pool);
  await frames.reach(10);
  const port = tap.port;
  await expect.poll(() => tap.counts?.taken ?? 0).toBeGreaterThan(0);
  const taken = tap.counts?.taken ?? 0;
  signal(pool, 'SIGKILL');
  await frames.more(10);
  expect(pool.stats()).toMatchObject({ replaced: 1, ready: 1, streams: 1 });
  expect(tap.port).not.toBe(port);
  const times = frames.items.map(({ mediaTimeMs }) => Math.round(mediaTimeMs / 10));
  expect(times).toEqual([...times].sort((a, b) => a - b));
  await expect.poll(() => tap.counts?.taken ?? 0).toBeGreaterThan(taken);
});

it('replaces a process that hangs', async () => {
  const pool = await aPool({ hangMs: 1_000 });
  const { frames } = await aTapped(pool);
  await frames.reach(5);
  signal(pool, 'SIGSTOP');
  const before = frames.items.length;
  await expect.poll(() => pool.stats().replaced, { timeout: 10_000 }).toBe(1);
  await frames.reach(before + 5);
});

it('leaves a video alone whose pictures are too large, while its neighbours go on in the same process', async () => {
  const pool = await aPool();
  const neighbour = await aTapped(pool);
  await neighbour.frames.reach(3);
  const obstacles = new Collected<ObstacleReason | undefined>();
  const made = await tapped({ router, pool, clip: announcing(clip, 8_192), onObstacle: obstacles.add });
  closers.push(made.close);
  await obstacles.reach(1);
  expect(obstacles.items).toEqual(['too-large']);
  await neighbour.frames.more(15);
  expect(pool.stats()).toMatchObject({ replaced: 0, streams: 1 });
  expect(made.frames.items).toEqual([]);
});

it('leaves no process behind when the server is killed', async () => {
  const owner = startProgram(new URL('../../support/pool-owner.process.ts', import.meta.url));
  const [line] = await once(owner.stdout, 'data');
  const [pid = 0] = z.array(z.number()).parse(JSON.parse(String(line)));
  expect(isRunning(pid)).toBe(true);
  owner.kill('SIGKILL');
  await expect.poll(() => isRunning(pid), { timeout: 5_000 }).toBe(false);
});

it('keeps what was done by a process that died in its sums', async () => {
  const pool = await aPool();
  const { frames } = await aTapped(pool);
  await expect.poll(() => pool.stats().frames, { timeout: 10_000 }).toBeGreaterThan(5);
  const before = pool.stats();
  signal(pool, 'SIGKILL');
  await frames.more(5);
  const after = pool.stats();
  expect(after.frames).toBeGreaterThanOrEqual(before.frames);
  expect(after.cpuMs).toBeGreaterThanOrEqual(before.cpuMs);
  expect(after.counts.decoded).toBeGreaterThanOrEqual(before.counts.decoded ?? 0);
});

it('refuses streams with a clear code while no process is ready, and when it is closed', async () => {
  const pool = await aPool();
  const replay = await Replay.create({ router, clip });
  closers.push(() => replay.close());
  const tap = () =>
    FrameTap.create({ router, producer: replay.producer, analysis: pool, logger, onAnalysed: () => undefined });
  signal(pool, 'SIGKILL');
  await expect.poll(() => pool.stats().ready, { interval: 5 }).toBe(0);
  await expect(tap()).rejects.toMatchObject({ code: 'media_unavailable' });
  await pool.close();
  await expect(tap()).rejects.toMatchObject({ code: 'shutting_down' });
});

it('leaves nothing open after rounds of processes, taps and closing', async () => {
  const before = openThings();
  for (let round = 0; round < 4; round++) {
    const pool = await AnalysisPool.create({ workers: 1, logger });
    const { frames, close } = await tapped({ router, pool, clip });
    await frames.reach(1);
    close();
    await Promise.all([pool.close(), pool.close()]);
  }
  await expect.poll(openThings).toEqual(before);
}, 60_000);

/** What keeps this process busy, counted by kind, without the timers of the test itself. */
function openThings(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) {
    if (kind !== 'Timeout' && kind !== 'Immediate') counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function signal(pool: AnalysisPool, name: NodeJS.Signals): void {
  for (const pid of pool.pids) process.kill(pid, name);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
