/** Is there a place for the records? */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import type { Config } from '../../config.ts';
import { type Finding, fail, ok, warn, wordsOf } from './finding.ts';

const GIB = 1024 ** 3;

/** A new embedded database takes about 40 MB; below this much free space it is not begun. */
const LEAST_FREE_BYTES = 0.1 * GIB;

/** Below this much, a warning. */
const WANTED_FREE_BYTES = GIB;

const CONNECT_WITHIN_S = 5;

/** The data folder: can be written, and has room. It is not created: its nearest folder that exists is tried. */
export async function checkFolder({ dataDir }: Pick<Config, 'dataDir'>): Promise<Finding> {
  const name = 'Data folder';
  const folder = nearestExisting(dataDir);
  try {
    const trial = await mkdtemp(join(folder, '.sideline-doctor-'));
    try {
      await writeFile(join(trial, 'trial'), 'trial');
    } finally {
      await rm(trial, { recursive: true });
    }
    const { bavail, bsize } = await statfs(folder);
    return judgeSpace(name, dataDir, bavail * bsize);
  } catch (error) {
    return fail(
      name,
      `${dataDir} can't be written: ${wordsOf(error)}`,
      'Give its owner the right to write there, or set SIDELINE_DATA_DIR to another folder.',
    );
  }
}

/**
 * @param freeBytes what is left for the user who runs the server
 */
export function judgeSpace(name: string, folder: string, freeBytes: number): Finding {
  const found = `${folder}, ${(freeBytes / GIB).toFixed(1)} GiB free`;
  const advice = 'Make room on that disk, or set SIDELINE_DATA_DIR to a folder on another.';
  if (freeBytes < LEAST_FREE_BYTES) return fail(name, found, advice);
  return freeBytes < WANTED_FREE_BYTES ? warn(name, found, advice) : ok(name, found);
}

/** The database that `DATABASE_URL` names. */
export async function checkDatabase(url: string): Promise<Finding> {
  const name = 'Database';
  const { host } = new URL(url);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_WITHIN_S * 1_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return ok(name, `PostgreSQL ${rows[0]?.server_version} at ${host}`);
  } catch (error) {
    return fail(name, `${host}: ${wordsOf(error)}`, 'Check address, user and password in DATABASE_URL, or unset it.');
  } finally {
    await client.end();
  }
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}
