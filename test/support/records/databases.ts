/** The databases that the records are tested on: the embedded one, and a real PostgreSQL where there is one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { Records } from '../../../server/records/records.ts';
import { copyTemplate } from '../fresh-database.ts';
import { findPostgres, PostgresServer } from './postgres-server.ts';

export const quiet = pino({ level: 'silent' });

export interface TestDatabase {
  /** Options for `Records.create` and `Database.create`. */
  options: { databaseUrl?: string; dataDir: string; logger: typeof quiet };
  /** Removes everything; close what was opened before. */
  remove(): Promise<void>;
}

export async function embeddedDatabase(): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sideline-test-'));
  copyTemplate(dataDir);
  return { options: { dataDir, logger: quiet }, remove: () => rm(dataDir, { recursive: true, force: true }) };
}

/** Records on an embedded database of their own; `close` removes both. */
export async function embeddedRecords(): Promise<{ records: Records; close(): Promise<void> }> {
  const database = await embeddedDatabase();
  const records = await Records.create(database.options);
  return {
    records,
    close: async () => {
      await records.close();
      await database.remove();
    },
  };
}

async function realPostgres(bin: string): Promise<TestDatabase> {
  const server = PostgresServer.start(bin, await freePort());
  const dataDir = tmpdir();
  return {
    options: { databaseUrl: server.url, dataDir, logger: quiet },
    remove: async () => server.stop(),
  };
}

const bin = findPostgres();

/** For `describe.each`: a real PostgreSQL is skipped, with the reason in its name, where it is not installed. */
export const DATABASES = [
  { name: 'embedded database', skip: false, create: embeddedDatabase },
  {
    name: bin ? 'PostgreSQL' : 'PostgreSQL (skipped: neither npm nor the system has one)',
    skip: !bin,
    create: () => realPostgres(bin ?? ''),
  },
];

/** A port that nobody listens on at the moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
