/** Packages of Debian and the distributions made from it. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The first of these programs that is on the PATH.
 *
 * @param {string[]} names
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} its absolute path
 */
export function findProgram(names, env) {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** @param {string} path whether it is a file that can be run */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Whether an `/etc/os-release` is one of Debian or a descendant, such as Ubuntu.
 *
 * @param {string} osRelease the file's text
 */
export function isDebianLike(osRelease) {
  return /^(ID|ID_LIKE)=.*\bdebian\b/m.test(osRelease);
}

/** @returns {boolean} whether this machine has Debian's packages */
export function onDebian() {
  return existsSync('/etc/os-release') && isDebianLike(readFileSync('/etc/os-release', 'utf8'));
}

/** @returns {boolean} whether packages can be installed without asking anybody */
export function canInstallPackages() {
  return onDebian() && process.getuid?.() === 0;
}

/**
 * Installs packages with apt-get. Needs root.
 *
 * @param {string[]} packages
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} apt-get's complaint, if it failed
 */
export function installPackages(packages, env) {
  const options = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' }, encoding: /** @type {const} */ ('utf8') };
  const update = spawnSync('apt-get', ['update', '-q'], options);
  const install = spawnSync('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...packages], options);
  return install.status === 0 ? undefined : `${update.stderr}${install.stderr}`.trim();
}

/**
 * @param {string[]} packages
 * @returns {string} the command a person types to install them
 */
export function installCommand(packages) {
  return `sudo apt-get update && sudo apt-get install ${packages.join(' ')}`;
}
