import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeTestFolder } from '../../../scripts/setup/test-folder.mjs';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('the folder for what tests write', () => {
  let inMemory: string;
  let onDisk: string;
  beforeEach(() => {
    [inMemory, onDisk] = [temporaryFolder(), temporaryFolder()];
  });
  const base = (choice: Parameters<typeof makeTestFolder>[0]) =>
    dirname(makeTestFolder({ chosen: '', inMemory, onDisk, room: 1, ...choice }));

  it('is in memory where there is room', () => expect(base({})).toBe(inMemory));

  it('lets programs of other users through, and shows them nothing', () =>
    expect(statSync(makeTestFolder({ chosen: onDisk })).mode & 0o777).toBe(0o711));

  it('is on the disk where memory has too little room', () =>
    expect(base({ room: Number.POSITIVE_INFINITY })).toBe(onDisk));

  it('is on the disk where nothing is kept in memory', () =>
    expect(base({ inMemory: join(inMemory, 'none') })).toBe(onDisk));

  it('is where the person wants it', () => expect(base({ chosen: onDisk })).toBe(onDisk));

  it('takes away what a killed run has left in memory, and nothing of one that runs', () => {
    const { pid: ended } = spawnSync('true');
    const left = join(inMemory, `sideline-test-${ended}-abc`);
    const used = join(inMemory, `sideline-test-${process.pid}-abc`);
    for (const folder of [left, used]) mkdirSync(folder);
    base({});
    expect([existsSync(left), existsSync(used)]).toEqual([false, true]);
  });
});
