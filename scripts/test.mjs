/**
 * `npm test`: sets up what is missing, runs the tests (further arguments go to vitest), and sums up in its last line.
 * `npm test -- quick` runs what ends within a minute: the unit tests without those that compute for long.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closingLine } from './setup/closing-line.mjs';
import { projectRoot } from './setup/paths.mjs';
import { setUpOrExit } from './setup/run.mjs';
import { testArguments } from './setup/test-arguments.mjs';

const { quick, args } = testArguments(process.argv.slice(2));
await setUpOrExit(quick ? { only: ['node', 'packages', 'models'] } : { forTests: true });

const folder = mkdtempSync(join(tmpdir(), 'sideline-test-'));
const reportFile = join(folder, 'report.json');
const { status } = spawnSync(
  process.execPath,
  [
    join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
    ...args,
  ],
  { cwd: projectRoot, stdio: ['ignore', 'inherit', 'inherit'] },
);
const report = existsSync(reportFile) ? JSON.parse(readFileSync(reportFile, 'utf8')) : undefined;
rmSync(folder, { recursive: true, force: true });

const closing = closingLine(report, status ?? 1);
console.log(closing.line);
process.exitCode = closing.status;
