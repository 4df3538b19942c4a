-- Files that wait on a server's disk until the file store has them, so that neither a restart nor an outage loses one.

create table private.outbox (
  id bigint generated always as identity primary key,
  -- The server whose disk holds the file; no other can send it.
  node text not null,
  -- Name in the file store.
  name text not null unique,
  path text not null,
  content_type text not null,
  bytes bigint not null check (bytes >= 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  -- Where an unfinished transfer goes on.
  transfer_url text,
  attempts integer not null default 0 check (attempts >= 0),
  next_attempt_at timestamptz not null default now(),
  last_error text,
  created_at timestamptz not null default now()
);
create index on private.outbox (node, next_attempt_at);

-- The server's alone: neither `anon` nor `authenticated` has any right here, and no policy gives one.
revoke all on private.outbox from public, anon, authenticated;
grant select, insert, update, delete on private.outbox to service_role;
alter table private.outbox enable row level security;
