import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { withLock } from '../../../scripts/setup/lock.mjs';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('a lock', () => {
  it('lets a second task begin only when the first has ended, and says once that it waits', async () => {
    const file = join(temporaryFolder(), 'lock');
    const events: string[] = [];
    const onWait = vi.fn();
    let endFirst = () => {};
    const first = withLock(file, async () => {
      events.push('first begins');
      await new Promise<void>((resolve) => {
        endFirst = resolve;
      });
      events.push('first ends');
    });
    await vi.waitFor(() => expect(events).toEqual(['first begins']), 5_000);
    const second = withLock(file, () => events.push('second begins'), onWait);
    await vi.waitFor(() => expect(onWait).toHaveBeenCalledOnce(), 5_000);
    endFirst();
    await Promise.all([first, second]);
    expect(events).toEqual(['first begins', 'first ends', 'second begins']);
    expect(onWait).toHaveBeenCalledOnce();
    expect(existsSync(file)).toBe(false);
  });

  it('is taken over from a process that is gone', async () => {
    const file = join(temporaryFolder(), 'lock');
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(file, JSON.stringify({ id: randomUUID(), pid, host: hostname() }));
    await expect(withLock(file, () => 'done')).resolves.toBe('done');
  });

  it.each(['', '17'])('is taken over from nobody that can be read: “%s”', async (text) => {
    const file = join(temporaryFolder(), 'lock');
    writeFileSync(file, text);
    await expect(withLock(file, () => 'done')).resolves.toBe('done');
  });

  it('is given back when the task fails', async () => {
    const file = join(temporaryFolder(), 'lock');
    await expect(withLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(file)).toBe(false);
  });
});
