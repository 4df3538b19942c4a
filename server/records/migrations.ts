/** Brings the tables up to date from `supabase/migrations`, noting what ran where Supabase's own command line looks. */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Connection } from './connection.ts';
import type { Sql } from './sql.ts';

export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../supabase/migrations/', import.meta.url));
const AUTH_STUB = new URL('./auth-stub.sql', import.meta.url);

/** Any number that other programs are unlikely to lock. */
const LOCK = 7_243_650_117;

const FILE_NAME = /^(\d{14})_([a-z0-9_]+)\.sql$/;

export interface Migration {
  /** Timestamp that begins the file's name: the order. */
  version: string;
  name: string;
  sql: string;
}

const appliedSchema = z.array(z.object({ version: z.string(), statements: z.array(z.string()).nullable() }));
type Applied = z.infer<typeof appliedSchema>;

/** The migrations in `folder`, in order. Other files are left alone. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const files = (await readdir(folder)).flatMap((file) => {
    const [, version, name] = FILE_NAME.exec(file) ?? [];
    return version && name ? [{ version, name, file }] : [];
  });
  files.sort((a, b) => a.version.localeCompare(b.version));
  return Promise.all(
    files.map(async ({ version, name, file }) => ({ version, name, sql: await readFile(`${folder}/${file}`, 'utf8') })),
  );
}

/**
 * Runs what has not run yet, each migration in a transaction of its own. Servers that start together wait for each other.
 * @throws when a migration that ran has since changed or is missing, and when one fails; the earlier ones stay
 */
export async function migrate(connection: Connection, logger: Logger, folder = MIGRATIONS_FOLDER): Promise<void> {
  await prepare(connection, logger);
  const migrations = await readMigrations(folder);
  for (;;) {
    const ran = await connection.transaction(async (sql) => {
      await sql`select pg_advisory_xact_lock(${LOCK})`;
      const next = pending(migrations, await applied(sql))[0];
      if (!next) return undefined;
      try {
        await sql.script(next.sql);
      } catch (error) {
        throw new Error(`Migration ${next.version}_${next.name} failed`, { cause: error });
      }
      await sql`
        insert into supabase_migrations.schema_migrations (version, statements, name)
        values (${next.version}, ${[next.sql]}, ${next.name})
      `;
      return next;
    });
    if (!ran) return;
    logger.info({ migration: `${ran.version}_${ran.name}` }, 'migrated the database');
  }
}

/**
 * What is still to run.
 * @throws when what ran is not what we have
 */
export function pending(migrations: readonly Migration[], ran: Applied): Migration[] {
  const ours = new Map(migrations.map((migration) => [migration.version, migration]));
  for (const { version, statements } of ran) {
    const migration = ours.get(version);
    if (!migration) {
      throw new Error(
        `The database was migrated by ${version}, which this version of Sideline does not know. Update it.`,
      );
    }
    if (statements && essence(statements.join(';')) !== essence(migration.sql)) {
      throw new Error(
        `Migration ${version}_${migration.name} has changed since it ran on this database. Restore the file and put the change into a new one.`,
      );
    }
  }
  const done = new Set(ran.map(({ version }) => version));
  const rest = migrations.filter(({ version }) => !done.has(version));
  const newest =
    ran
      .map(({ version }) => version)
      .sort()
      .at(-1) ?? '';
  const late = rest.find(({ version }) => version < newest);
  if (late) {
    throw new Error(
      `Migration ${late.version}_${late.name} is older than ${newest}, which ran already. Give it a newer timestamp.`,
    );
  }
  return rest;
}

/** Supabase's command line stores a migration statement by statement, without the semicolons and space between them. */
const essence = (sql: string) => sql.replace(/[\s;]+/g, '');

async function applied(sql: Sql): Promise<Applied> {
  return appliedSchema.parse(
    await sql`select version, statements from supabase_migrations.schema_migrations order by version`,
  );
}

/** The table of what ran, and what a database that is not Supabase's lacks. */
async function prepare(connection: Connection, logger: Logger): Promise<void> {
  await connection.transaction(async (sql) => {
    await sql`select pg_advisory_xact_lock(${LOCK})`;
    const [found] = await sql`
      select to_regclass('supabase_migrations.schema_migrations') is not null as migrations,
             -- GoTrue's own table has a column for its instance; ours has tokens that are hashed.
             exists (
               select from pg_attribute where attrelid = to_regclass('auth.users') and attname = 'instance_id'
             ) as supabase,
             exists (
               select from pg_attribute where attrelid = to_regclass('auth.refresh_tokens') and attname = 'hash'
             ) and not exists (
               -- Of an older version, which no planner puts in where it is called; left as it is where we may not replace it.
               select from pg_proc
               where oid = to_regprocedure('auth.uid()') and proconfig is not null and pg_has_role(proowner, 'usage')
                 and has_database_privilege(current_database(), 'create')
             ) as prepared
    `;
    if (!found?.supabase && !found?.prepared) {
      logger.info('preparing the database: no Supabase here, adding the roles and tables it would have');
      try {
        await sql.script(await readFile(AUTH_STUB, 'utf8'));
      } catch (error) {
        throw new Error(
          'The database lacks Supabase’s roles and `auth` schema, and they could not be made. ' +
            'Connect as a superuser once, or run server/records/auth-stub.sql as one.',
          { cause: error },
        );
      }
    }
    if (!found?.migrations) {
      await sql.script(`
        create schema if not exists supabase_migrations;
        create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
      `);
    }
  });
}
