/** GoTrue's tables, as far as they are read and written here, and Supabase's roles. */
export const AUTH_SCHEMA = `
  do $$ begin
    create role anon nologin noinherit; create role authenticated nologin noinherit;
    create role service_role nologin noinherit bypassrls; create role supabase_auth_admin noinherit;
  exception when duplicate_object then null; end $$;
  create schema auth;
  create table auth.users (
    instance_id uuid, id uuid primary key, aud varchar(255), role varchar(255), email varchar(255) unique,
    encrypted_password varchar(255), raw_app_meta_data jsonb, raw_user_meta_data jsonb, is_super_admin boolean,
    created_at timestamptz, updated_at timestamptz, is_sso_user boolean not null default false,
    is_anonymous boolean not null default false, email_confirmed_at timestamptz, banned_until timestamptz
  );
  create table auth.sessions (
    id uuid primary key, user_id uuid not null references auth.users (id) on delete cascade,
    created_at timestamptz, updated_at timestamptz, not_after timestamptz
  );
  create function auth.uid() returns uuid language sql stable as
    $f$ select nullif(current_setting('request.jwt.claims', true)::jsonb ->> 'sub', '')::uuid $f$;
  create function auth.jwt() returns jsonb language sql stable as
    $f$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb $f$;
  grant usage on schema auth to anon, authenticated, service_role;
`;

export interface UserRow {
  id: string;
  email: string | null;
  encrypted_password: string | null;
  is_anonymous: boolean;
  raw_user_meta_data: Record<string, unknown>;
}
