/** Schemas of a Supabase project beside `auth`, as far as they are used here. */

/** Realtime's table and functions. */
export const REALTIME_SCHEMA = `
  create schema realtime;
  create table realtime.messages (
    topic text not null, extension text not null, payload jsonb, event text, private boolean default false,
    updated_at timestamp not null default now(), inserted_at timestamp not null default now(),
    id uuid not null default gen_random_uuid()
  );
  alter table realtime.messages enable row level security;
  grant usage on schema realtime to anon, authenticated, service_role;
  grant select, insert, update on realtime.messages to anon, authenticated, service_role;
  create function realtime.topic() returns text language sql stable as
    $f$ select nullif(current_setting('realtime.topic', true), '')::text $f$;
  create function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void
  language plpgsql as $f$
  begin
    insert into realtime.messages (payload, event, topic, private, extension) values (payload, event, topic, private, 'broadcast');
  exception when others then raise warning 'ErrorSendingBroadcastMessage: %', sqlerrm;
  end;
  $f$;
`;

/** Storage's tables. */
export const STORAGE_SCHEMA = `
  create schema storage;
  create table storage.buckets (
    id text primary key, name text not null unique, public boolean default false, file_size_limit bigint, allowed_mime_types text[]
  );
  create table storage.objects (
    id uuid primary key default gen_random_uuid(), bucket_id text references storage.buckets (id), name text,
    metadata jsonb, unique (bucket_id, name)
  );
`;
