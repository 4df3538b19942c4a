import { readdirSync, readFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { pgtap } from '@electric-sql/pglite-pgtap';
import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { MIGRATIONS_FOLDER, readMigrations } from '../../../server/records/migrations.ts';
import type { Database } from '../../../shared/contract/database.types.ts';
import { dataModel } from '../../support/records/data-model.ts';
import { databaseTypes } from '../../support/records/database-types.ts';

const TESTS = new URL('../../../supabase/tests/', import.meta.url);
const AUTH_STUB = new URL('../../../server/records/auth-stub.sql', import.meta.url);
const SEED = new URL('../../../supabase/seed.sql', import.meta.url);

/** The pgTAP tests that `supabase test db` runs, on PGlite. */
describe('row-level security', () => {
  let database: PGlite;

  beforeAll(async () => {
    database = await PGlite.create({ extensions: { pgtap } });
    await database.exec(readFileSync(AUTH_STUB, 'utf8'));
    for (const { sql } of await readMigrations(MIGRATIONS_FOLDER)) await database.exec(sql);
  });
  afterAll(() => database?.close());

  it.each(readdirSync(TESTS))('holds as %s says', async (file) => {
    const results = await database.exec(readFileSync(new URL(file, TESTS), 'utf8'), { rowMode: 'array' });
    const lines = results.flatMap(({ rows }) => (rows as unknown as unknown[][]).map(([cell]) => String(cell)));
    const [, planned] = /^1\.\.(\d+)$/m.exec(lines.join('\n')) ?? [];
    expect(lines.filter((line) => line.startsWith('not ok') || line.startsWith('# '))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('ok '))).toHaveLength(Number(planned));
  });

  it('can be seeded, which makes no people: the sign-in alone does', async () => {
    await database.exec(readFileSync(SEED, 'utf8'));
    expect((await database.query('select from auth.users')).rows).toEqual([]);
  });

  it('uses an index for every column that a policy or a foreign key looks up', async () => {
    const { rows } = await database.query<{ missing: string }>(`
      select conrelid::regclass || '.' || attname as missing
      from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1]
      where contype = 'f' and connamespace = 'public'::regnamespace
        and not exists (select from pg_index where indrelid = conrelid and indkey[0] = conkey[1])
    `);
    expect(rows).toEqual([]);
  });

  it('has the types by which supabase-js knows what it reads and writes', async () => {
    await expect(await databaseTypes(database)).toMatchFileSnapshot('../../../shared/contract/database.types.ts');
    const read = async (client: SupabaseClient<Database>) =>
      (await client.from('session_participants').select('name, left_at, coaching_sessions (status)').single()).data;
    expectTypeOf(read).returns.resolves.toEqualTypeOf<{
      name: string;
      left_at: string | null;
      coaching_sessions: { status: string };
    } | null>();
  });

  it('has the tables that docs/data-model.md draws', async () => {
    await expect(await dataModel(database)).toMatchFileSnapshot('../../../docs/data-model.md');
  });
});
