/** Runs the steps of the set-up, one after the other. */

import { provideChromium } from './chromium.mjs';
import { buildClient } from './client.mjs';
import { installDependencies } from './dependencies.mjs';
import { checkNode } from './node-version.mjs';
import { projectRoot } from './paths.mjs';
import { SetupError } from './step.mjs';
import { provideWorker } from './worker.mjs';

/**
 * @param {object} [options]
 * @param {boolean} [options.forTests] also what only the tests need
 * @param {string} [options.root]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {(line: string) => void} [options.say]
 * @returns {Promise<string[]>} what was done, empty when nothing was to do
 * @throws {SetupError}
 */
export async function runSetup({ forTests = false, root = projectRoot, env = process.env, say = print } = {}) {
  /** @type {import('./step.mjs').Step[]} */
  const steps = [checkNode, installDependencies, provideWorker, buildClient, ...(forTests ? [provideChromium] : [])];
  const done = [];
  for (const step of steps) {
    const what = await step({ root, env, say });
    if (what) done.push(what);
  }
  return done;
}

/**
 * Runs the set-up for a program of the command line: tells what was done, and ends the process with advice if it
 * cannot be done.
 *
 * @param {Parameters<typeof runSetup>[0]} [options]
 */
export async function setUpOrExit(options) {
  try {
    const done = await runSetup(options);
    print(done.length === 0 ? 'nothing to do' : `done: ${done.join(', ')}`);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(['', error.message, ...error.advice.map((line) => `  ${line}`)].join('\n'));
    process.exit(1);
  }
}

/** @param {string} line */
function print(line) {
  console.error(`set-up: ${line}`);
}
