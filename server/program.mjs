/** Where each program of the server begins: `X.boot.mjs` beside the program `X.ts`. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compiledProgram } from '../scripts/setup/compiled.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a program: as the set-up has compiled it, if that was from the sources as they are now; otherwise
 * from its sources, which takes a second longer.
 *
 * @param {string} address of the program, or of its boot file
 */
export async function runProgram(address) {
  const source = new URL(address.replace(/\.boot\.mjs$/, '.ts'));
  const compiled = compiledProgram(root, relative(root, fileURLToPath(source)));
  if (compiled) {
    process.setSourceMapsEnabled(true);
    await import(compiled.href);
    return;
  }
  const { register } = await import('tsx/esm/api');
  register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) });
  await import(source.href);
}
