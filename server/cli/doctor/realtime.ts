/** Do pages hear of changes by the project's Realtime? */
import pg from 'pg';
import { z } from 'zod';
import type { Config } from '../../config.ts';
import { type Finding, fail, ok, warn, wordsOf } from './finding.ts';

const NAME = 'Realtime';
const ANSWER_WITHIN_MS = 5_000;

const foundSchema = z.tuple([z.object({ realtime: z.boolean(), policy: z.boolean() })]);

/** Undefined where no Supabase project is configured. */
export async function checkRealtime({
  project,
  databaseUrl,
}: Pick<Config, 'project' | 'databaseUrl'>): Promise<Finding | undefined> {
  if (!project || databaseUrl === undefined) return undefined;
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: ANSWER_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
  });
  try {
    await client.connect();
    const { rows } = await client.query(`
      select to_regclass('realtime.messages') is not null as realtime,
        exists (
          select from pg_policies
          where schemaname = 'realtime' and tablename = 'messages' and policyname = 'people hear of their own changes'
        ) as policy
    `);
    const [{ realtime, policy }] = foundSchema.parse(rows);
    if (policy) return ok(NAME, 'sends pages what changes');
    const found = realtime
      ? 'pages hear by this server alone: the policy on realtime.messages is not there'
      : 'pages hear by this server alone: the database has no table realtime.messages';
    const advice = realtime
      ? 'Start the server, which makes the policy. Where it may not, docs/supabase.md has the statement for the SQL editor.'
      : 'Turn Realtime on in the project’s settings, and start the server again once its table is there.';
    return warn(NAME, found, advice);
  } catch (error) {
    return fail(NAME, wordsOf(error), 'See what is said of the database.');
  } finally {
    await client.end();
  }
}
