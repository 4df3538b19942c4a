/** Is there a place for the records? */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import type { Config } from '../../config.ts';
import { isOutOfConnections } from '../../records/storage-error.ts';
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

/** How connections get to PostgreSQL. Poolers give them to connections of their own: for good, or for each transaction anew. */
type Route = 'directly' | 'by a session pooler' | 'by a transaction pooler';

/** Transactions of each of two connections that are looked at to find out whether they keep to one connection of the pooler. */
const LOOKS = 4;

/** What the driver has noted of a connection: the process that serves it, as the other end says. */
const clientSchema = z.object({ processID: z.int() });
const limitsSchema = z.tuple([
  z.object({ version: z.string(), pid: z.int(), allowed: z.coerce.number(), reserved: z.coerce.number() }),
]);

/** The database that `DATABASE_URL` names: whether it answers, how it is reached, and whether it has connections enough. */
export async function checkDatabase(url: string, wanted: number): Promise<Finding> {
  const name = 'Database';
  const { host } = new URL(url);
  const clients = [aClient(url), aClient(url)] as const;
  const [first] = clients;
  try {
    for (const client of clients) await client.connect();
    const { rows } = await first.query(`
      select current_setting('server_version') as version, pg_backend_pid() as pid,
        current_setting('max_connections') as allowed, current_setting('superuser_reserved_connections') as reserved
    `);
    const [{ version, pid, allowed, reserved }] = limitsSchema.parse(rows);
    const direct = clientSchema.parse(first).processID === pid;
    const route = direct ? 'directly' : await routeByPooler(clients);
    const found = `PostgreSQL ${version} at ${host}, reached ${route}`;
    // Of a pooler nobody says how many it lets in.
    if (!direct || wanted <= allowed - reserved) return ok(name, found);
    const advice = `It allows ${allowed - reserved} connections. Set SIDELINE_DATABASE_CONNECTIONS to fewer than ${wanted}.`;
    return warn(name, found, advice);
  } catch (error) {
    const advice = isOutOfConnections(error)
      ? 'It has no connections left. Set SIDELINE_DATABASE_CONNECTIONS to fewer for this server and others, or allow more there.'
      : 'Check address, user and password in DATABASE_URL, or unset it.';
    return fail(name, `${host}: ${wordsOf(error)}`, advice);
  } finally {
    for (const client of clients) await client.end();
  }
}

const aClient = (connectionString: string) =>
  new pg.Client({
    connectionString,
    connectionTimeoutMillis: CONNECT_WITHIN_S * 1_000,
    query_timeout: CONNECT_WITHIN_S * 1_000,
  });

/** Two connections that are open at once share a process, or one of them changes it, only where each transaction gets another one. */
async function routeByPooler(clients: readonly pg.Client[]): Promise<Route> {
  const seen: Set<number>[] = clients.map(() => new Set());
  for (let look = 0; look < LOOKS; look += 1) {
    for (const [index, client] of clients.entries()) {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      for (const { pid } of rows) seen[index]?.add(pid);
    }
  }
  const apart = new Set(seen.flatMap((pids) => [...pids])).size === clients.length;
  return apart && seen.every(({ size }) => size === 1) ? 'by a session pooler' : 'by a transaction pooler';
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}
