import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const cores = availableParallelism();

/** Browser tests that measure when things happen, or play a whole performance: they need the machine for themselves. */
const TIMED = ['freeze', 'latency', 'live', 'overlay'].map((name) => `test/e2e/${name}.test.ts`);

/** All of a project's tests take the same embedded database for a start (see test/support/database-template.ts). */
const server = { globalSetup: 'test/support/database-template.ts', pool: 'forks' } as const;
const browser = { ...server, testTimeout: 120_000, hookTimeout: 120_000 } as const;

/**
 * Projects by what they need: nothing, the real server, a real browser. One runs after the other, each with as many files side
 * by side as it can use: without a number, Vitest leaves a core idle.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/unit/**/*.test.tsx'],
          sequence: { groupOrder: 0 },
          maxWorkers: Math.max(2, cores),
        },
      },
      {
        test: {
          ...server,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          // These wait for frames, timers and processes for most of their time.
          maxWorkers: cores + 1,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...browser,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: TIMED,
          sequence: { groupOrder: 2 },
          maxWorkers: Math.max(2, Math.floor(cores / 2)),
        },
      },
      {
        test: {
          ...browser,
          name: 'e2e-timed',
          include: TIMED,
          sequence: { groupOrder: 3 },
          fileParallelism: false,
        },
      },
    ],
  },
});
