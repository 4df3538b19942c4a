/** The programs of the server, and those of benchmarks and tests, compiled into `dist/server`: which there are, and whether they are what their sources say now. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hashOf } from './hash.mjs';

const folder = 'dist/server';
/** Where programs are; an installation may be without the second. */
const SOURCES = ['server', 'test'];
const BOOT = /\.boot\.mjs$/;
/** Programs of tests and benchmarks, which `test/run-program.mjs` runs. */
const PROCESS = /\.process\.ts$/;

/** @typedef {{ files: string[], hash: string }} Stamp what a program was made of: files relative to the root, and the hash of all */

/**
 * @param {string} root
 * @returns {string[]} the programs' sources relative to the root
 */
export function programsOf(root) {
  return SOURCES.filter((name) => existsSync(join(root, name)))
    .flatMap((name) =>
      readdirSync(join(root, name), { recursive: true, encoding: 'utf8' }).map((file) => `${name}/${file}`),
    )
    .filter((file) => BOOT.test(file) || PROCESS.test(file))
    .map((file) => file.replaceAll('\\', '/').replace(BOOT, '.ts'))
    .sort();
}

/**
 * @param {string} program its source, relative to the root
 * @returns {string} the name of the compiled file, without its ending
 */
export function compiledName(program) {
  return program
    .replaceAll('\\', '/')
    .replace(/^server\/|\.ts$/g, '')
    .replaceAll('/', '-');
}

/**
 * @param {string} root
 * @param {string} program its source, relative to the root
 * @returns {URL | undefined} the compiled program; nothing when there is none, or one of its sources has changed since
 */
export function compiledProgram(root, program) {
  const stamp = stampFile(root, program);
  if (!existsSync(stamp)) return undefined;
  /** @type {Stamp} */
  const { files, hash } = JSON.parse(readFileSync(stamp, 'utf8'));
  return hashOf(root, files) === hash ? pathToFileURL(join(root, folder, `${compiledName(program)}.js`)) : undefined;
}

/**
 * Says that a program is compiled, when all of it is there: without a stamp it is not run.
 *
 * @param {string} root
 * @param {string} program its source, relative to the root
 * @param {string[]} files all that it was made of, relative to the root
 */
export function stampCompiled(root, program, files) {
  /** @type {Stamp} */
  const stamp = { files, hash: hashOf(root, files) };
  writeFileSync(stampFile(root, program), JSON.stringify(stamp));
}

/**
 * Before programs are compiled anew.
 *
 * @param {string} root
 */
export function forgetCompiled(root) {
  for (const program of programsOf(root)) rmSync(stampFile(root, program), { force: true });
}

/**
 * @param {string} root
 * @param {string} program
 */
const stampFile = (root, program) => join(root, folder, `${compiledName(program)}.stamp.json`);
