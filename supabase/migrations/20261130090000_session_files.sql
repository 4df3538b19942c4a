-- What was recorded of a session, or uploaded for it, and what was made of that: one row a file.

-- The owner's wish at the start; what became of it is in the session's events.
alter table public.coaching_sessions
  add column recording text not null default 'on' check (recording in ('on', 'off')),
  -- How long the session is kept after its end; null for as long as the server keeps any, 0 for ever.
  add column kept_for_days integer check (kept_for_days between 0 and 36500);

create table public.session_files (
  id uuid primary key,
  session_id uuid not null references public.coaching_sessions (id) on delete cascade,
  -- Whose picture, voice or keypoints; null for the whole session's. As in the session's events.
  participant_id uuid,
  kind text not null
    check (kind in ('recording', 'track', 'film', 'index', 'proxy', 'playable', 'thumbnails', 'waveform')),
  -- The file that this one was made of.
  source_id uuid references public.session_files (id) on delete cascade,
  -- 0, 1, 2 … within session, participant and kind.
  number integer not null check (number >= 0),
  -- In the file store.
  name text not null unique,
  content_type text not null,
  bytes bigint check (bytes >= 0),
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  -- On the session's clock; the end is null while the file grows.
  started_at_ms double precision not null check (started_at_ms >= 0),
  ended_at_ms double precision check (ended_at_ms >= started_at_ms),
  -- What kind of picture and sound is in it.
  about jsonb not null default '{}',
  -- Growing on a server's disk; whole there and waiting for the file store; in the file store; gone.
  state text not null default 'growing' check (state in ('growing', 'waiting', 'stored', 'lost')),
  -- Whose disk, and where on it, until the file is stored.
  node uuid,
  path text,
  created_at timestamptz not null default now(),
  unique nulls not distinct (session_id, participant_id, kind, number),
  check ((state in ('growing', 'waiting')) = (node is not null)),
  check ((node is null) = (path is null)),
  check (state not in ('waiting', 'stored') or (ended_at_ms is not null and bytes is not null and sha256 is not null))
);
create index on public.session_files (source_id);
create index on public.session_files (node) where state = 'growing';

-- Files whose rows are gone, until their bytes are gone too: from the file store, and from the disk of a server.
create table private.file_removals (
  id bigint generated always as identity primary key,
  name text not null,
  -- The server that alone can remove it, since it may be writing it or sending it to the store; null for any.
  node uuid,
  path text,
  attempts integer not null default 0 check (attempts >= 0),
  next_attempt_at timestamptz not null default now(),
  last_error text,
  created_at timestamptz not null default now(),
  check ((node is null) = (path is null))
);
create index on private.file_removals (node, next_attempt_at);

-- A trigger, so that no way of removing a row (its session, its owner, its source) leaves a file behind.
create function private.remove_file() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from private.outbox where name = old.name;
  insert into private.file_removals (name, node, path) values (old.name, old.node, old.path);
  return null;
end;
$$;

create trigger remove_file after delete on public.session_files
for each row execute function private.remove_file();

revoke all on function private.remove_file() from public;
revoke all on private.file_removals from public, anon, authenticated;
revoke all on public.session_files from public, anon, authenticated;
grant select, insert, update, delete on public.session_files, private.file_removals to service_role;
-- Where a file lies on a server is nobody's business.
grant select (
  id, session_id, participant_id, kind, source_id, number, name, content_type, bytes, sha256, started_at_ms, ended_at_ms,
  about, state, created_at
) on public.session_files to authenticated;

alter table private.file_removals enable row level security;
alter table public.session_files enable row level security;

create policy "the owner sees the files, athletes and coaches those that began before they left" on public.session_files
for select to authenticated
using (exists (
  select from public.coaching_sessions s
  where s.id = session_files.session_id and (
    s.user_id = (select auth.uid())
    or exists (
      select from private.sessions_taken_part_in() p
      where p.session_id = s.id and (
        p.until is null or p.until >= s.ended_at
        or s.created_at + session_files.started_at_ms * interval '1 millisecond' <= p.until
      )
    )
  )
));
