import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const MAIN = fileURLToPath(new URL('../bench/main.ts', import.meta.url));
const positive = z.number().positive();
const figuresSchema = z.object({
  captureToFeedbackMs: z.object({ p50: positive, p95: positive }),
  analysisFps: positive,
  cpuMsPerSecond: z.object({ main: positive, analysis: positive, sfu: positive }),
  rssMb: positive,
  watchers: z.literal(2),
  mediaPerWatcher: z.object({ packetsPerSecond: positive }),
});

let folder: string;

async function bench(...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
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

describe('npm run bench', () => {
  it('measures the live loop and writes the figures down', { timeout: 240_000 }, async () => {
    const file = join(folder, 'live.json');
    const { code, output } = await bench('live', '--watchers', '2', '--seconds', '3', '--warm-up', '1', '--json', file);
    expect(code, output).toBe(0);
    expect(output).toContain('capture to feedback');
    const figures = figuresSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    expect(figures.captureToFeedbackMs.p95).toBeGreaterThanOrEqual(figures.captureToFeedbackMs.p50);
  });

  it.each([
    ['an unknown benchmark', ['lives']],
    ['a number that is none', ['live', '--watchers', 'many']],
    ['more watchers than may sign in at once', ['live', '--watchers', '1000']],
  ])('refuses %s', async (_case, args) => {
    const { code, output } = await bench(...args);
    expect(code).not.toBe(0);
    expect(output).toMatch(/Usage|watchers/);
  });
});
