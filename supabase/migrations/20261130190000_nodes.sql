-- The servers that share this database, and where browsers reach each by itself.

create table private.nodes (
  id uuid primary key,
  -- Null where the server has no address of its own.
  url text,
  started_at timestamptz not null default now()
);

-- The servers' alone: neither `anon` nor `authenticated` has any right here, and no policy gives one.
revoke all on private.nodes from public, anon, authenticated;
grant select, insert, update, delete on private.nodes to service_role;
alter table private.nodes enable row level security;
