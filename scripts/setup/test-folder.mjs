/** Where tests keep what they write. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

/** More than twice of what the tests of two cores keep at any time, bytes. */
const ROOM = 6 * 2 ** 30;
const NAME = /^sideline-test-(\d+)-/;

/**
 * Makes a folder for what tests write. It is in memory where there is room: hundreds of databases of a thousand small files each
 * are written and removed, for which a disk takes a tenth of the whole run. Whoever names a folder in TMPDIR has chosen already.
 * What a run that was killed has left there is removed.
 *
 * @param {object} [choice]
 * @param {string} [choice.chosen] by the person, if at all
 * @param {string} [choice.inMemory] a folder that the operating system keeps in memory
 * @param {string} [choice.onDisk]
 * @param {number} [choice.room] what must be free in that folder and in memory, bytes
 * @returns {string} an empty folder
 */
export function makeTestFolder({
  chosen = process.env.TMPDIR,
  inMemory = '/dev/shm',
  onDisk = tmpdir(),
  room = ROOM,
} = {}) {
  if (chosen || !existsSync(inMemory)) return made(chosen || onDisk);
  removeAbandoned(inMemory);
  if (Math.min(freeIn(inMemory), freemem()) < room) return made(onDisk);
  const folder = made(inMemory);
  if (runsPrograms(folder)) return folder;
  rmSync(folder, { recursive: true });
  return made(onDisk);
}

/** @param {string} base */
function made(base) {
  const folder = mkdtempSync(join(base, `sideline-test-${process.pid}-`));
  // Where root runs the tests, PostgreSQL runs as its own user and passes through here.
  chmodSync(folder, 0o711);
  return folder;
}

/** @param {string} folder */
function freeIn(folder) {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/**
 * Containers let no program run from memory unless they are asked to; tests install some.
 *
 * @param {string} folder
 */
function runsPrograms(folder) {
  const program = join(folder, 'program');
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o700 });
  const { status } = spawnSync(program);
  rmSync(program);
  return status === 0;
}

/** @param {string} base */
function removeAbandoned(base) {
  for (const name of readdirSync(base)) {
    const [, pid] = NAME.exec(name) ?? [];
    if (pid && !isRunning(Number(pid))) rmSync(join(base, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
