import { defineConfig } from 'vitest/config';

/** Three projects, told apart by what they need: nothing, the real server, a real browser. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts', 'test/unit/**/*.test.tsx'] } },
      {
        test: {
          name: 'integration',
          globalSetup: ['test/support/database-template.ts'],
          include: ['test/integration/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          // Browsers and server need the machine for themselves to show what they do in time.
          sequence: { groupOrder: 1 },
          globalSetup: ['test/support/database-template.ts'],
          include: ['test/e2e/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
