/** Downloads the worker that mediasoup's authors have built, from the address that mediasoup itself uses. */
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { release } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const answerWithinMs = 8_000;
const arriveWithinMs = 120_000;

/** The worker ends with this status when it runs, but was not started by mediasoup. */
const startedByStranger = 41;

/**
 * The address of the prebuilt worker for this machine.
 *
 * @param {{ version: string, repository: { url: string } }} mediasoup its package.json
 * @param {NodeJS.ProcessEnv} env
 * @param {{ platform: string, arch: string, kernel: string }} [machine] `kernel` as `uname -r` says
 * @returns {string}
 */
export function downloadUrl(
  mediasoup,
  env,
  machine = { platform: process.platform, arch: process.arch, kernel: release() },
) {
  const repository = mediasoup.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
  const base = env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL || `${repository}/releases/download`;
  const kernel = machine.platform === 'linux' ? `-kernel${Number.parseInt(machine.kernel, 10)}` : '';
  const name = `mediasoup-worker-${mediasoup.version}-${machine.platform}-${machine.arch}${kernel}.tgz`;
  return `${base}/${mediasoup.version}/${name}`;
}

/**
 * Whether a worker runs on this machine: it may have been made for another processor or C library.
 *
 * @param {string} path
 */
export function workerRuns(path) {
  return spawnSync(path, { env: {}, stdio: 'ignore', timeout: 10_000 }).status === startedByStranger;
}

/**
 * Downloads and unpacks the worker.
 *
 * @param {object} task
 * @param {string} task.root the project's root folder, with its packages installed
 * @param {NodeJS.ProcessEnv} task.env
 * @param {string} task.folder where to put it
 * @param {string} task.executable name of the worker's file
 * @returns {Promise<string | undefined>} why it cannot be used; nothing when it is there and runs
 */
export async function downloadWorker({ root, env, folder, executable }) {
  const manifest = join(root, 'node_modules', 'mediasoup', 'package.json');
  const url = downloadUrl(JSON.parse(readFileSync(manifest, 'utf8')), env);
  // mediasoup packs its worker with this library, so it is there wherever mediasoup is.
  const tar = createRequire(manifest)('tar');
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(new Error(`no answer in ${answerWithinMs / 1000} s`)), answerWithinMs);
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([silent.signal, AbortSignal.timeout(arriveWithinMs)]),
    });
    clearTimeout(timer);
    if (!response.ok || !response.body) return `${url} answered ${response.status}`;
    await pipeline(response.body, tar.extract({ cwd: folder, strict: true }));
    chmodSync(join(folder, executable), 0o755);
  } catch (error) {
    return `${url}: ${reasonOf(error)}`;
  } finally {
    clearTimeout(timer);
  }
  return workerRuns(join(folder, executable)) ? undefined : `the worker from ${url} does not run on this machine`;
}

/** @param {unknown} error */
function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  // fetch says only "fetch failed"; what happened is in its cause.
  return error.cause instanceof Error ? error.cause.message : error.message;
}
