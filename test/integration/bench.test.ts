import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, inject, it } from 'vitest';
import { z } from 'zod';
import { UNOPTIMISED } from '../support/unoptimised.ts';

const MAIN = fileURLToPath(new URL('../bench/main.boot.mjs', import.meta.url));
const positive = z.number().positive();
const liveSchema = z.object({
  captureToFeedbackMs: z.object({ p50: positive, p95: positive }),
  analysisFps: positive,
  cpuMsPerSecond: z.object({ main: positive, analysis: positive, sfu: positive }),
  rssMb: positive,
  watchers: z.literal(2),
  mediaPerWatcher: z.object({ packetsPerSecond: positive }),
});

const share = z.number().nonnegative();
const capacitySchema = z.object({
  athletes: positive,
  cores: positive,
  plain: z.object({ athletes: positive }),
  ratio: positive,
  cpuMsPerFrame: z.object({
    receiveDecode: positive,
    scale: positive,
    infer: positive,
    other: z.number(),
    main: positive,
    sfu: positive,
  }),
  mbPerAthlete: positive,
});
const fanoutSchema = z.object({
  steps: z.tuple([
    z.object({
      watchers: z.literal(5),
      deliveryMs: z.object({ p50: share, p95: positive }),
      posesDropped: share.max(0.5),
      eventsLost: z.literal(0),
      kbpsPerWatcher: positive,
    }),
    z.object({ watchers: z.literal(25), deliveryMs: z.object({ samples: positive }), eventsLost: z.literal(0) }),
  ]),
});
const recordingSchema = z.object({
  // What is recorded less what is not: within a second, noise may be more than the difference.
  cpuMsPerSecond: z.number(),
  lostAfterKillMs: z.number(),
  soundOffsetMs: share,
  beside: z.object({ athletes: z.literal(1), recordings: z.literal(1), analysisFps: positive, framesLost: share }),
});
/** One from within a session, one before the sign-in: each has a server of its own. */
const ATTACKS_TRIED = ['boards', 'tokens-50'];
const attackSchema = z.object({
  name: z.string(),
  lowestPosesPerSecond: share,
  meanPosesPerSecond: positive,
  longestAckMs: positive,
  memoryMb: share,
  done: z.record(z.string(), positive),
  met: z.boolean(),
});
const stormSchema = z.object({ calm: attackSchema, attacks: z.array(attackSchema), met: z.boolean() });
const soakSchema = z.object({
  samples: z.number().min(3),
  trends: z.record(z.string(), z.object({ median: z.number(), growth: z.number(), flat: z.boolean() })),
  flat: z.boolean(),
});

/** What they measure here is of no interest, so each gets the least that it can be measured with: a camera of three layers. */
const CHEAP = {
  SIDELINE_WORKERS: '1',
  SIDELINE_ANALYSIS_WORKERS: '1',
  BENCH_REPS: '1',
  BENCH_CAMERA_WIDTH: '960',
};

let folder: string;

