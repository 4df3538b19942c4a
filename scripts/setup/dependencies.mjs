/** Installs the npm packages when those in `node_modules` are not the ones of the lock file. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SetupError } from './step.mjs';

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [optional]
 * @property {boolean} [inBundle]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 */

/** @typedef {{ os: string, cpu: string, libc: string | undefined }} Machine */

/**
 * Whether what is installed is what the lock file asks for on this machine. npm keeps the list of what it has
 * installed in `node_modules/.package-lock.json`, so packages installed by hand count as well as by this set-up.
 *
 * @param {Record<string, LockedPackage>} wanted `packages` of package-lock.json
 * @param {Record<string, LockedPackage>} installed `packages` of node_modules/.package-lock.json
 * @param {Machine} machine
 */
export function isInstalled(wanted, installed, machine) {
  const same = Object.entries(wanted).every(([path, lock]) => {
    if (path === '') return true;
    const found = installed[path];
    if (found) return found.version === lock.version && found.integrity === lock.integrity;
    return lock.optional === true && !isMeantFor(lock, machine);
  });
  return same && Object.keys(installed).every((path) => path in wanted);
}

/**
 * A package that names neither system nor processor may be an optional one's own dependency, which npm leaves out with
 * it: only those that name this machine are missed.
 *
 * @param {LockedPackage} lock
 * @param {Machine} machine
 */
function isMeantFor({ os, cpu, libc }, machine) {
  if (!os && !cpu && !libc) return false;
  return matches(os, machine.os) && matches(cpu, machine.cpu) && (!libc || matches(libc, machine.libc));
}

/**
 * @param {string[] | undefined} allowed names, or names to exclude with a leading `!`
 * @param {string | undefined} actual
 */
function matches(allowed, actual) {
  if (!allowed || actual === undefined) return allowed === undefined;
  if (allowed.includes(`!${actual}`)) return false;
  return allowed.includes(actual) || allowed.every((name) => name.startsWith('!'));
}

/** @returns {Machine} */
function thisMachine() {
  // Else the report asks the name server for each address of the machine.
  Object.assign(process.report, { excludeNetwork: true });
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  const libc = process.platform === 'linux' ? (report.header?.glibcVersionRuntime ? 'glibc' : 'musl') : undefined;
  return { os: process.platform, cpu: process.arch, libc };
}

/** @param {string} file a lock file of npm */
function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}

/** @type {import('./step.mjs').Step} */
export function installDependencies({ root, env, say }) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (isInstalled(wanted, installed, thisMachine())) return undefined;

  say('installing the npm packages (about a minute)');
  const npm = npmCommand(env);
  // The client is built here, which takes development packages, whatever NODE_ENV says.
  const args = [...npm.args, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, stderr, error } = spawnSync(npm.program, args, {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    shell: npm.shell,
  });
  if (status !== 0) {
    throw new SetupError(
      `npm could not install the packages.\n${stderr}`.trim(),
      ['Behind a proxy, npm needs to know it: npm config set proxy URL'],
      { cause: error },
    );
  }
  return 'installed the npm packages';
}

/**
 * The npm that started us, else the one on the PATH.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function npmCommand(env) {
  const script = env.npm_execpath;
  return script && basename(script) === 'npm-cli.js'
    ? { program: process.execPath, args: [script], shell: false }
    : { program: 'npm', args: [], shell: process.platform === 'win32' };
}
