import { afterAll, beforeAll, expect, it } from 'vitest';
import { PublishedAthlete } from '../bench/athletes/published-athlete.ts';
import { type ProcessUse, useOf, useOfChildren } from '../bench/support/process-tree.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { Person } from '../support/rest.ts';
import { shortPerformance } from '../support/rtp/short-performance.ts';

const ROUNDS = 8;
const PERFORMANCE = shortPerformance();
const SETTLED_LIMIT_MS = 5_000;
let server: TestApp;
let owner: Person;
let sessionId: string;

beforeAll(async () => {
  server = await startApp();
  owner = await Person.signIn(server.url, 'Anna');
  // Work on recordings goes on long after a visit, in processes of its own.
  sessionId = await owner.startUnrecordedSession();
});
afterAll(() => server.close());

/** The workers of the server here. Other children, such as a browser, serve other tests. */
const WORKERS = /mediasoup-worker|(analysis|recording)\/process\/main/;

/** Files, sockets and threads of this process, in which the server runs, and of its workers. */
async function held(): Promise<Pick<ProcessUse, 'handles' | 'threads'>> {
  const [own, workers] = await Promise.all([useOf(process.pid), useOfChildren(process.pid, WORKERS)]);
  return { handles: own.handles + workers.handles, threads: own.threads + workers.threads };
}

/** Resolves once no more is held than that; with what is held when that does not come. */
async function heldAtMost(most: Awaited<ReturnType<typeof held>>): Promise<Awaited<ReturnType<typeof held>>> {
  const limit = performance.now() + SETTLED_LIMIT_MS;
  for (;;) {
    const now = await held();
    if ((now.handles <= most.handles && now.threads <= most.threads) || performance.now() > limit) return now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** An athlete comes, is analysed, and goes. */
async function visit(): Promise<number> {
  const athlete = await PublishedAthlete.join(
    { url: server.url, token: owner.token, sessionId, begin: 0 },
    PERFORMANCE,
  );
  try {
    await athlete.analysed(5);
    return athlete.report().frames.length;
  } finally {
    athlete.close();
  }
}

it.runIf(process.platform === 'linux')(
  'gives back every socket, file and thread when athletes come and go',
  { timeout: 120_000 },
  async () => {
    const idle = await held();
    await visit();
    // What the first of all opens for good is no leak.
    const before = await heldAtMost(idle);
    for (let round = 0; round < ROUNDS; round += 1) expect(await visit()).toBeGreaterThanOrEqual(5);

    // A leak grows with every visit. One more or less is what the server has open for itself at the moment of counting.
    const most = { handles: before.handles + ROUNDS - 1, threads: before.threads + ROUNDS - 1 };
    const after = await heldAtMost(most);
    expect(after.handles).toBeLessThanOrEqual(most.handles);
    expect(after.threads).toBeLessThanOrEqual(most.threads);
  },
);
