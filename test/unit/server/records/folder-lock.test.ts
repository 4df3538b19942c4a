import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FolderLock } from '../../../../server/records/embedded/folder-lock.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const lockPath = () => join(temporaryFolder(), 'database.lock');
const id = '00000000-0000-4000-8000-000000000000';
/** A pid that was somebody's a moment ago and is nobody's now. */
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('a folder’s lock', () => {
  it('is refused while somebody holds it, naming the holder, and free again after', async () => {
    const path = lockPath();
    const lock = await FolderLock.acquire(path);
    await expect(FolderLock.acquire(path)).rejects.toThrow(`in use by process ${process.pid}`);
    await lock.release();
    await lock.release();
    const again = await FolderLock.acquire(path);
    await again.release();
    expect(existsSync(path)).toBe(false);
  });

  it.each(['free', 'of a dead process'])('that is %s is given to one of many that ask at once', async (state) => {
    const path = lockPath();
    if (state !== 'free') writeFileSync(path, JSON.stringify({ id, pid: deadPid(), host: hostname() }));
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => FolderLock.acquire(path)));
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
    const lock = await FolderLock.acquire(path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
    await lock.release();
  });

  it('of another host is respected as soon as that shows itself', async () => {
    const path = lockPath();
    writeFileSync(path, JSON.stringify({ id, pid: 1, host: 'elsewhere' }));
    const shows = setInterval(() => utimesSync(path, new Date(), new Date()), 100);
    try {
      await expect(FolderLock.acquire(path)).rejects.toThrow('in use by process 1 on elsewhere');
    } finally {
      clearInterval(shows);
    }
  });
});
