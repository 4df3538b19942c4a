/** The two places between which all is moved, opened with care: neither may be in use, and the target must have nothing yet. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Logger } from 'pino';
import { MOVING } from '../limits.ts';
import { Database } from '../records/database.ts';
import { LISTENING_NAME } from '../records/listening-connection.ts';
import { MoveError } from './move-error.ts';

/** A database to move from or to. */
export interface Place {
  /** Undefined for the embedded one. */
  databaseUrl: string | undefined;
  dataDir: string;
  /** Whether its people are those of a Supabase project. */
  isProject: boolean;
  /** As a person knows it. */
  called: string;
}

const CONNECT_WITHIN_MS = 10_000;

/**
 * Opens a database and brings its tables up to date, as a server's start does.
 * @throws MoveError when another process has the embedded one open, or it can't be opened
 */
export async function openPlace(place: Place, logger: Logger): Promise<Database> {
  const { databaseUrl, dataDir } = place;
  try {
    return await Database.create({ databaseUrl, dataDir, connections: 3, hangsAfterMs: MOVING.statementMs, logger });
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new MoveError(`${place.called} can't be opened: ${words}`, { refused: true, cause });
  }
}

/**
 * Looks without changing anything.
 * @returns whether nobody is on record there: all records are somebody’s
 * @throws MoveError when it can't be reached, is in use or of the other kind
 */
export async function checkPlace({ databaseUrl, dataDir, isProject, called }: Place): Promise<{ isEmpty: boolean }> {
  // Whether another process has the embedded one open, the lock on its folder says later.
  if (databaseUrl === undefined) return { isEmpty: !existsSync(join(dataDir, 'database')) };
  const seen = await look(databaseUrl, called);
  if (seen.isProject !== isProject) {
    const kind = isProject ? 'no Supabase project’s database' : 'a Supabase project’s database';
    throw new MoveError(`${called} is ${kind}.`, { refused: true });
  }
  if (seen.isServed) {
    const advice = 'Stop every server on it; after a crash, wait for half a minute.';
    throw new MoveError(`${called} is in use by a server or another move. ${advice}`, { refused: true });
  }
  return { isEmpty: seen.isEmpty };
}

async function look(connectionString: string, called: string) {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: CONNECT_WITHIN_MS });
  const says = async (condition: string, values: unknown[] = []) =>
    (await client.query<{ so: boolean }>(`select ${condition} as so`, values)).rows[0]?.so === true;
  try {
    await client.connect();
    const hasPeople = await says(`to_regclass('auth.users') is not null`);
    const hasSessions = await says(`to_regclass('public.coaching_sessions') is not null`);
    return {
      isProject: await says(
        `exists (select from pg_attribute where attrelid = to_regclass('auth.users') and attname = 'instance_id')`,
      ),
      isServed:
        (await says(
          'exists (select from pg_stat_activity where application_name = $1 and datname = current_database())',
          [LISTENING_NAME],
        )) ||
        // Behind a transaction pooler no server listens; one with live sessions holds them all the same.
        (hasSessions &&
          (await says(`exists (select from public.coaching_sessions where status = 'live' and leased_until > now())`))),
      isEmpty: !hasPeople || (await says('not exists (select from auth.users)')),
    };
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new MoveError(`${called} can't be reached: ${words}`, { refused: true, cause });
  } finally {
    await client.end();
  }
}