async function bench(...args: string[]) {
  const child = spawn(process.execPath, [...UNOPTIMISED, MAIN, ...args], {
    env: { ...process.env, ...CHEAP, BENCH_DATABASE_TEMPLATE: inject('databaseTemplate') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  child.stdout.on('data', (chunk) => output.push(String(chunk)));
  child.stderr.on('data', (chunk) => output.push(String(chunk)));
  const [code] = await once(child, 'close');
  return { code: Number(code), output: output.join('') };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sideline-bench-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

// Side by side, since each waits for much of its time; the servers of all at once would leave nothing to other tests.
describe.concurrent('npm run bench', () => {
  it('measures the live loop and writes the figures down', { timeout: 240_000 }, async ({ expect }) => {
    const file = join(folder, 'live.json');
    const { code, output } = await bench('live', '--watchers', '2', '--seconds', '1', '--warm-up', '1', '--json', file);
    expect(code, output).toBe(0);
    expect(output).toContain('capture to feedback');
    const figures = liveSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    expect(figures.captureToFeedbackMs.p95).toBeGreaterThanOrEqual(figures.captureToFeedbackMs.p50);
  });

  it('measures how many athletes the machine carries, beside others', { timeout: 400_000 }, async ({ expect }) => {
    const file = join(folder, 'capacity.json');
    const { code, output } = await bench(
      // Frames come in this time beside other tests, too.
      ...['capacity', '--most', '1', '--seconds', '3', '--warm-up', '1', '--json', file],
    );
    expect(code, output).toBe(0);
    expect(output).toContain('times the plain pipeline');
    expect(output).not.toContain('athlete: [');
    const figures = capacitySchema.parse(JSON.parse(await readFile(file, 'utf8')));
    expect(figures.ratio).toBeCloseTo(figures.athletes / figures.plain.athletes);
  });

  it('measures the fan-out to watchers', { timeout: 240_000 }, async ({ expect }) => {
    const file = join(folder, 'fanout.json');
    const { code, output } = await bench(
      ...['fanout', '--watchers', '5,25', '--seconds', '1', '--warm-up', '1', '--json', file],
    );
    expect(code, output).toBe(0);
    fanoutSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  });

  it('measures what recordings cost and lose', { timeout: 240_000 }, async ({ expect }) => {
    const file = join(folder, 'recording.json');
    const least = ['--seconds', '1', '--recordings', '1', '--beside', '1', '--athletes', '1'];
    const { code, output } = await bench('recording', ...least, '--json', file);
    expect(code, output).toBe(0);
    const figures = recordingSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    expect(figures.lostAfterKillMs).toBeLessThan(1_000);
  });

  it('measures what attackers leave to others', { timeout: 240_000 }, async ({ expect }) => {
    const file = join(folder, 'storm.json');
    const least = ['--seconds', '1', '--settle', '0', '--warm-up', '1', '--watchers', '2', '--strength', '0.02'];
    const { code, output } = await bench('storm', '--only', ATTACKS_TRIED.join(','), ...least, '--json', file);
    expect(output).toContain('aims:');
    const { attacks, met } = stormSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    expect(code, output).toBe(met ? 0 : 1);
    expect(attacks.map(({ name }) => name)).toEqual(ATTACKS_TRIED);
    // Each did something beside using the CPU.
    for (const { name, done } of attacks) expect(Object.keys(done).length, name).toBeGreaterThan(1);
  });

  it('watches what a server holds on to, and writes the page', { timeout: 240_000 }, async ({ expect }) => {
    const file = join(folder, 'soak.json');
    const { code, output } = await bench(
      ...[
        'soak',
        '--minutes',
        '0.1',
        '--sample-every',
        '0.5',
        '--rejoin-every',
        '5',
        '--hostile',
        '0.02',
        '--json',
        file,
      ],
    );
    const { flat, trends } = soakSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    expect(code, output).toBe(flat ? 0 : 1);
    expect(Object.keys(trends)).toEqual(expect.arrayContaining(['server.rssMb', 'analysis.handles', 'media.threads']));
    const page = join(folder, 'capacity.md');
    await copyFile(new URL('../../docs/capacity.md', import.meta.url), page);
    const written = await bench('docs', '--soak', file, '--page', page);
    expect(written.code, written.output).toBe(0);
    expect(await readFile(page, 'utf8')).toMatch(
      /<!-- soak -->\nMeasured on [\s\S]*`server\.rssMb`[\s\S]*<!-- \/soak -->/,
    );
  });

  it.for([
    { what: 'an unknown benchmark', args: ['lives'] },
    { what: 'a number that is none', args: ['live', '--watchers', 'many'] },
    { what: 'more watchers than may sign in at once', args: ['live', '--watchers', '1000'] },
    { what: 'watchers that grow fewer', args: ['fanout', '--watchers', '50,20'] },
  ])('refuses $what', async ({ args }, { expect }) => {
    const { code, output } = await bench(...args);
    expect(code).not.toBe(0);
    expect(output).toMatch(/Usage|watchers/);
  });
});
