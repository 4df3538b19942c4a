/** One process at a time: a file that says who holds it, kept fresh, and taken over from a holder that is dead. */
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { processExists, runOf } from './process-run.mjs';

/** The holder shows this often that it lives. */
const refreshMs = 2_000;
/** A holder whose process can't be identified counts as dead when it has given no sign of life for this long, ms. */
const staleMs = 10_000;
/** Between tries while others take the lock, or have just given it up. */
const tryAgainMs = 20;
/** Pause between two attempts to take a lock that somebody holds, ms. */
const lookAgainMs = 500;

/**
 * @typedef {object} Holder
 * @property {string} id another for each lock that is taken
 * @property {number} pid
 * @property {string} host
 * @property {string} [run] separates this run of the process from another of the same pid, where the system gives one
 */

/**
 * @typedef {object} Lock
 * @property {() => Promise<void>} release may be called twice
 */

/** Locks that this very process holds or is taking. */
const heldHere = new Set();

/**
 * Takes the lock if nobody does. Waits up to 10 s for a holder on another host to show whether it lives; a dead one on this host
 * is known at once.
 *
 * @param {string} file the lock; its folder exists
 * @returns {Promise<{ lock: Lock, holder?: never } | { lock?: never, holder: Holder }>} the lock, or who holds it
 */
export async function tryLock(file) {
  const run = await runOf(process.pid);
  /** @type {Holder} */
  const me = { id: randomUUID(), pid: process.pid, host: hostname(), ...(run && { run }) };
  // Linked into place whole, so that nobody ever reads half a lock.
  const draft = `${file}.${me.id}`;
  heldHere.add(me.id);
  /** @type {boolean | Holder} */
  let outcome = false;
  try {
    await writeFile(draft, JSON.stringify(me), { flag: 'wx' });
    outcome = await claim(draft, file);
    while (outcome === false) {
      await delay(tryAgainMs);
      outcome = await claim(draft, file);
    }
    return outcome === true ? { lock: lockOf(file, me.id) } : { holder: outcome };
  } finally {
    if (outcome !== true) heldHere.delete(me.id);
    await rm(draft, { force: true });
  }
}

/**
 * One try to put `draft` in the lock's place.
 *
 * @param {string} draft
 * @param {string} file
 * @returns {Promise<boolean | Holder>} whether it is there now (false is worth another try), or who holds the lock and lives
 */
async function claim(draft, file) {
  if (await linked(draft, file)) return true;
  const before = await contents(file);
  if (before === undefined) return false;
  const holder = holderOf(before);
  if (holder && (await lives(file, holder))) return holder;
  return await tookOver(draft, file, before);
}

/**
 * Runs a task while no other process runs one under the same lock.
 *
 * @template T
 * @param {string} file the lock; its folder must exist
 * @param {() => T | Promise<T>} task
 * @param {() => void} [onWait] called once if another process holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(file, task, onWait = () => {}) {
  let answer = await tryLock(file);
  if (answer.holder) onWait();
  while (answer.holder) {
    await delay(lookAgainMs);
    answer = await tryLock(file);
  }
  try {
    return await task();
  } finally {
    await answer.lock.release();
  }
}

/**
 * @param {string} file
 * @param {string} id
 * @returns {Lock}
 */
function lockOf(file, id) {
  // A refresh that fails (the disk is gone) is not worth more than the writes that fail with it.
  const refresh = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), refreshMs);
  refresh.unref();
  return {
    async release() {
      clearInterval(refresh);
      if (heldHere.delete(id)) await rm(file, { force: true });
    },
  };
}

/**
 * @param {string} draft
 * @param {string} file
 * @returns {Promise<boolean>} false when there is a file already
 */
async function linked(draft, file) {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Puts `draft` in the place of a dead holder's lock.
 *
 * @param {string} draft
 * @param {string} file
 * @param {string} before what the dead holder's lock says
 * @returns {Promise<boolean>} false when the lock has changed meanwhile, or somebody else is taking it over
 */
async function tookOver(draft, file, before) {
  // One at a time, so that nobody replaces the lock of the one who was faster.
  const guard = `${file}.takeover`;
  if (!(await linked(draft, guard))) {
    const since = await freshness(guard);
    if (since !== undefined && Date.now() - since > staleMs) await rm(guard, { force: true });
    return false;
  }
  try {
    if ((await contents(file)) !== before) return false;
    await rename(draft, file);
    return true;
  } finally {
    await rm(guard, { force: true });
  }
}

/**
 * @param {string} file
 * @returns {Promise<string | undefined>} undefined when there is no lock
 */
const contents = (file) => unlessGone(readFile(file, 'utf8'));

/**
 * @param {string} file
 * @returns {Promise<number | undefined>} when the holder last showed itself, by the file system's clock; undefined when the lock is gone
 */
const freshness = async (file) => (await unlessGone(stat(file)))?.mtimeMs;

/**
 * @param {string} text
 * @returns {Holder | undefined} undefined for a lock that can't be read: written whole, it was cut short by a crash of its machine
 */
function holderOf(text) {
  try {
    const holder = JSON.parse(text);
    return typeof holder?.id === 'string' && Number.isInteger(holder.pid) && typeof holder.host === 'string'
      ? holder
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * @param {string} file
 * @param {Holder} holder
 * @returns {Promise<boolean>}
 */
async function lives(file, { id, pid, host, run }) {
  if (host !== hostname()) return showsItself(file);
  // In a container every run has the same pid, so one's own pid is a holder only if this run took the lock.
  if (pid === process.pid) return heldHere.has(id);
  if (!processExists(pid)) return false;
  // After a crash, the pid may have been given to somebody else.
  const now = await runOf(pid);
  return run && now ? run === now : showsItself(file);
}

/**
 * @param {string} file
 * @returns {Promise<boolean>} whether the holder keeps the lock fresh
 */
async function showsItself(file) {
  const first = await freshness(file);
  for (let waited = 0; waited < staleMs && first !== undefined; waited += lookAgainMs) {
    await delay(lookAgainMs);
    if ((await freshness(file)) !== first) return true;
  }
  return false;
}

/**
 * @template T
 * @param {Promise<T>} work
 * @returns {Promise<T | undefined>} undefined when there is no such file
 */
async function unlessGone(work) {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** @param {unknown} error */
const codeOf = (error) => (error instanceof Error && 'code' in error ? error.code : undefined);
