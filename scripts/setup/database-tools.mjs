/** PostgreSQL's companions that some tests use where they are installed: a pooler, and a check of functions. Without them those are skipped. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, installCommand, onDebian } from './debian.mjs';

const POSTGRES = '/usr/lib/postgresql';

/**
 * pgbouncer, which Debian puts where only root looks.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined} its absolute path
 */
export const findPgbouncer = (env = process.env) =>
  findProgram(['pgbouncer'], { ...env, PATH: `${env.PATH ?? ''}:/usr/sbin` });

/**
 * The newest PostgreSQL of the system's packages, and whether it has plpgsql_check.
 *
 * @param {string} [folder] with a folder for each version
 * @returns {{ version: string, checksFunctions: boolean } | undefined}
 */
export function findPostgres(folder = POSTGRES) {
  if (!existsSync(folder)) return undefined;
  const [version] = readdirSync(folder).sort((a, b) => Number(b) - Number(a));
  if (!version) return undefined;
  return { version, checksFunctions: existsSync(join(folder, version, 'lib', 'plpgsql_check.so')) };
}

/**
 * What is said of those that are missing; nothing when none is.
 *
 * @param {{ pgbouncer: string | undefined, postgres: ReturnType<typeof findPostgres> }} found
 * @returns {string[]}
 */
export function databaseAdvice({ pgbouncer, postgres }) {
  const missing = [
    ...(pgbouncer ? [] : [{ what: 'pgbouncer', packages: ['pgbouncer'] }]),
    ...(postgres?.checksFunctions
      ? []
      : [
          {
            what: 'PostgreSQL with plpgsql_check',
            // Debian's own version, where none is installed yet.
            packages: postgres
              ? [`postgresql-${postgres.version}-plpgsql-check`]
              : ['postgresql', 'postgresql-15-plpgsql-check'],
          },
        ]),
  ];
  if (missing.length === 0) return [];
  return [
    `there is no ${missing.map(({ what }) => what).join(', and no ')}, so the tests with it are skipped`,
    `On Debian: ${installCommand(missing.flatMap(({ packages }) => packages))}`,
  ];
}

/** @type {import('./step.mjs').Step} */
export function lookForDatabaseTools({ env, say }) {
  if (!onDebian()) return undefined;
  for (const line of databaseAdvice({ pgbouncer: findPgbouncer(env), postgres: findPostgres() })) say(line);
  return undefined;
}
