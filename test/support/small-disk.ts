import { execFileSync } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

/** Only root may mount a disk of its own. */
export const canHaveSmallDisk = process.platform === 'linux' && process.getuid?.() === 0;

/** A folder on a disk of its own, of so many bytes; in memory, and gone after the test. */
export function smallDisk(bytes: number): string {
  const folder = temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder]);
  onTestFinished(() => void execFileSync('umount', [folder]));
  return folder;
}
