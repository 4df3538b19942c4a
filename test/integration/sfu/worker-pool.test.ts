import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { WorkerPool } from '../../../server/sfu/worker-pool.ts';

const ADDRESS = { host: '127.0.0.1', announcedAddress: '127.0.0.1', port: 0 };

/** A pool of one worker, and the log of what it met. */
async function aPool() {
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(line) });
  const pool = await WorkerPool.create({ count: 1, address: ADDRESS, logger });
  onTestFinished(() => pool.close());
  const [worker] = pool.workers;
  if (!worker) throw new Error('no media worker');
  const died = new Promise<void>((resolve) => worker.onDied(() => resolve()));
  return { pool, worker, died, lines };
}

it.each(['SIGINT', 'SIGTERM'] as const)(
  'leaves %s to the program: no worker ends before its sessions do',
  async (signal) => {
    const before = process.listeners(signal);
    await aPool();
    expect(process.listeners(signal)).toEqual(before);
  },
);

it('replaces a worker that ends', async () => {
  const { pool, worker, died, lines } = await aPool();
  process.kill(worker.pid, 'SIGTERM');
  await died;
  await expect.poll(() => pool.workers.map(({ closed }) => closed)).toEqual([false]);
  expect(lines.join()).toContain('media worker died');
  expect(pool.replaced).toBe(1);
});

it.each([
  ['once the server is about to stop', true],
  ['when the server hears a moment later that it is to stop', false],
])('takes the end of a worker for no fault %s', async (_when, before) => {
  const { pool, worker, died, lines } = await aPool();
  if (before) pool.retire();
  process.kill(worker.pid, 'SIGTERM');
  await died;
  pool.retire();
  // Timers run in their order, so the pool has decided by then.
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect({ replaced: pool.replaced, workers: pool.workers, lines }).toEqual({ replaced: 0, workers: [], lines: [] });
});
