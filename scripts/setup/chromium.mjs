/** A browser for the end-to-end tests. */
import { canInstallPackages, findProgram, installCommand, installPackages, isExecutable } from './debian.mjs';
import { SetupError } from './step.mjs';

const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** Chromium without windows: pages take half of the processor time to open. */
const shells = ['chromium-headless-shell', 'chrome-headless-shell'];
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

/**
 * What most of the tests open their pages in: the browser that `SIDELINE_CHROMIUM` names, else the headless shell, else Chromium.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined} its absolute path
 */
export function findHeadlessShell(env = process.env) {
  const shell = env.SIDELINE_CHROMIUM ? undefined : findProgram(shells, env);
  return shell ?? findChromium(env);
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
  if (env.SIDELINE_CHROMIUM) return undefined;
  const installed = [installChromium(env, say), installShell(env, say)].filter((what) => what !== undefined);
  return installed.length > 0 ? `installed ${installed.join(' and ')}` : undefined;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} say
 */
function installChromium(env, say) {
  if (findChromium(env)) return undefined;
  if (!canInstallPackages()) throw new SetupError('The end-to-end tests need Chromium.', chromiumAdvice);

  say('installing Chromium for the end-to-end tests (about a minute)');
  const complaint = installPackages(['chromium'], env);
  if (complaint !== undefined || !findChromium(env)) {
    throw new SetupError(`Chromium could not be installed.\n${complaint ?? ''}`, chromiumAdvice);
  }
  return 'Chromium';
}

/**
 * The tests go on without the shell.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} say
 */
function installShell(env, say) {
  if (findProgram(shells, env) || !canInstallPackages()) return undefined;

  say('installing Chromium’s headless shell, in which the end-to-end tests take half of the time (some seconds)');
  const complaint = installPackages(['chromium-headless-shell'], env);
  if (complaint === undefined && findProgram(shells, env)) return 'Chromium’s headless shell';
  say(`the headless shell could not be installed, so the tests take Chromium. ${complaint ?? ''}`);
  return undefined;
}
