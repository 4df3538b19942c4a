-- Lessons over a session: the log of one take, and its voice as a file.

alter table public.session_files
  drop constraint session_files_kind_check,
  add constraint session_files_kind_check check (kind in (
    'recording', 'track', 'film', 'index', 'proxy', 'playable', 'thumbnails', 'waveform', 'clip', 'kinogram', 'lesson'
  ));

create table public.session_lessons (
  -- Of its voice's file too, once that is here. Chosen by the maker's page.
  id uuid primary key,
  session_id uuid not null references public.coaching_sessions (id) on delete cascade,
  -- Who made it.
  user_id uuid not null references auth.users (id) on delete cascade,
  maker_name text not null,
  -- Whose picture is seen; null where the session has one film.
  participant_id uuid,
  title text not null check (char_length(title) between 1 and 120),
  -- Of the whole take.
  duration_ms double precision not null check (duration_ms > 0),
  -- The moments that are shown, on the session's clock.
  from_ms double precision not null check (from_ms >= 0),
  to_ms double precision not null check (to_ms >= from_ms),
  -- [{"kind": "move", "t": …, "at": …, "rate": …}, …]: what was done, by time of the take.
  log jsonb not null check (jsonb_typeof(log) = 'array'),
  -- [{"from": …, "to": …}, …]: what is left out, by time of the take.
  cuts jsonb not null default '[]' check (jsonb_typeof(cuts) = 'array'),
  sound_bytes integer not null check (sound_bytes > 0),
  state text not null default 'arriving' check (state in ('arriving', 'ready')),
  -- The server that its voice comes to.
  node uuid not null,
  created_at timestamptz not null default now()
);
create index on public.session_lessons (session_id, created_at);
create index on public.session_lessons (user_id);
create index on public.session_lessons (node) where state = 'arriving';

-- Triggers, so that no way of removing one of the two leaves the other behind.
create function private.remove_lesson_file() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from public.session_files where id = old.id;
  return null;
end;
$$;
create trigger remove_lesson_file after delete on public.session_lessons
for each row execute function private.remove_lesson_file();

create function private.remove_lesson_of_file() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from public.session_lessons where id = old.id;
  return null;
end;
$$;
create trigger remove_lesson_of_file after delete on public.session_files
for each row when (old.kind = 'lesson') execute function private.remove_lesson_of_file();

-- Whether the user makes lessons over all pictures of a session: owner and coaches, also coaches whom the athletes let see their training.
create function private.makes_all_lessons(session_id uuid) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from public.coaching_sessions s
    where s.id = makes_all_lessons.session_id and s.user_id = (select auth.uid())
  ) or exists (
    select from private.sessions_granted() as granted (id) where granted.id = makes_all_lessons.session_id
  ) or exists (
    select from public.session_participants p
    join private.sessions_joined() j on j.session_id = p.session_id
    where p.session_id = makes_all_lessons.session_id and p.user_id = (select auth.uid()) and p.role = 'coach'
  );
$$;

-- Whether over this one: an athlete over their own too. Null stands for the session's one film.
create function private.makes_lessons(session_id uuid, participant_id uuid) returns boolean
language sql stable security definer set search_path = ''
as $$
  select private.makes_all_lessons(makes_lessons.session_id) or exists (
    select from public.session_participants p
    join private.sessions_joined() j on j.session_id = p.session_id
    where p.session_id = makes_lessons.session_id and p.user_id = (select auth.uid()) and p.role = 'athlete'
      and (makes_lessons.participant_id is null or p.participant_id = makes_lessons.participant_id)
  );
$$;

revoke all on function private.remove_lesson_file(), private.remove_lesson_of_file(), private.makes_lessons(uuid, uuid),
  private.makes_all_lessons(uuid)
  from public;
grant execute on function private.makes_lessons(uuid, uuid), private.makes_all_lessons(uuid) to authenticated, service_role;

revoke all on public.session_lessons from public, anon, authenticated;
grant select, insert, update, delete on public.session_lessons to service_role;
-- Made, cut and removed by the server alone, which has read their logs.
grant select (
  id, session_id, user_id, maker_name, participant_id, title, duration_ms, from_ms, to_ms, log, cuts, sound_bytes, state, created_at
) on public.session_lessons to authenticated;

alter table public.session_lessons enable row level security;

create policy "who reads all that a lesson shows sees it" on public.session_lessons
for select to authenticated
using (private.reads_moment(session_id, to_ms) and (state = 'ready' or user_id = (select auth.uid())));

-- Beside what is said of all files, whose beginning counts.
drop policy "who reads all of its time has a clip’s file" on public.session_files;
create policy "who reads all of its time has the file of a clip or lesson" on public.session_files
as restrictive for select to authenticated
using (kind not in ('clip', 'kinogram', 'lesson') or private.reads_moment(session_id, ended_at_ms));

create trigger announce_lesson after insert or update or delete on public.session_lessons
for each row execute function private.announce_part_of_session('lessons');
