import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

const cores = availableParallelism();

/** Browser tests that measure when things happen, or play a whole performance: they need the machine for themselves. */
const TIMED = ['freeze', 'latency', 'live', 'overlay'].map((name) => `test/e2e/${name}.test.ts`);

/** All of a project's tests take the same embedded database for a start (see test/support/database-template.ts). */
const server = { globalSetup: 'test/support/database-template.ts', pool: 'forks' } as const;
/** They wait for frames, timers and processes for a part of their time. */
const mixed = { sequence: { groupOrder: 1 }, maxWorkers: cores + 1 } as const;
const browser = { ...server, testTimeout: 120_000, hookTimeout: 120_000 } as const;

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
          include: ['test/integration/**/*.test.ts'],
          ...mixed,
          maxConcurrency: 2,
          // Browsers beside them take their share of the machine.
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...browser,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: TIMED,
          ...mixed,
        },
      },
      {
        test: {
          ...browser,
          name: 'e2e-timed',
          include: TIMED,
          sequence: { groupOrder: 2 },
          fileParallelism: false,
        },
      },
    ],
  },
});
