/** What it takes to compile mediasoup's worker against a distribution's libraries. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOf } from '../setup/hash.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Headers that stand in for libraries which distributions have only in an older version. */
export const shimFolder = join(here, 'include');

/** Unified diffs to apply to mediasoup's `worker` folder, in the order of their names. */
export const patchFolder = join(here, 'patches');

/** Debian's names of the compiler, the tools and the libraries. */
export const debianPackages = [
  'g++',
  'ninja-build',
  'patch',
  'pkg-config',
  'flatbuffers-compiler',
  'libabsl-dev',
  'libflatbuffers-dev',
  'libsrtp2-dev',
  'libssl-dev',
  'libuv1-dev',
];

/** The programs that the build calls. */
export const tools = ['g++', 'ninja', 'patch', 'pkg-config', 'flatc'];

/** The libraries as pkg-config names them. */
export const libraries = [
  'libuv',
  'openssl',
  'libsrtp2',
  'flatbuffers',
  'absl_memory',
  'absl_optional',
  'absl_strings',
];

/** Include folders, relative to mediasoup's `worker` folder once the schemas are compiled. */
export const includeFolders = ['include', '.', 'FBS', 'deps/libwebrtc', 'deps/libwebrtc/libwebrtc'];

export const compilerFlags = [
  '-std=c++20',
  '-O2',
  '-w',
  '-DNDEBUG',
  '-DMS_EXECUTABLE',
  '-DMS_LITTLE_ENDIAN',
  '-DFLATBUFFERS_LOCALE_INDEPENDENT=1',
];

export const schemaFlags = [
  '--cpp',
  '--cpp-field-case-style',
  'lower',
  '--reflect-names',
  '--scoped-enums',
  '--filename-suffix',
  '',
];

/**
 * A short hash of everything in this folder, so that a worker built by another recipe is not taken for one of this.
 *
 * @returns {string} 12 hexadecimal digits
 */
export function recipeHash() {
  return hashOf(here, ['.']).slice(0, 12);
}
