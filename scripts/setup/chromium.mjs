/** A browser for the end-to-end tests. */
import { canInstallPackages, findProgram, installCommand, installPackages, isExecutable } from './debian.mjs';
import { SetupError } from './step.mjs';

const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macApplications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The Chromium or Chrome to test with: `SIDELINE_CHROMIUM`, else one that is installed.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined} its absolute path
 */
export function findChromium(env = process.env) {
  if (env.SIDELINE_CHROMIUM) return isExecutable(env.SIDELINE_CHROMIUM) ? env.SIDELINE_CHROMIUM : undefined;
  return findProgram(programs, env) ?? macApplications.find(isExecutable);
}

/** What to do where there is no browser. */
export const chromiumAdvice = [
  `On Debian and Ubuntu: ${installCommand(['chromium'])}`,
  'Elsewhere: install Chrome or Chromium, and name it if it is not on the PATH: SIDELINE_CHROMIUM=/path/to/chrome',
];

/** @type {import('./step.mjs').Step} */
export function provideChromium({ env, say }) {
  if (env.SIDELINE_CHROMIUM && !isExecutable(env.SIDELINE_CHROMIUM)) {
    throw new SetupError(`SIDELINE_CHROMIUM is ${env.SIDELINE_CHROMIUM}, which cannot be run.`, chromiumAdvice);
  }
  if (findChromium(env)) return undefined;
  if (!canInstallPackages()) throw new SetupError('The end-to-end tests need Chromium.', chromiumAdvice);

  say('installing Chromium for the end-to-end tests (about a minute)');
  const complaint = installPackages(['chromium'], env);
  if (complaint !== undefined || !findChromium(env)) {
    throw new SetupError(`Chromium could not be installed.\n${complaint ?? ''}`, chromiumAdvice);
  }
  return 'installed Chromium';
}
