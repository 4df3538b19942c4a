import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { schedulingOf, starved } from '../../../../server/support/scheduling.ts';

const moment = (at: number, cpuMs: number, runnable: boolean) => ({ at, cpuMs, runnable });

describe('a process', () => {
  it.each([
    { what: 'waits for a core', now: moment(400, 60, true), expected: true },
    { what: 'runs all the time', now: moment(400, 390, true), expected: false },
    { what: 'sleeps', now: moment(400, 10, false), expected: false },
  ])('that $what is starved: $expected', ({ now, expected }) => {
    expect(starved(moment(0, 0, now.runnable), now)).toBe(expected);
  });

  it('of which nothing is known is not taken for starved', () => {
    expect(starved(undefined, moment(400, 0, true))).toBe(false);
    expect(starved(moment(400, 0, true), undefined)).toBe(false);
  });

  it.runIf(process.platform === 'linux')(
    'that is stopped is not runnable, and one that is gone is not known',
    async () => {
      const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
      const ended = once(child, 'exit');
      onTestFinished(() => void child.kill('SIGKILL'));
      await expect.poll(() => schedulingOf(child.pid)?.cpuMs).toBeGreaterThan(0);
      child.kill('SIGSTOP');
      await expect.poll(() => schedulingOf(child.pid)?.runnable).toBe(false);
      child.kill('SIGKILL');
      await ended;
      expect(schedulingOf(child.pid)).toBeUndefined();
    },
  );
});
