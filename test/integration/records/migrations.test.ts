import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Connection } from '../../../server/records/connection.ts';
import { migrate } from '../../../server/records/migrations.ts';
import { Records } from '../../../server/records/records.ts';
import type { Sql } from '../../../server/records/sql.ts';
import { DATABASES, quiet, type TestDatabase } from '../../support/records/databases.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const real = DATABASES.filter(({ name }) => name.startsWith('PostgreSQL'));

describe.each(real)('migrations on $name', ({ skip, create }) => {
  let server: TestDatabase;
  let databaseUrl = '';
  let connections: Connection[] = [];
  let databases = 0;

  beforeAll(async () => {
    if (!skip) server = await create();
  });
  afterAll(() => server?.remove());
  afterEach(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    connections = [];
  });

  function connect(connectionString: string) {
    const connection = new Connection({ address: { connectionString }, max: 4, hangsAfterMs: 10_000, logger: quiet });
    connections.push(connection);
    return connection;
  }

  /** An empty database on the server. */
  async function anEmptyDatabase() {
    const url = new URL(server.options.databaseUrl ?? '');
    databases += 1;
    await connect(url.href).run((sql) => sql.script(`create database test_${databases}`));
    url.pathname = `test_${databases}`;
    databaseUrl = url.href;
    return connect(databaseUrl);
  }

  function aFolder(files: Record<string, string>) {
    const folder = temporaryFolder();
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return folder;
  }
  const first = { '20260101000000_first.sql': 'create table one (id integer);\ninsert into one values (1);' };

  describe.skipIf(skip)('', () => {
    it('run once, by one of the servers that start together', async () => {
      const database = await anEmptyDatabase();
      const folder = aFolder(first);
      await Promise.all(Array.from({ length: 4 }, () => migrate(database, quiet, folder)));
      expect(await database.run((sql) => sql`select id from one`)).toEqual([{ id: 1 }]);
      const ran = await database.run(
        (sql) => sql`select version, name, statements from supabase_migrations.schema_migrations`,
      );
      expect(ran).toEqual([{ version: '20260101000000', name: 'first', statements: Object.values(first) }]);
    });

    it('are all or nothing, and go on from where one failed', async () => {
      const database = await anEmptyDatabase();
      const failing = { '20260102000000_second.sql': 'create table two (id integer); select no_such_thing;' };
      await expect(migrate(database, quiet, aFolder({ ...first, ...failing }))).rejects.toThrow(
        'Migration 20260102000000_second failed',
      );
      expect(
        await database.run((sql) => sql`select to_regclass('one')::text as one, to_regclass('two')::text as two`),
      ).toEqual([{ one: 'one', two: null }]);
      await migrate(
        database,
        quiet,
        aFolder({ ...first, '20260102000000_second.sql': 'create table two (id integer);' }),
      );
      expect(await database.run((sql) => sql`select count(*)::integer as count from two`)).toEqual([{ count: 0 }]);
    });

    it('mend what an older version prepared, where they may, and start all the same where they may not', async () => {
      const database = await anEmptyDatabase();
      const folder = aFolder(first);
      await migrate(database, quiet, folder);
      const older = (sql: Sql) =>
        sql.script(`
          create or replace function auth.uid() returns uuid language sql stable set search_path = ''
          as 'select null::uuid'
        `);
      const isMended = async () => {
        const rows = await database.run(
          (sql) => sql`select from pg_proc where oid = 'auth.uid()'::regprocedure and proconfig is null`,
        );
        return rows.length === 1;
      };
      await database.run(older);
      await migrate(database, quiet, folder);
      expect(await isMended()).toBe(true);

      await database.run(older);
      await database.run((sql) =>
        sql.script(`
          create role tenant_${databases} login;
          grant usage on schema supabase_migrations, auth to tenant_${databases};
          grant select on supabase_migrations.schema_migrations to tenant_${databases};
        `),
      );
      const tenant = new URL(databaseUrl);
      tenant.username = `tenant_${databases}`;
      await migrate(connect(tenant.href), quiet, folder);
      expect(await isMended()).toBe(false);
    });

    it('refuse a database that was migrated otherwise', async () => {
      const database = await anEmptyDatabase();
      await migrate(database, quiet, aFolder(first));
      await expect(
        migrate(database, quiet, aFolder({ '20260101000000_first.sql': 'create table another (id integer);' })),
      ).rejects.toThrow(/first has changed/);
      await expect(migrate(database, quiet, aFolder({}))).rejects.toThrow(/does not know/);
    });

    it('touch nothing of what Supabase has made, and need no superuser there', async () => {
      const admin = await anEmptyDatabase();
      // As on Supabase: tables of people belong to the Auth service, and `postgres` may use them but is no superuser.
      await admin.run((sql) =>
        sql.script(`
        create role owner_like_supabase login createrole bypassrls;
        create role auth_service noinherit;
        do $$ begin
          create role anon nologin noinherit; create role authenticated nologin noinherit;
          create role service_role nologin noinherit bypassrls;
        exception when duplicate_object then null; end $$;
        grant anon, authenticated, service_role to owner_like_supabase;
        create schema auth authorization auth_service;
        create table auth.users (
          instance_id uuid, id uuid primary key, aud varchar(255), role varchar(255), email varchar(255),
          raw_app_meta_data jsonb, raw_user_meta_data jsonb, is_super_admin boolean, created_at timestamptz,
          updated_at timestamptz, is_sso_user boolean not null default false, is_anonymous boolean not null default false
        );
        create table auth.sessions (id uuid primary key, user_id uuid not null references auth.users, not_after timestamptz);
        alter table auth.users owner to auth_service;
        alter table auth.sessions owner to auth_service;
        alter table auth.users enable row level security;
        create function auth.uid() returns uuid language sql stable as
          $$ select nullif(current_setting('request.jwt.claims', true)::jsonb ->> 'sub', '')::uuid $$;
        grant usage on schema auth to owner_like_supabase, authenticated, service_role;
        grant all on auth.users, auth.sessions to owner_like_supabase;
        grant create on schema public to owner_like_supabase;
        alter default privileges for role owner_like_supabase in schema public
          grant all on tables to anon, authenticated, service_role;
      `),
      );
      await admin.run((sql) => sql.script(`grant create on database test_${databases} to owner_like_supabase`));
      const url = new URL(databaseUrl);
      url.username = 'owner_like_supabase';
      const records = await Records.create({ databaseUrl: url.href, dataDir: temporaryFolder(), logger: quiet });
      try {
        const [ada] = z.array(z.object({ id: z.uuid(), name: z.string() })).parse(
          await admin.run(
            (sql) => sql`
              insert into auth.users (id, raw_user_meta_data) values (gen_random_uuid(), '{"name": "Ada"}')
              returning id, raw_user_meta_data ->> 'name' as name
            `,
          ),
        );
        if (!ada) throw new Error('nobody was made');
        expect(await records.users.find(ada.id)).toEqual(ada);
        expect(await records.sessions.list(ada)).toEqual([]);
        const [{ owner, stub } = {}] = await admin.run(
          (sql) => sql`
          select tableowner as owner, to_regprocedure('auth.jwt()') is not null as stub
          from pg_tables where schemaname = 'auth' and tablename = 'users'
        `,
        );
        expect({ owner, stub }).toEqual({ owner: 'auth_service', stub: false });
        const open = await admin.run(
          (sql) => sql`
          select table_name, grantee from information_schema.role_table_grants
          where table_schema = 'public' and grantee = 'anon'
        `,
        );
        expect(open).toEqual([]);
      } finally {
        await records.close();
      }
    });
  });
});
