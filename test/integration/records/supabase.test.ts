/** Our `supabase` folder on real PostgreSQL servers: by Supabase's own command line, by our server, and behind a pooler. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPgbouncer } from '../../../scripts/setup/database-tools.mjs';
import { checkDatabase } from '../../../server/cli/doctor/storage.ts';
import { Database } from '../../../server/records/database.ts';
import { MIGRATIONS_FOLDER, readMigrations } from '../../../server/records/migrations.ts';
import { Records } from '../../../server/records/records.ts';
import { freePort, quiet } from '../../support/records/databases.ts';
import { pgTapFunctions, pgTapTests, runPgTap } from '../../support/records/pgtap.ts';
import { Pooler } from '../../support/records/pooler.ts';
import { findNpmPostgres, findSystemPostgres, PostgresServer } from '../../support/records/postgres-server.ts';
import { SupabaseCommandLine } from '../../support/supabase/command-line.ts';
import { REALTIME_SCHEMA, STORAGE_SCHEMA } from '../../support/supabase/schemas.ts';

const AUTH_STUB = new URL('../../../server/records/auth-stub.sql', import.meta.url);
const supabase = new SupabaseCommandLine();
const bouncer = findPgbouncer();
// The command line meets the version that Supabase runs; policies and pooler are tried on both.
const SERVERS = [
  { name: 'of Supabase’s version, from npm', bin: findNpmPostgres(), byCommandLine: true },
  { name: 'of the system', bin: findSystemPostgres(), byCommandLine: false },
].map(({ name, ...rest }) => ({ name: rest.bin ? name : `${name} (skipped: there is none)`, ...rest }));

afterAll(() => supabase.remove());

describe.each(SERVERS)('a PostgreSQL $name', ({ bin, byCommandLine }) => {
  let server: PostgresServer;
  /** By the command line, and by our server. */
  let [pushed, served] = ['', ''];

  async function inDatabase<T>(address: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: address });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
  const createdBy = (records: Promise<Records>) => records.then((opened) => opened.close());
  const open = (databaseUrl: string) => Records.create({ databaseUrl, dataDir: tmpdir(), logger: quiet });
  const plain = (address: string) => `${address}?sslmode=disable`;

  beforeAll(async () => {
    if (!bin) return;
    server = PostgresServer.start(bin, await freePort());
    [pushed, served] = [server.address('pushed'), server.address('served')];
    await inDatabase(server.url, async (client) => {
      await client.query('create database pushed');
      await client.query('create database served');
    });
    await createdBy(open(served));
    if (!byCommandLine) return;
    // As on Supabase: roles and people are there already.
    await inDatabase(pushed, (client) => client.query(readFileSync(AUTH_STUB, 'utf8')));
    supabase.run('db', 'push', '--db-url', plain(pushed), '--yes', '--include-seed');
  });
  afterAll(() => server?.stop());

  describe.skipIf(!bin)('', () => {
    describe.skipIf(!byCommandLine)('', () => {
      it('is migrated by the command line to what our server takes as up to date, and the other way round', async () => {
        const newest = (await readMigrations(MIGRATIONS_FOLDER)).at(-1)?.version;
        const versions = (address: string) =>
          inDatabase(address, async (client) => {
            const { rows } = await client.query<{ version: string }>(
              'select version from supabase_migrations.schema_migrations order by version',
            );
            return rows.map(({ version }) => version);
          });
        const before = await versions(pushed);
        expect(before.at(-1)).toBe(newest);
        await createdBy(open(pushed));
        expect(await versions(pushed)).toEqual(before);
        expect(await versions(served)).toEqual(before);
        const { stdout } = supabase.run('db', 'push', '--db-url', plain(served), '--yes', '--dry-run');
        expect(stdout).toContain('Remote database is up to date');
      });

      it('has no drift between the two, and a drift would be seen', async () => {
        const diff = (from: string, to: string) =>
          supabase.run('db', 'diff', '--use-pg-delta', '--from', plain(from), '--to', plain(to)).stdout.trim();
        expect(diff(pushed, served)).toBe('');
        await inDatabase(served, (client) => client.query('alter table public.teams add column planted integer'));
        try {
          expect(diff(pushed, served)).toContain('planted');
        } finally {
          await inDatabase(served, (client) => client.query('alter table public.teams drop column planted'));
        }
      });

      it('gives the advisors nothing to say, who would say it', async () => {
        const advice = () => supabase.run('db', 'advisors', '--db-url', plain(pushed)).stdout.trim();
        expect(advice()).toBe('');
        await inDatabase(pushed, (client) =>
          client.query('create policy planted on public.teams for select to authenticated using (true)'),
        );
        try {
          expect(advice()).toContain('planted');
        } finally {
          await inDatabase(pushed, (client) => client.query('drop policy planted on public.teams'));
        }
      });
    });

    it('has functions without faults, where the server can check them', async ({ skip }) => {
      const { rowCount } = await inDatabase(served, (client) =>
        client.query("select from pg_available_extensions where name = 'plpgsql_check'"),
      );
      if (rowCount === 0) skip('the server lacks plpgsql_check (Debian: postgresql-15-plpgsql-check)');
      // What functions do where the other parts of a project are is checked too.
      await inDatabase(served, (client) => client.query(REALTIME_SCHEMA + STORAGE_SCHEMA));
      try {
        supabase.run('db', 'lint', '--db-url', plain(served), '--schema', 'public,private', '--fail-on', 'warning');
      } finally {
        await inDatabase(served, (client) => client.query('drop schema realtime cascade; drop schema storage cascade'));
      }
    });

    it('keeps to the policies as all pgTAP tests say', async () => {
      await inDatabase(served, async (client) => {
        // Beside the tests' own work, which they take back.
        await client.query('create schema tap');
        await client.query('set search_path = tap, public');
        await client.query(pgTapFunctions());
        await client.query('grant usage on schema tap to anon, authenticated, service_role');
        for (const file of pgTapTests()) {
          const { failures, passed, planned } = await runPgTap(client, file);
          expect({ file, failures, passed }).toEqual({ file, failures: [], passed: planned });
        }
        await client.query('drop schema tap cascade');
      });
    });

    it('is seen by the doctor, who says when it has too few connections or none left', async () => {
      expect(await checkDatabase(served, 10)).toMatchObject({
        status: 'ok',
        found: expect.stringMatching(/^PostgreSQL \S.* at 127\.0\.0\.1:\d+, reached directly$/),
      });
      expect(await checkDatabase(served, 98)).toMatchObject({
        status: 'warn',
        advice: expect.stringContaining('allows 97 connections'),
      });
      await inDatabase(server.url, (client) => client.query('create role visitor login connection limit 1'));
      const visitor = new URL(served);
      visitor.username = 'visitor';
      expect(await checkDatabase(visitor.href, 10)).toMatchObject({
        status: 'fail',
        found: expect.stringContaining('too many connections for role "visitor"'),
        advice: expect.stringContaining('SIDELINE_DATABASE_CONNECTIONS'),
      });
    });

    it.skipIf(!bouncer).each(['session', 'transaction'] as const)(
      `is seen by the doctor behind a pooler in %s mode${bouncer ? '' : ' (skipped: no pgbouncer)'}`,
      async (mode) => {
        const behind = { database: served, port: await freePort(), connections: 2, mode };
        const pooler = await Pooler.start(bouncer ?? '', behind);
        try {
          const { status, found } = await checkDatabase(pooler.url, 10);
          expect({ status, found }).toEqual({
            status: 'ok',
            found: expect.stringMatching(new RegExp(`, reached by a ${mode} pooler$`)),
          });
        } finally {
          await pooler.stop();
        }
      },
    );

    it.skipIf(!bouncer)(
      `runs each transaction as its own user behind a pooler in transaction mode${bouncer ? '' : ' (skipped: no pgbouncer)'}`,
      async () => {
        const pooler = await Pooler.start(bouncer ?? '', { database: served, port: await freePort(), connections: 2 });
        try {
          await createdBy(open(pooler.url));
          const database = await Database.create({
            databaseUrl: pooler.url,
            dataDir: tmpdir(),
            logger: quiet,
          });
          try {
            const people = Array.from({ length: 60 }, () => randomUUID());
            const seen = await Promise.all(
              people.map((id) => database.asUser({ id }, (sql) => sql`select auth.uid() as id, current_user as role`)),
            );
            expect(seen.flat()).toEqual(people.map((id) => ({ id, role: 'authenticated' })));
          } finally {
            await database.close();
          }
        } finally {
          await pooler.stop();
        }
      },
    );
  });
});
