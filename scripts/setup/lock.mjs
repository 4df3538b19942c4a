/** One process at a time. */
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const lookAgainMs = 500;

/** No task takes longer; by then the number of a process that is gone may have been given to another. */
const staleAfterMs = 60 * 60 * 1000;

/**
 * Runs a task while no other process runs one under the same lock. A lock whose process is gone, or that is an hour old, is
 * taken over; should two take it over at once, both run, so the task must end in one atomic step.
 *
 * @template T
 * @param {string} file the lock; its folder must exist
 * @param {() => T | Promise<T>} task
 * @param {() => void} [onWait] called once if another process holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(file, task, onWait = () => {}) {
  for (let waited = false; !take(file); waited = true) {
    if (!waited) onWait();
    await delay(lookAgainMs);
  }
  try {
    return await task();
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * @param {string} file
 * @returns {boolean} whether the lock is ours
 */
function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  if (!holderIsAlive(file)) rmSync(file, { force: true });
  return false;
}

/** @param {string} file */
function holderIsAlive(file) {
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0);
    return Date.now() - statSync(file).mtimeMs < staleAfterMs;
  } catch (error) {
    // Not ours to signal, but alive.
    return codeOf(error) === 'EPERM';
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
