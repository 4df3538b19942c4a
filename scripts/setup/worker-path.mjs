/** Where mediasoup's worker is. Used by the set-up, which provides it, and by the server, which starts it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recipeHash } from '../worker/recipe.mjs';
import { isExecutable } from './debian.mjs';
import { cacheFolder, projectRoot } from './paths.mjs';

const executable = process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker';

/**
 * The version of the mediasoup that is installed.
 *
 * @param {string} root the project's root folder
 * @returns {string}
 */
export function mediasoupVersion(root) {
  return JSON.parse(readFileSync(join(root, 'node_modules', 'mediasoup', 'package.json'), 'utf8')).version;
}

/**
 * The places in the cache for one version of the worker: one downloaded from mediasoup's releases, and one compiled
 * here, which also depends on how it is compiled.
 *
 * @param {string} version of mediasoup
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ downloaded: string, compiled: string }} paths of executables, which may not exist
 */
export function workerPlaces(version, env) {
  const key = `${version}-${process.platform}-${process.arch}`;
  const folder = join(cacheFolder(env), 'mediasoup-worker');
  return {
    downloaded: join(folder, `${key}-downloaded`, executable),
    compiled: join(folder, `${key}-compiled-${recipeHash()}`, executable),
  };
}

/**
 * The worker to start: the one that `MEDIASOUP_WORKER_BIN` names, else the one in the cache.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @param {string} [root] the project's root folder
 * @returns {string | undefined} an absolute path; nothing when the set-up has not run yet
 */
export function findWorker(env = process.env, root = projectRoot) {
  if (env.MEDIASOUP_WORKER_BIN) return env.MEDIASOUP_WORKER_BIN;
  const { downloaded, compiled } = workerPlaces(mediasoupVersion(root), env);
  return [downloaded, compiled].find(isExecutable);
}
