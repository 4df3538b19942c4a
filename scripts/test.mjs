/**
 * `npm test`: sets up what is missing, runs the tests (further arguments go to vitest), and sums up in its last line.
 * `npm test -- quick` runs what ends within a minute: the unit tests without those that compute for long.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { closingLine } from './setup/closing-line.mjs';
import { projectRoot } from './setup/paths.mjs';
import { setUpOrExit } from './setup/run.mjs';
import { testArguments } from './setup/test-arguments.mjs';
import { makeTestFolder } from './setup/test-folder.mjs';

const { quick, args } = testArguments(process.argv.slice(2));
await setUpOrExit(quick ? { only: ['node', 'packages', 'models'] } : { forTests: true });

const folder = makeTestFolder();
const reportFile = join(folder, 'report.json');
const run = spawn(
  process.execPath,
  [
    join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
    ...args,
  ],
  { cwd: projectRoot, env: { ...process.env, TMPDIR: folder }, stdio: ['ignore', 'inherit', 'inherit'] },
);
// Whoever ends the tests ends vitest first, so that nothing of what they wrote is left. A terminal interrupts both by itself.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => run.kill('SIGTERM'));
const [status] = await once(run, 'exit');
const report = existsSync(reportFile) ? JSON.parse(readFileSync(reportFile, 'utf8')) : undefined;
rmSync(folder, { recursive: true, force: true });

const closing = closingLine(report, status ?? 1);
console.log(closing.line);
process.exitCode = closing.status;
