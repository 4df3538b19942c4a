/** What separates a process from another one that has, or had, the same pid. */
import { readFile } from 'node:fs/promises';

/** Place of the start time among the values after the process's name (proc_pid_stat(5), field 22). */
const startedField = 19;

/**
 * @param {number} pid
 * @returns {Promise<string | undefined>} when the system was started, and when the process was after that; undefined where there is
 *   no such process, or the system (it is not Linux) does not say so
 */
export async function runOf(pid) {
  try {
    const [boot, status] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ]);
    // The name stands in brackets and may have spaces and brackets in it.
    const started = status.slice(status.lastIndexOf(')') + 2).split(' ')[startedField];
    return started && `${boot.trim()}/${started}`;
  } catch {
    // The process has gone, or this is not Linux: who asks looks for another sign of life.
    return undefined;
  }
}

/**
 * @param {number} pid
 * @returns {boolean}
 */
export function processExists(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not ours to signal, but there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
