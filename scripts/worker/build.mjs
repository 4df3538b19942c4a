/** Compiles mediasoup's worker from the source that its npm package carries. */
import { execFileSync } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, openSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { extname, join, relative } from 'node:path';
import { ninjaFile } from './ninja.mjs';
import { compilerFlags, includeFolders, libraries, patchFolder, schemaFlags, shimFolder } from './recipe.mjs';

/** The executable's name, in the build folder and in the cache. */
export const workerName = 'mediasoup-worker';

/**
 * Builds the worker. Every command's output goes to the log.
 *
 * @param {object} task
 * @param {string} task.source mediasoup's `worker` folder
 * @param {string} task.folder where to build; what is in there is overwritten
 * @param {string} task.log a file, appended to
 * @returns {string} path of the executable
 * @throws when a tool or library is missing, a patch does not fit the source, or the compiler fails
 */
export function buildWorker({ source, folder, log }) {
  for (const part of ['src', 'include', 'deps', 'fbs']) {
    cpSync(join(source, part), join(folder, part), { recursive: true });
  }
  const output = openSync(log, 'a');
  try {
    /** @type {(program: string, args: string[]) => void} */
    const run = (program, args) => {
      execFileSync(program, args, { cwd: folder, stdio: ['ignore', output, output] });
    };
    for (const patch of readdirSync(patchFolder).sort()) {
      run('patch', ['--strip=1', '--fuzz=0', '--batch', '--forward', `--input=${join(patchFolder, patch)}`]);
    }
    mkdirSync(join(folder, 'FBS'), { recursive: true });
    const schemas = filesOf(join(folder, 'fbs'), '.fbs').map((file) => join('fbs', file));
    run('flatc', [...schemaFlags, '-o', 'FBS', ...schemas]);
    writeFileSync(join(folder, 'build.ninja'), ninjaFile(ninjaBuild(folder)));
    run('ninja', ['-j', String(availableParallelism())]);
    run('strip', [workerName]);
  } finally {
    closeSync(output);
  }
  return join(folder, workerName);
}

/** @param {string} folder */
function ninjaBuild(folder) {
  const sources = [
    ...filesOf(join(folder, 'src'), '.cpp').map((file) => join('src', file)),
    ...filesOf(join(folder, 'deps'), '.cc').map((file) => join('deps', file)),
  ];
  const includes = [shimFolder, ...includeFolders].map((path) => `-I${path}`);
  return {
    sources: sources.filter((path) => path !== join('src', 'DepLibUring.cpp')),
    compilerFlags: [...compilerFlags, ...includes, pkgConfig('--cflags')].join(' '),
    linkerFlags: pkgConfig('--libs'),
    output: workerName,
  };
}

/** @param {'--cflags' | '--libs'} what */
function pkgConfig(what) {
  return execFileSync('pkg-config', [what, ...libraries], { encoding: 'utf8' }).trim();
}

/**
 * @param {string} folder
 * @param {string} extension
 */
function filesOf(folder, extension) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => extname(path) === extension)
    .map((path) => relative(folder, join(folder, path)))
    .sort();
}
