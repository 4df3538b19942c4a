/** Where the project and its cache are. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The folder that keeps what is made once per machine and outlives `node_modules`.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string} an absolute path; the folder may not exist yet
 */
export function cacheFolder(env = process.env) {
  return resolve(env.SIDELINE_CACHE_DIR || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sideline'));
}
