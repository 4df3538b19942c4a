import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { processExists, runOf } from '../../../scripts/setup/process-run.mjs';

describe.runIf(process.platform === 'linux')('a run of a process', () => {
  it('is the same whenever it is asked for, and another for each process', async () => {
    const own = await runOf(process.pid);
    expect(own).toMatch(/^[0-9a-f-]{36}\/\d+$/);
    expect(await runOf(process.pid)).toBe(own);
    expect(await runOf(process.ppid)).not.toBe(own);
  });

  it('is unknown for a process that is gone', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    expect(processExists(pid)).toBe(false);
    expect(await runOf(pid)).toBeUndefined();
  });
});
