/** Runs the steps of the set-up, one after the other. */

import { provideChromium } from './chromium.mjs';
import { buildClient } from './client.mjs';
import { lookForDatabaseTools } from './database-tools.mjs';
import { installDependencies } from './dependencies.mjs';
import { provideFirefox } from './firefox.mjs';
import { provideModels } from './models.mjs';
import { checkNode } from './node-version.mjs';
import { projectRoot } from './paths.mjs';
import { compileServer } from './server.mjs';
import { SetupError } from './step.mjs';
import { provideWorker } from './worker.mjs';

/**
 * The steps by their names, in their order.
 *
 * @type {Readonly<Record<string, import('./step.mjs').Step>>}
 */
const steps = {
  node: checkNode,
  packages: installDependencies,
  worker: provideWorker,
  models: provideModels,
  pages: buildClient,
  server: compileServer,
  browser: provideChromium,
  firefox: provideFirefox,
  database: lookForDatabaseTools,
};

/** Steps that only the tests need. */
const stepsForTests = ['browser', 'firefox', 'database'];

/**
 * @typedef {object} SetupOptions
 * @property {boolean} [forTests] also what only the tests need
 * @property {string[]} [only] names of the steps to run; all, when empty
 * @property {string} [root]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(line: string) => void} [say]
 */

/**
 * Runs the set-up.
 *
 * @param {SetupOptions} [options]
 * @returns {Promise<string[]>} what was done, empty when nothing was to do
 * @throws {SetupError}
 */
export async function runSetup({
  forTests = false,
  only = [],
  root = projectRoot,
  env = process.env,
  say = print,
} = {}) {
  const unknown = only.filter((name) => !Object.hasOwn(steps, name));
  if (unknown.length > 0) {
    throw new SetupError(`There is no step ${unknown.join(', ')}.`, [
      `The steps are ${Object.keys(steps).join(', ')}.`,
    ]);
  }
  const done = [];
  for (const [name, step] of Object.entries(steps)) {
    const wanted = only.length > 0 ? only.includes(name) : forTests || !stepsForTests.includes(name);
    const what = wanted ? await step({ root, env, say }) : undefined;
    if (what) done.push(what);
  }
  return done;
}

/**
 * Runs the set-up for a program of the command line: prints what was done, and ends the process with advice if it
 * cannot be done.
 *
 * @param {SetupOptions} [options]
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
