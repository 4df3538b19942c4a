import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../scripts/setup/paths.mjs';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Runs the command line from a folder that is not the project's. */
function sideline(args: string[], env: NodeJS.ProcessEnv = {}) {
  const folder = temporaryFolder();
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(projectRoot, 'bin', 'sideline.mjs'), ...args], {
    cwd: folder,
    env: { ...process.env, SIDELINE_PORT: '0', SIDELINE_RTC_PORT: '0', SIDELINE_DATA_DIR: folder, ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

interface Report {
  ok: boolean;
  checks: { name: string; status: string; found: string; advice?: string }[];
}

describe('sideline doctor', () => {
  it('finds a machine that is set up fit to serve', () => {
    const { status, stdout } = sideline(['doctor', '--json']);
    const report = JSON.parse(stdout) as Report;
    expect(report.checks.filter((check) => check.status === 'fail')).toEqual([]);
    expect(report.ok).toBe(true);
    expect(status).toBe(0);
    expect(report.checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'Node',
        'Media worker',
        'Pose engine',
        'Web port',
        'Media ports',
        'Announced address',
        'Data folder',
      ]),
    );
  });

  it.each([
    ['a worker that does not start', { MEDIASOUP_WORKER_BIN: '/bin/false' }, 'Media worker', 'MEDIASOUP_WORKER_BIN'],
    ['no worker', { MEDIASOUP_WORKER_BIN: '', SIDELINE_CACHE_DIR: '/dev/null/none' }, 'Media worker', 'npm run setup'],
    ['a wrong variable', { SIDELINE_PORT: 'eighty' }, 'Configuration', 'Correct'],
    ['a folder that cannot be written', { SIDELINE_DATA_DIR: '/dev/null/data' }, 'Data folder', 'SIDELINE_DATA_DIR'],
  ])('fails for %s and says what to do', (_, env, name, words) => {
    const { status, stdout } = sideline(['doctor', '--json'], env);
    const check = (JSON.parse(stdout) as Report).checks.find((candidate) => candidate.name === name);
    expect(check).toMatchObject({ status: 'fail', advice: expect.stringContaining(words) });
    expect(status).toBe(1);
  });

  it('says the same to a person, without colours where there is no terminal', () => {
    const { stdout } = sideline(['doctor'], { SIDELINE_PORT: 'eighty' });
    expect(stdout).toMatch(/^✗ Configuration +SIDELINE_PORT: /m);
    expect(stdout).toMatch(/^ +→ Correct/m);
    expect(stdout).not.toContain('\u001b');
  });
});

describe('sideline', () => {
  it.each([[['dance']], [['doctor', '--fast']]])('shows how it is used when given %j', (args) => {
    const { status, stderr } = sideline(args);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: unknown/m);
    expect(stderr).toContain('Usage: sideline');
  });
});
