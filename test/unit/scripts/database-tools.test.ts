import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { databaseAdvice, findPostgres } from '../../../scripts/setup/database-tools.mjs';
import { missingForStack } from '../../../scripts/setup/supabase-stack.mjs';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('the set-up', () => {
  it.each([
    {
      found: { pgbouncer: '/usr/sbin/pgbouncer', postgres: { version: '15', checksFunctions: true } },
      packages: undefined,
    },
    { found: { pgbouncer: undefined, postgres: { version: '15', checksFunctions: true } }, packages: 'pgbouncer' },
    {
      found: { pgbouncer: '/usr/sbin/pgbouncer', postgres: { version: '17', checksFunctions: false } },
      packages: 'postgresql-17-plpgsql-check',
    },
    {
      found: { pgbouncer: undefined, postgres: undefined },
      packages: 'pgbouncer postgresql postgresql-15-plpgsql-check',
    },
  ])('says how $packages come', ({ found, packages }) => {
    const [, command] = databaseAdvice(found);
    expect(command).toBe(packages && `On Debian: sudo apt-get update && sudo apt-get install ${packages}`);
  });

  it('looks at the newest PostgreSQL for the check of functions', () => {
    const folder = temporaryFolder();
    expect(findPostgres(join(folder, 'none'))).toBeUndefined();
    for (const version of ['9', '15']) mkdirSync(join(folder, version, 'lib'), { recursive: true });
    expect(findPostgres(folder)).toEqual({ version: '15', checksFunctions: false });
    writeFileSync(join(folder, '15/lib/plpgsql_check.so'), '');
    expect(findPostgres(folder)).toEqual({ version: '15', checksFunctions: true });
  });
});

it('says what a run on a real Supabase stack lacks', () => {
  expect(missingForStack({ SUPABASE_URL: 'http://127.0.0.1:54321', DATABASE_URL: '' })).toEqual([
    'SUPABASE_PUBLISHABLE_KEY',
    'SUPABASE_SECRET_KEY',
    'DATABASE_URL',
  ]);
});
