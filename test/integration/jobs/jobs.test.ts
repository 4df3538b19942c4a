import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { type JobContext, type JobKind, Jobs, type JobsOptions } from '../../../server/jobs/jobs.ts';
import { Records } from '../../../server/records/records.ts';
import { DATABASES, quiet, type TestDatabase } from '../../support/records/databases.ts';

const FILM = z.object({ film: z.string() });
type Film = z.infer<typeof FILM>;

describe.each(DATABASES)('the job queue on the $name', ({ create, skip }) => {
  let database: TestDatabase;
  let records: Records;
  let nodes = 0;
  beforeAll(async () => {
    if (skip) return;
    database = await create();
    records = await Records.create(database.options);
  });
  afterAll(async () => {
    await records?.close();
    await database?.remove();
  });

  const aNode = () => {
    nodes += 1;
    return `n${nodes}`;
  };

  /** A server's queue with one kind of job; what it does is noted in `log`. */
  async function open(
    run: (film: string, context: JobContext) => Promise<void>,
    options: Partial<JobsOptions> = {},
  ): Promise<{ jobs: Jobs; judging: JobKind<Film>; log: string[] }> {
    const jobs = await Jobs.create({ statements: records.statements, node: aNode(), logger: quiet, ...options });
    onTestFinished(() => jobs.close());
    const log: string[] = [];
    const judging = jobs.define('judge', FILM, async ({ film }, context) => {
      log.push(`${film} begins`);
      await run(film, context);
      log.push(`${film} ends`);
    });
    return { jobs, judging, log };
  }

  const untilAborted = (signal: AbortSignal) => wait(20_000, undefined, { signal });

  it.skipIf(skip)('does one after the other, in the order in which they came', async () => {
    const { jobs, judging, log } = await open(() => wait(20));
    for (const film of ['a', 'b', 'c']) await judging.add(film, { film });
    await jobs.start();
    await expect.poll(() => log, { timeout: 15_000 }).toHaveLength(6);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    await expect.poll(() => judging.has('a')).toBe(false);
  });

  it.skipIf(skip)('takes the same piece of work once while it waits or is under way, and again after it', async () => {
    const { jobs, judging, log } = await open(async () => undefined);
    expect(await judging.add('a', { film: 'a' })).toBe(true);
    expect(await judging.add('a', { film: 'a' })).toBe(false);
    expect(await judging.has('a')).toBe(true);
    await jobs.start();
    await expect.poll(() => judging.has('a')).toBe(false);
    expect(await judging.add('a', { film: 'a' })).toBe(true);
    await expect.poll(() => log, { timeout: 10_000 }).toHaveLength(4);
  });

  it.skipIf(skip)('cancels what waits and what is under way, which has ended then', async () => {
    const { jobs, judging, log } = await open(async (film, { signal }) => {
      await untilAborted(signal).catch(() => log.push(`${film} stops`));
      signal.throwIfAborted();
    });
    await judging.add('under way', { film: 'under way' });
    await judging.add('waits', { film: 'waits' });
    await jobs.start();
    await expect.poll(() => log).toEqual(['under way begins']);
    await judging.cancel('waits');
    await judging.cancel('under way');
    await judging.cancel('never there');
    expect(log).toEqual(['under way begins', 'under way stops']);
    expect(await judging.has('waits')).toBe(false);
    expect(await judging.has('under way')).toBe(false);
    // The cancelled ones are not begun after all: what comes later is next.
    await judging.add('next', { film: 'next' });
    await expect.poll(() => log, { timeout: 10_000 }).toContain('next begins');
    expect(log).not.toContain('waits begins');
  });

  it.skipIf(skip)('does again what failed', async () => {
    let attempts = 0;
    const { jobs, judging, log } = await open(async () => {
      attempts += 1;
      if (attempts === 1) throw new Error('no room');
    });
    await judging.add('a', { film: 'a' });
    await jobs.start();
    await expect.poll(() => log, { timeout: 15_000 }).toEqual(['a begins', 'a begins', 'a ends']);
    await expect.poll(() => judging.has('a')).toBe(false);
  });

  it.skipIf(skip)('goes on after the server was stopped, and after it died', async () => {
    const node = aNode();
    const stopped = await open((_film, { signal }) => untilAborted(signal), { node });
    await stopped.judging.add('a', { film: 'a' });
    await stopped.jobs.start();
    await expect.poll(() => stopped.log).toEqual(['a begins']);
    await stopped.jobs.close();

    // Never closed until the test ends, as if it were killed: its job stays under way in the database.
    const death = new AbortController();
    const dead = await open(() => untilAborted(death.signal), { node });
    onTestFinished(() => death.abort());
    await dead.jobs.start();
    await expect.poll(() => dead.log, { timeout: 15_000 }).toEqual(['a begins']);

    const again = await open(async () => undefined, { node });
    await again.jobs.start();
    await expect.poll(() => again.log, { timeout: 15_000 }).toEqual(['a begins', 'a ends']);
  });

  it.skipIf(skip)('waits while live athletes need the machine', async () => {
    const said = [true, false];
    const { jobs, judging, log } = await open(async () => undefined, {
      busy: () => {
        log.push('asks');
        return said.shift() ?? false;
      },
    });
    await judging.add('a', { film: 'a' });
    await jobs.start();
    await expect.poll(() => log, { timeout: 10_000 }).toEqual(['asks', 'asks', 'a begins', 'a ends']);
  });

  it.skipIf(skip)('gives way to live athletes in the middle, and goes on after them', async () => {
    let busy = false;
    const { jobs, judging, log } = await open(
      (_film, { whileQuiet }) =>
        whileQuiet(async (signal) => {
          if (log.push('works') > 2) return;
          busy = true;
          await untilAborted(signal).finally(() => {
            log.push('gives way');
            busy = false;
          });
        }),
      { busy: () => busy },
    );
    await judging.add('a', { film: 'a' });
    await jobs.start();
    const expected = ['a begins', 'works', 'gives way', 'works', 'a ends'];
    await expect.poll(() => log, { timeout: 10_000 }).toEqual(expected);
  });
});
