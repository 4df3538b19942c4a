/** Runs Vite, for the steps that build with it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { SetupError } from './step.mjs';

/**
 * @param {import('./step.mjs').SetupContext} context
 * @param {string} what it builds, as the subject of a sentence
 * @param {string[]} [options] of `vite build`
 * @throws {SetupError} with Vite's output when it fails
 */
export function viteBuild({ root, env }, what, options = []) {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--logLevel', 'warn', ...options];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    env: { ...env, NODE_ENV: 'production' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new SetupError(`${what} could not be built.\n${stdout}${stderr}`.trim());
}
