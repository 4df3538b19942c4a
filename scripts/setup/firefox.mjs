/** Firefox for the end-to-end test of it; without it, that one test is skipped. */
import { canInstallPackages, findProgram, installCommand, installPackages, isExecutable } from './debian.mjs';
import { SetupError } from './step.mjs';

const programs = ['firefox-esr', 'firefox'];
const macApplication = '/Applications/Firefox.app/Contents/MacOS/firefox';

/**
 * The Firefox to test with: `SIDELINE_FIREFOX`, else one that is installed.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined} its absolute path
 */
export function findFirefox(env = process.env) {
  if (env.SIDELINE_FIREFOX) return isExecutable(env.SIDELINE_FIREFOX) ? env.SIDELINE_FIREFOX : undefined;
  return findProgram(programs, env) ?? [macApplication].find(isExecutable);
}

/** What to do where there is no Firefox. */
export const firefoxAdvice = [
  `On Debian: ${installCommand(['firefox-esr'])}`,
  'Elsewhere: install Firefox, and name it if it is not on the PATH: SIDELINE_FIREFOX=/path/to/firefox',
];

/** @type {import('./step.mjs').Step} */
export function provideFirefox({ env, say }) {
  if (env.SIDELINE_FIREFOX && !isExecutable(env.SIDELINE_FIREFOX)) {
    throw new SetupError(`SIDELINE_FIREFOX is ${env.SIDELINE_FIREFOX}, which cannot be run.`, firefoxAdvice);
  }
  if (findFirefox(env)) return undefined;
  if (canInstallPackages()) {
    say('installing Firefox for its end-to-end test (about a minute)');
    const complaint = installPackages(['firefox-esr'], env);
    if (complaint === undefined && findFirefox(env)) return 'installed Firefox';
    say(`Firefox could not be installed. ${complaint ?? ''}`);
  }
  for (const line of ['there is no Firefox, so the test in it is skipped', ...firefoxAdvice]) say(line);
  return undefined;
}
