-- How long coaches look at sessions again: a row for each minute in which one did, by the database's clock. A coach has one such minute at
-- a time, however many pages are open.

create table public.review_minutes (
  coach_id uuid not null references auth.users (id) on delete cascade,
  minute timestamptz not null check (minute = date_trunc('minute', minute)),
  session_id uuid not null references public.coaching_sessions (id) on delete cascade,
  primary key (coach_id, minute)
);
create index on public.review_minutes (session_id);

-- Notes this minute, where the user looks at the training of others: owner, coaches, and coaches whom the athletes let see it. Null where
-- the user may not know of the session.
create function private.note_review_minute(of_session uuid) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  reader uuid := (select auth.uid());
begin
  if not exists (
    select from public.coaching_sessions s
    where s.id = of_session
      and (s.user_id = reader or s.id in (select t.session_id from private.sessions_taken_part_in() t))
  ) then
    return null;
  end if;
  if not private.makes_all_lessons(of_session) or exists (
    select from public.session_participants p
    where p.session_id = of_session and p.user_id = reader and p.role = 'athlete'
  ) then
    return false;
  end if;
  insert into public.review_minutes (coach_id, minute, session_id)
  values (reader, date_trunc('minute', now()), of_session)
  on conflict do nothing;
  return true;
end;
$$;

-- Sessions in which the user trained, or somebody who lets the user see their training.
create function private.sessions_of_athletes_seen() returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select p.session_id from public.session_participants p
  where p.role = 'athlete'
    and (p.user_id = (select auth.uid()) or p.user_id in (select private.athletes_open_to_user()));
$$;

revoke all on function private.note_review_minute(uuid), private.sessions_of_athletes_seen() from public;
grant execute on function private.note_review_minute(uuid), private.sessions_of_athletes_seen() to authenticated, service_role;

-- Nobody writes these but the function above.
revoke all on public.review_minutes from public, anon, authenticated, service_role;
grant select on public.review_minutes to authenticated, service_role;

alter table public.review_minutes enable row level security;

create policy "coaches and the athletes whom they looked at read minutes of review" on public.review_minutes
for select to authenticated
using (coach_id = (select auth.uid()) or session_id in (select private.sessions_of_athletes_seen()));
