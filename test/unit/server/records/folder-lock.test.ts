import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runOf } from '../../../../scripts/setup/process-run.mjs';
import { lockFolder } from '../../../../server/records/embedded/folder-lock.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const lockPath = () => join(temporaryFolder(), 'database.lock');
const id = '00000000-0000-4000-8000-000000000000';
/** A pid that was somebody's a moment ago and is nobody's now. */
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('a folder’s lock', () => {
  it('is refused while somebody holds it, naming the holder, and free again after', async () => {
    const path = lockPath();
    const lock = await lockFolder(path);
    await expect(lockFolder(path)).rejects.toThrow(`in use by process ${process.pid}`);
    await lock.release();
    await lock.release();
    const again = await lockFolder(path);
    await again.release();
    expect(existsSync(path)).toBe(false);
  });

  it.each(['free', 'of a dead process'])('that is %s is given to one of many that ask at once', async (state) => {
    const path = lockPath();
    if (state !== 'free') writeFileSync(path, JSON.stringify({ id, pid: deadPid(), host: hostname() }));
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(path)));
    const locks = tries.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(locks).toHaveLength(1);
    expect(readdirSync(join(path, '..'))).toEqual(['database.lock']);
    await locks[0]?.release();
  });

  it.each([
    { whose: 'a dead process', holder: () => ({ id, pid: deadPid(), host: hostname() }) },
    {
      whose: 'an earlier run with the same pid, as in a container',
      holder: () => ({ id, pid: process.pid, host: hostname() }),
    },
    { whose: 'nobody that can be read', holder: () => ({}) },
  ])('is taken over at once from $whose', async ({ holder }) => {
    const path = lockPath();
    writeFileSync(path, JSON.stringify(holder()));
    const lock = await lockFolder(path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
    await lock.release();
  });

  it.runIf(process.platform === 'linux')(
    'is taken over at once when its pid was given to another process',
    async () => {
      const path = lockPath();
      const other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1_000)']);
      try {
        await once(other, 'spawn');
        const run = await runOf(process.pid);
        writeFileSync(path, JSON.stringify({ id, pid: other.pid, host: hostname(), run }));
        const begun = performance.now();
        const lock = await lockFolder(path);
        expect(performance.now() - begun).toBeLessThan(5_000);
        await lock.release();
        const held = JSON.stringify({ id, pid: other.pid, host: hostname(), run: await runOf(Number(other.pid)) });
        writeFileSync(path, held);
        await expect(lockFolder(path)).rejects.toThrow(`in use by process ${other.pid}`);
      } finally {
        other.kill();
      }
    },
  );

  it('of another host is respected as soon as that shows itself', async () => {
    const path = lockPath();
    writeFileSync(path, JSON.stringify({ id, pid: 1, host: 'elsewhere' }));
    const shows = setInterval(() => utimesSync(path, new Date(), new Date()), 100);
    try {
      await expect(lockFolder(path)).rejects.toThrow('in use by process 1 on elsewhere');
    } finally {
      clearInterval(shows);
    }
  });
});
