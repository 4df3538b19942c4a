-- Clips of recordings and films: a range as a film of its own, or the phases of a repetition in one picture.

alter table public.session_files
  drop constraint session_files_kind_check,
  add constraint session_files_kind_check check (kind in (
    'recording', 'track', 'film', 'index', 'proxy', 'playable', 'thumbnails', 'waveform', 'clip', 'kinogram'
  ));

create table public.session_clips (
  -- Of its file too, once it is made.
  id uuid primary key default gen_random_uuid(),
  session_id uuid not null references public.coaching_sessions (id) on delete cascade,
  -- Who made it.
  user_id uuid not null references auth.users (id) on delete cascade,
  maker_name text not null,
  -- The recording or film that it is made of.
  source_id uuid not null references public.session_files (id) on delete cascade,
  title text not null check (char_length(title) between 1 and 120),
  -- On the session's clock.
  from_ms double precision not null check (from_ms >= 0),
  to_ms double precision not null check (to_ms > from_ms),
  -- {"form": "film", "speed": …, "overlay": …} or {"form": "kinogram", "moments": […], "overlay": …}
  wish jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'ready', 'failed')),
  -- {"code": …}: why it could not be made.
  failure jsonb,
  -- The server that makes it.
  node uuid not null,
  created_at timestamptz not null default now(),
  check ((state = 'failed') = (failure is not null))
);
create index on public.session_clips (session_id, from_ms);
create index on public.session_clips (user_id);
create index on public.session_clips (source_id);
create index on public.session_clips (node) where state = 'waiting';

-- A trigger, so that no way of removing a clip leaves its file behind.
create function private.remove_clip() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from public.session_files where id = old.id;
  return null;
end;
$$;
create trigger remove_clip after delete on public.session_clips
for each row execute function private.remove_clip();
revoke all on function private.remove_clip() from public;

revoke all on public.session_clips from public, anon, authenticated;
grant select, insert, update, delete on public.session_clips to service_role;
-- Made and removed by the server alone, which has the films.
grant select (id, session_id, user_id, maker_name, source_id, title, from_ms, to_ms, wish, state, failure, created_at)
  on public.session_clips to authenticated;

alter table public.session_clips enable row level security;

create policy "who reads all of its time sees a clip" on public.session_clips
for select to authenticated using (private.reads_moment(session_id, to_ms));

-- Beside what is said of all files, whose beginning counts.
create policy "who reads all of its time has a clip’s file" on public.session_files
as restrictive for select to authenticated
using (kind not in ('clip', 'kinogram') or private.reads_moment(session_id, ended_at_ms));
