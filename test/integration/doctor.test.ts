import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../scripts/setup/paths.mjs';
import { Records } from '../../server/records/records.ts';
import { SessionCloser } from '../../server/sessions/session-closer.ts';
import { progressQuerySchema } from '../../shared/contract/progress.ts';
import { copyTemplate } from '../support/fresh-database.ts';
import { quiet } from '../support/records/databases.ts';
import { ATHLETE_ID, aRepetition, athleteJoined, coachingEvent } from '../support/records/events.ts';
import { aGuest } from '../support/records/people.ts';
import { aNewSession } from '../support/records/sessions.ts';
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

describe('sideline progress recompute', () => {
  it('makes right what was changed by hand, once the server is stopped', async () => {
    const dataDir = temporaryFolder();
    copyTemplate(dataDir);
    const open = () => Records.create({ dataDir, logger: quiet });
    const recompute = () => sideline(['progress', 'recompute'], { SIDELINE_DATA_DIR: dataDir });
    const records = await open();
    const ada = await aGuest(records.accounts, 'Ada');
    const { id } = await records.sessions.create(ada, aNewSession());
    const place = { participantId: ATHLETE_ID, user: ada, role: 'athlete', invitationId: undefined } as const;
    await records.participants.join(id, place);
    await records.journal.append(id, athleteJoined(1, ATHLETE_ID, 'Ada'));
    await records.journal.append(id, coachingEvent(2, aRepetition()));
    await new SessionCloser(records).close(id, 'ended');
    await records.statements.execute('update public.user_progress set total_sessions = 7');
    const tooEarly = recompute();
    expect(tooEarly).toMatchObject({ status: 1, stderr: expect.stringContaining('is in use by process') });
    await records.close();

    const { status, stdout } = recompute();
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: 'Results of athletes in sessions: 1. Pairs of person and activity: 1.\n',
    });
    const again = await open();
    try {
      const { activities } = await again.progress.of(ada, progressQuerySchema.parse({}));
      expect(activities).toMatchObject([{ activity: 'squat', totalSessions: 1, bests: { reps: { value: 1 } } }]);
    } finally {
      await again.close();
    }
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
