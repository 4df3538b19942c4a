import { describe, expect, it } from 'vitest';
import { isInstalled, type LockedPackage } from '../../../scripts/setup/dependencies.mjs';

const machine = { os: 'linux', cpu: 'x64', libc: 'glibc' };
const root = { '': { version: '1.0.0' } };
const zod = { version: '4.0.0', integrity: 'sha512-a' };
const binaryFor = (os: string, cpu: string, libc?: string): LockedPackage => ({
  version: '1.0.0',
  optional: true,
  os: [os],
  cpu: [cpu],
  ...(libc && { libc: [libc] }),
});

describe('installed packages', () => {
  it.each<[string, Record<string, LockedPackage>, Record<string, LockedPackage>, boolean]>([
    ['are missing altogether', { zod }, {}, false],
    ['are those of the lock file', { zod }, { zod }, true],
    ['are of another version', { zod }, { zod: { ...zod, version: '3.9.0' } }, false],
    ['have other contents under the same version', { zod }, { zod: { ...zod, integrity: 'sha512-b' } }, false],
    ['include one that the lock file no longer has', {}, { zod }, false],
    ['lack the binary of another system', { bin: binaryFor('darwin', 'arm64') }, {}, true],
    ['lack the binary of another C library', { bin: binaryFor('linux', 'x64', 'musl') }, {}, true],
    ['lack the binary of this machine', { bin: binaryFor('linux', 'x64', 'glibc') }, {}, false],
    ['lack a package that excludes this system', { bin: { optional: true, os: ['!linux'] } }, {}, true],
    ['lack a package that excludes another system', { bin: { optional: true, os: ['!win32'] } }, {}, false],
    ['lack what only a left-out binary needs', { helper: { version: '1.0.0', optional: true } }, {}, true],
  ])('%s', (_, wanted, installed, expected) => {
    expect(isInstalled({ ...root, ...wanted }, installed, machine)).toBe(expected);
  });
});
