import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';
import { UNOPTIMISED } from './test/support/unoptimised.ts';

const cores = availableParallelism();

/** Browser tests that measure when things happen, or play a whole performance: they need the machine for themselves. */
const TIMED = ['freeze', 'latency', 'live', 'overlay', 'replay'].map((name) => `test/e2e/${name}.test.ts`);

/** Tests that need the real server, alone or with real browsers. */
const server = {
  /** All of them take the same embedded database for a start. */
  globalSetup: 'test/support/database-template.ts',
  pool: 'forks',
  execArgv: UNOPTIMISED,
  // Files share a process and a browser: to load the server and to start Chromium anew would cost a tenth of the run.
  isolate: false,
  // Other tests beside them take their share of the machine.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 15_000 } },
} as const;

/**
 * Projects by what they need: nothing, the real server, a real browser. First the unit tests, then those with a server or a
 * browser together, at last those that need the machine for themselves.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/unit/**/*.test.tsx'],
          // They leave nothing behind, so that files share a process: most of them take less time than its start.
          isolate: false,
          restoreMocks: true,
          // Some compute for seconds, on a machine that may be busy.
          testTimeout: 30_000,
          unstubGlobals: true,
          sequence: { groupOrder: 0 },
          maxWorkers: Math.max(2, cores),
        },
      },
      {
        test: {
          ...server,
          name: 'integration',
          include: ['test/integration/**/*.test.ts', 'test/e2e/**/*.test.ts'],
          exclude: TIMED,
          // They wait for frames, timers and processes for a part of their time.
          maxWorkers: cores + 2,
          maxConcurrency: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...server,
          name: 'timed',
          include: TIMED,
          sequence: { groupOrder: 2 },
          fileParallelism: false,
        },
      },
    ],
  },
});
