-- The parts of Supabase's `auth` schema and roles that the migrations and our own sign-in rely on, for a database that is not
-- Supabase's. Runs only there; running it again adds what an older version has not made yet.

do $$
declare
  wanted text;
begin
  foreach wanted in array array['anon', 'authenticated', 'service_role', 'supabase_auth_admin'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
      execute format('create role %I nologin noinherit%s', wanted, case wanted when 'service_role' then ' bypassrls' else '' end);
    end if;
    -- The server takes these roles for each transaction.
    if not pg_catalog.pg_has_role(current_user, wanted, 'member') then
      execute format('grant %I to %I', wanted, current_user);
    end if;
  end loop;
end;
$$;

create schema if not exists auth;
grant usage on schema auth to anon, authenticated, service_role, supabase_auth_admin;

create table if not exists auth.users (
  id uuid primary key,
  aud text,
  role text,
  email text unique,
  is_anonymous boolean not null default false,
  raw_app_meta_data jsonb,
  raw_user_meta_data jsonb,
  created_at timestamptz,
  updated_at timestamptz
);
alter table auth.users
  -- As argon2 writes it, with its parameters and salt; null for guests.
  add column if not exists encrypted_password text,
  add column if not exists email_confirmed_at timestamptz,
  add column if not exists last_sign_in_at timestamptz;

-- One for each browser that somebody is signed in with.
create table if not exists auth.sessions (
  id uuid primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  created_at timestamptz not null default now(),
  refreshed_at timestamptz not null default now(),
  not_after timestamptz,
  user_agent text
);
create index if not exists sessions_user_id_idx on auth.sessions (user_id);
create index if not exists sessions_refreshed_at_idx on auth.sessions (refreshed_at);

-- The tokens that a session was renewed with, each once. Hashed, so that whoever reads the table can't sign in with it.
create table if not exists auth.refresh_tokens (
  hash bytea primary key,
  session_id uuid not null references auth.sessions (id) on delete cascade,
  -- The token that this one was given for.
  parent bytea,
  created_at timestamptz not null default now(),
  -- When it was used, after which the next one counts.
  used_at timestamptz
);
create index if not exists refresh_tokens_session_id_idx on auth.refresh_tokens (session_id);

-- What stands in the links of mails, each good once.
create table if not exists auth.one_time_tokens (
  hash bytea primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  token_type text not null check (token_type in ('recovery', 'magiclink')),
  created_at timestamptz not null default now(),
  unique (user_id, token_type)
);

grant select, insert, update, delete
on auth.users, auth.sessions, auth.refresh_tokens, auth.one_time_tokens to supabase_auth_admin;

-- Without a search path of their own, as Supabase's: so the planner puts them in where they are called, in every policy.
create or replace function auth.jwt() returns jsonb language sql stable
as $$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb $$;

create or replace function auth.uid() returns uuid language sql stable
as $$ select nullif(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub', '')::uuid $$;

create or replace function auth.role() returns text language sql stable
as $$ select auth.jwt() ->> 'role' $$;
