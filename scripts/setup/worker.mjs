/** Provides mediasoup's worker: given, cached, downloaded, or compiled here, in this order. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { buildWorker } from '../worker/build.mjs';
import { debianPackages, libraries, tools } from '../worker/recipe.mjs';
import { canInstallPackages, findProgram, installCommand, installPackages, onDebian } from './debian.mjs';
import { withLock } from './lock.mjs';
import { SetupError } from './step.mjs';
import { downloadWorker, workerRuns } from './worker-download.mjs';
import { mediasoupVersion, workerPlaces } from './worker-path.mjs';

/** Marks the folder of a worker that is still being made. */
const partSuffix = '.part-';

/** @type {import('./step.mjs').Step} */
export async function provideWorker({ root, env, say }) {
  if (env.MEDIASOUP_WORKER_BIN) {
    if (workerRuns(env.MEDIASOUP_WORKER_BIN)) return undefined;
    throw new SetupError(`MEDIASOUP_WORKER_BIN is ${env.MEDIASOUP_WORKER_BIN}, which does not run.`, [
      'Name a mediasoup worker made for this machine, or unset the variable to have one provided.',
    ]);
  }
  const places = workerPlaces(mediasoupVersion(root), env);
  const isThere = () => [places.downloaded, places.compiled].some(workerRuns);
  if (isThere()) return undefined;

  const folder = dirname(dirname(places.compiled));
  mkdirSync(folder, { recursive: true });
  return withLock(
    join(folder, 'lock'),
    async () => {
      removeLeftovers(folder);
      if (isThere()) return 'used the mediasoup worker that another process has made';
      const refusal = await download({ root, env, say, place: places.downloaded });
      if (refusal === undefined) return 'downloaded the mediasoup worker';
      say(`no prebuilt mediasoup worker: ${refusal}`);
      provideBuildTools({ env, say, refusal });
      compile({ root, say, place: places.compiled });
      return 'compiled the mediasoup worker';
    },
    () => say('waiting for another process that is making the mediasoup worker'),
  );
}

/**
 * @param {{ root: string, env: NodeJS.ProcessEnv, say: (line: string) => void, place: string }} task
 * @returns {Promise<string | undefined>} why there is none
 */
async function download({ root, env, say, place }) {
  if (env.MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD) return 'MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD is set';
  say('downloading the mediasoup worker');
  const folder = mkdtempSync(`${dirname(place)}${partSuffix}`);
  try {
    const refusal = await downloadWorker({ root, env, folder, executable: basename(place) });
    if (refusal === undefined) moveInto(join(folder, basename(place)), place);
    return refusal;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {{ env: NodeJS.ProcessEnv, say: (line: string) => void, refusal: string }} task
 * @throws {SetupError} when something is missing that cannot be installed without a person
 */
function provideBuildTools({ env, say, refusal }) {
  const missing = missingForBuild(env);
  if (missing.length === 0) return;
  if (canInstallPackages()) {
    say(`installing what compiles the mediasoup worker: ${debianPackages.join(' ')}`);
    const complaint = installPackages(debianPackages, env);
    if (missingForBuild(env).length === 0) return;
    throw new SetupError(`apt-get could not install what compiles the mediasoup worker.\n${complaint ?? ''}`, [
      `Install it yourself: ${installCommand(debianPackages)}`,
    ]);
  }
  throw cannotProvide({ refusal, missing, debian: onDebian() });
}

/**
 * What is said where a worker can be neither downloaded nor compiled.
 *
 * @param {{ refusal: string, missing: string[], debian: boolean }} situation
 * @returns {SetupError}
 */
export function cannotProvide({ refusal, missing, debian }) {
  return new SetupError(
    `There is no mediasoup worker for this machine: it could not be downloaded (${refusal}), and to compile it, there is no ${missing.join(', ')}.`,
    [
      debian
        ? `Install what compiles it: ${installCommand(debianPackages)}`
        : `Install what compiles it: the programs ${tools.join(', ')}, and with their headers the libraries that pkg-config calls ${libraries.join(', ')}`,
      'or let this machine reach the address above,',
      'or name a worker that you have: MEDIASOUP_WORKER_BIN=/path/to/mediasoup-worker',
      'Then run the same command again.',
    ],
  );
}

/**
 * The programs and libraries that a build would miss.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
export function missingForBuild(env) {
  const programs = tools.filter((tool) => !findProgram([tool], env));
  if (programs.includes('pkg-config')) return [...programs, ...libraries];
  const known = (/** @type {string} */ library) => spawnSync('pkg-config', ['--exists', library], { env }).status === 0;
  return [...programs, ...libraries.filter((library) => !known(library))];
}

/** @param {{ root: string, say: (line: string) => void, place: string }} task */
function compile({ root, say, place }) {
  const log = `${dirname(place)}.log`;
  say(`compiling the mediasoup worker (about 5 minutes, once; log: ${log})`);
  rmSync(log, { force: true });
  const folder = mkdtempSync(`${dirname(place)}${partSuffix}`);
  try {
    const built = buildWorker({ source: join(root, 'node_modules', 'mediasoup', 'worker'), folder, log });
    if (!workerRuns(built)) throw new Error('the compiled worker does not run');
    moveInto(built, place);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SetupError(`The mediasoup worker could not be compiled: ${reason}`, [`Look at the end of ${log}`], {
      cause,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * What a process left that was ended in the middle of its work.
 *
 * @param {string} folder
 */
function removeLeftovers(folder) {
  for (const name of readdirSync(folder).filter((entry) => entry.includes(partSuffix))) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/**
 * @param {string} file
 * @param {string} place in a folder of its own, which may not exist yet
 */
function moveInto(file, place) {
  mkdirSync(dirname(place), { recursive: true });
  renameSync(file, place);
}
