-- Who lets whom see their training: an athlete a coach, or all coaches of a team; for a minor once a guardian consents. And who looked.

-- A person under age says until when; null for those of age.
alter table public.profiles add column minor_until date;

create table public.teams (
  id uuid primary key default gen_random_uuid(),
  name text not null check (char_length(name) between 1 and 60),
  owner_id uuid not null references auth.users (id) on delete cascade,
  created_at timestamptz not null default now()
);
create index on public.teams (owner_id);

create table public.team_coaches (
  team_id uuid not null references public.teams (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  joined_at timestamptz not null default now(),
  primary key (team_id, user_id)
);
create index on public.team_coaches (user_id);

-- By which athletes come to a coach's roster or a team's, and coaches to a team.
create table public.roster_links (
  id uuid primary key default gen_random_uuid(),
  created_by uuid not null references auth.users (id) on delete cascade,
  team_id uuid references public.teams (id) on delete cascade,
  role text not null default 'athlete' check (role in ('athlete', 'coach')),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  check (role = 'athlete' or team_id is not null)
);
create index on public.roster_links (created_by);
create index on public.roster_links (team_id);

-- One row each time that an athlete lets somebody see; it stays after it was withdrawn.
create table public.training_grants (
  id uuid primary key default gen_random_uuid(),
  athlete_id uuid not null references auth.users (id) on delete cascade,
  coach_id uuid references auth.users (id) on delete cascade,
  team_id uuid references public.teams (id) on delete cascade,
  granted_at timestamptz not null default now(),
  -- Whether it counts only once a guardian has consented.
  needs_consent boolean not null default false,
  guardian_id uuid references auth.users (id) on delete set null,
  consented_at timestamptz,
  withdrawn_at timestamptz,
  check (num_nonnulls(coach_id, team_id) = 1),
  check (coach_id <> athlete_id),
  check (guardian_id <> athlete_id),
  check (guardian_id <> coach_id),
  check (consented_at is null or needs_consent)
);
create unique index training_grants_one_open on public.training_grants (athlete_id, coach_id, team_id) nulls not distinct
where withdrawn_at is null;
create index on public.training_grants (athlete_id);
create index on public.training_grants (coach_id);
create index on public.training_grants (team_id);
create index on public.training_grants (guardian_id);

-- Who looked at an athlete's training by such a right; one row for what one person looked at within an hour.
create table public.access_log (
  id bigint generated always as identity primary key,
  athlete_id uuid not null references auth.users (id) on delete cascade,
  reader_id uuid references auth.users (id) on delete set null,
  -- Stays when the reader is gone.
  reader_name text not null,
  what text not null check (what in ('sessions', 'session', 'files', 'file', 'progress')),
  -- Null for lists and progress, and once the session is gone.
  session_id uuid references public.coaching_sessions (id) on delete set null,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  times integer not null default 1 check (times > 0)
);
create index on public.access_log (athlete_id, last_at desc);
create index on public.access_log (reader_id);
create index on public.access_log (session_id);

-- The functions below are asked once per statement, and past the policies of the tables they read.

create function private.teams_coached() returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select team_id from public.team_coaches where user_id = (select auth.uid());
$$;

create function private.teams_trained_in() returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select team_id from public.training_grants
  where athlete_id = (select auth.uid()) and team_id is not null and withdrawn_at is null;
$$;

-- Athletes who let the user see their training now.
create function private.athletes_open_to_user() returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select g.athlete_id from public.training_grants g
  where g.withdrawn_at is null and (not g.needs_consent or g.consented_at is not null)
    and (g.coach_id = (select auth.uid()) or g.team_id in (select private.teams_coached()))
    -- To be let see oneself is nothing.
    and g.athlete_id <> (select auth.uid());
$$;

-- Whose names the user may know: of those whom a grant binds together, and of coaches of the same team.
create function private.people_known() returns table (user_id uuid, name text)
language sql stable security definer set search_path = ''
as $$
  with own as (
    select g.athlete_id, g.coach_id, g.team_id, g.guardian_id from public.training_grants g
    where g.athlete_id = (select auth.uid())
      or g.guardian_id = (select auth.uid())
      or (g.withdrawn_at is null and (g.coach_id = (select auth.uid()) or g.team_id in (select private.teams_coached())))
  ), known (id) as (
    select athlete_id from own union select coach_id from own union select guardian_id from own
    union
    select c.user_id from public.team_coaches c
    where c.team_id in (select team_id from own) or c.team_id in (select private.teams_coached())
  )
  select p.user_id, p.name from public.profiles p join known on known.id = p.user_id;
$$;

-- Sessions that the user took part in as athlete or coach, and until when; not by a link that was taken back.
create function private.sessions_joined() returns table (session_id uuid, until timestamptz)
language sql stable security definer set search_path = ''
as $$
  select p.session_id, p.left_at
  from public.session_participants p
  left join public.invitations i on i.id = p.invitation_id
  where p.user_id = (select auth.uid()) and p.role in ('athlete', 'coach') and i.revoked_at is null;
$$;

-- Sessions of athletes who let the user see their training; one with several athletes, once all of them do.
create function private.sessions_granted() returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select p.session_id from public.session_participants p
  where p.role = 'athlete' and p.user_id in (select private.athletes_open_to_user())
    and not exists (
      select from public.session_participants other
      where other.session_id = p.session_id and other.role = 'athlete'
        and other.user_id not in (select private.athletes_open_to_user())
    );
$$;

-- All policies on what belongs to a session ask this one. Whoever is let see a session sees all of it.
create or replace function private.sessions_taken_part_in() returns table (session_id uuid, until timestamptz)
language sql stable security definer set search_path = ''
as $$
  select session_id, until from private.sessions_joined()
  union all
  select session_id, null from private.sessions_granted() as granted (session_id);
$$;

-- Says in the log of each athlete that the user looks at their training, where the user may do so by a grant alone.
create function private.note_access(look text, sessions uuid[], person uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  reader uuid := (select auth.uid());
  seen uuid;
  of_athlete uuid;
begin
  for of_athlete, seen in
    select distinct p.user_id, case when look <> 'sessions' then s.id end
    from public.coaching_sessions s
    join public.session_participants p on p.session_id = s.id and p.role = 'athlete'
    where s.id = any (sessions) and s.user_id <> reader
      and p.user_id in (select private.athletes_open_to_user())
      and s.id not in (select j.session_id from private.sessions_joined() j)
    union
    select athlete, null from private.athletes_open_to_user() athlete where athlete = person
  loop
    -- A player asks for a film piece by piece: what is looked at again within a minute is one look.
    update public.access_log set last_at = now(), times = times + 1
    where athlete_id = of_athlete and reader_id = reader and what = look and session_id is not distinct from seen
      and first_at > now() - interval '1 hour' and last_at < now() - interval '1 minute';
    if not found and not exists (
      select from public.access_log
      where athlete_id = of_athlete and reader_id = reader and what = look and session_id is not distinct from seen
        and first_at > now() - interval '1 hour'
    ) then
      insert into public.access_log (athlete_id, reader_id, reader_name, what, session_id)
      select of_athlete, reader, p.name, look, seen from public.profiles p where p.user_id = reader;
    end if;
  end loop;
end;
$$;

-- Athlete, guardian and coaches may each end a grant. A function, since coaches don't see a grant any more that they have ended.
create function private.withdraw_grant(grant_id uuid, out athlete uuid, out readers uuid[], out by_reader boolean)
language sql security definer set search_path = ''
as $$
  with ended as (
    update public.training_grants g set withdrawn_at = now()
    where g.id = grant_id and g.withdrawn_at is null
      and (
        g.athlete_id = (select auth.uid()) or g.guardian_id = (select auth.uid())
        or g.coach_id = (select auth.uid()) or g.team_id in (select private.teams_coached())
      )
    returning g.athlete_id, g.coach_id, g.team_id, g.guardian_id
  )
  select e.athlete_id,
    case when e.coach_id is not null then array[e.coach_id]
    else array(select c.user_id from public.team_coaches c where c.team_id = e.team_id) end,
    (select auth.uid()) <> e.athlete_id and (select auth.uid()) is distinct from e.guardian_id
  from ended e;
$$;

create function private.add_owner_as_coach() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.team_coaches (team_id, user_id) values (new.id, new.owner_id);
  return null;
end;
$$;
create trigger add_owner_as_coach after insert on public.teams
for each row execute function private.add_owner_as_coach();

revoke all on function private.teams_coached(), private.teams_trained_in(), private.athletes_open_to_user(), private.people_known(),
  private.sessions_joined(), private.sessions_granted(), private.note_access(text, uuid[], uuid), private.withdraw_grant(uuid),
  private.add_owner_as_coach()
  from public;
grant execute on function private.teams_coached(), private.teams_trained_in(), private.athletes_open_to_user(),
  private.people_known(), private.sessions_joined(), private.sessions_granted(), private.note_access(text, uuid[], uuid),
  private.withdraw_grant(uuid)
  to authenticated, service_role;

revoke all on public.teams, public.team_coaches, public.roster_links, public.training_grants, public.access_log
  from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.teams, public.team_coaches, public.roster_links, public.training_grants
  to service_role;
grant select on public.access_log to service_role;
grant select on public.teams, public.team_coaches, public.roster_links, public.training_grants, public.access_log
  to authenticated;
grant insert (name, owner_id), update (name), delete on public.teams to authenticated;
grant delete on public.team_coaches to authenticated;
grant insert (created_by, team_id, role, expires_at), update (revoked_at) on public.roster_links to authenticated;

alter table public.teams enable row level security;
alter table public.team_coaches enable row level security;
alter table public.roster_links enable row level security;
alter table public.training_grants enable row level security;
alter table public.access_log enable row level security;

create policy "coaches and athletes of a team see it" on public.teams
for select to authenticated
using (
  owner_id = (select auth.uid())
  or id in (select private.teams_coached()) or id in (select private.teams_trained_in())
);
create policy "people found teams of their own" on public.teams
for insert to authenticated with check (owner_id = (select auth.uid()));
create policy "the owner renames the team" on public.teams
for update to authenticated using (owner_id = (select auth.uid())) with check (owner_id = (select auth.uid()));
create policy "the owner dissolves the team" on public.teams
for delete to authenticated using (owner_id = (select auth.uid()));

create policy "coaches and athletes of a team see its coaches" on public.team_coaches
for select to authenticated
using (team_id in (select private.teams_coached()) or team_id in (select private.teams_trained_in()));
create policy "coaches leave, and the owner sends them away" on public.team_coaches
for delete to authenticated
using (
  user_id <> (select t.owner_id from public.teams t where t.id = team_id)
  and (
    user_id = (select auth.uid())
    or (select auth.uid()) = (select t.owner_id from public.teams t where t.id = team_id)
  )
);

create policy "coaches see their own links and those of their teams" on public.roster_links
for select to authenticated
using (created_by = (select auth.uid()) or team_id in (select private.teams_coached()));
create policy "coaches make links of their own and of their teams" on public.roster_links
for insert to authenticated
with check (
  created_by = (select auth.uid()) and (team_id is null or team_id in (select private.teams_coached()))
  -- Who else is to see all of a team's athletes is for its owner to say.
  and (role = 'athlete' or (select auth.uid()) = (select t.owner_id from public.teams t where t.id = team_id))
);
create policy "coaches take back their own links and those of their teams" on public.roster_links
for update to authenticated
using (created_by = (select auth.uid()) or team_id in (select private.teams_coached()))
with check (revoked_at is not null);

create policy "athlete and guardian see all grants, coaches those that stand" on public.training_grants
for select to authenticated
using (
  athlete_id = (select auth.uid()) or guardian_id = (select auth.uid())
  or (withdrawn_at is null and (coach_id = (select auth.uid()) or team_id in (select private.teams_coached())))
);
create policy "athletes and their guardians see who looked" on public.access_log
for select to authenticated
using (
  athlete_id = (select auth.uid())
  or athlete_id in (
    select g.athlete_id from public.training_grants g
    where g.guardian_id = (select auth.uid()) and g.withdrawn_at is null
  )
);

create policy "coaches read what sessions of their athletes came to" on public.session_results
for select to authenticated using (user_id in (select private.athletes_open_to_user()));
create policy "coaches read the progress of their athletes" on public.user_progress
for select to authenticated using (user_id in (select private.athletes_open_to_user()));
