-- People, coaching sessions with everything that happened in them, and the rules of who may read what.

create schema if not exists private;
comment on schema private is 'Functions that policies and the server use; not offered by any API.';
grant usage on schema private to authenticated, service_role;

-- A person's name as others see it.
create table public.profiles (
  user_id uuid primary key references auth.users (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 60)
);

create function private.create_profile() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.profiles (user_id, name)
  values (new.id, coalesce(nullif(left(btrim(new.raw_user_meta_data ->> 'name'), 60), ''), 'Somebody'));
  return new;
end;
$$;

create trigger create_profile after insert on auth.users
for each row execute function private.create_profile();

-- Sign-in by name alone: the same kind of user as Supabase's anonymous sign-in makes.
create function private.sign_in(name text) returns uuid
language sql security definer set search_path = ''
as $$
  insert into auth.users (id, aud, role, is_anonymous, raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
  values (
    gen_random_uuid(), 'authenticated', 'authenticated', true, '{"provider": "sideline"}',
    jsonb_build_object('name', name), now(), now()
  )
  returning id;
$$;

create table public.coaching_sessions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  -- The place that the owner takes.
  owner_role text not null default 'athlete' check (owner_role in ('athlete', 'coach')),
  -- The activity.
  config_id text not null,
  session_type text not null default 'live' check (session_type in ('live', 'upload')),
  status text not null default 'live' check (status in ('live', 'ended', 'interrupted')),
  -- Whole milliseconds, so that a page of sessions can go on where the last one ended. The session's clock has another zero.
  created_at timestamptz not null default date_trunc('milliseconds', now()),
  ended_at timestamptz,
  video_url text,
  result_url text,
  -- {"athletes": [{"id": …, "name": …, "summary": …, "feedback": […]}]}, once the session is over.
  feedback_data jsonb,
  -- Zero of the session's clock, by the clock of the server that runs it: ms since 1970.
  started_at_ms double precision not null default extract(epoch from now()) * 1000,
  -- Of the cues.
  language text not null default 'en',
  -- The server that runs the session, and until when it holds it without a word.
  node uuid,
  leased_until timestamptz,
  check ((status = 'live') = (ended_at is null))
);
create index on public.coaching_sessions (user_id, created_at desc);
create index on public.coaching_sessions (id) where status = 'live';

-- Who took which place; a person who comes back in the same role has one row.
create table public.session_participants (
  session_id uuid not null references public.coaching_sessions (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  name text not null,
  role text not null check (role in ('athlete', 'coach', 'spectator')),
  -- Who they are in the session's events.
  participant_id uuid not null default gen_random_uuid(),
  -- The link that let them in; null for the owner.
  invitation_id uuid,
  joined_at timestamptz not null default now(),
  -- So long after created_at as the session's clock said; null while the place is theirs, and the end for those who stayed.
  left_at timestamptz,
  primary key (session_id, user_id, role)
);
create index on public.session_participants (user_id, role);

-- What changed in a session, in order; at_ms counts from the session's start.
create table public.session_events (
  session_id uuid not null references public.coaching_sessions (id) on delete cascade,
  seq integer not null check (seq > 0),
  at_ms double precision not null check (at_ms >= 0),
  change jsonb not null,
  primary key (session_id, seq)
);

create table public.invitations (
  id uuid primary key default gen_random_uuid(),
  session_id uuid not null references public.coaching_sessions (id) on delete cascade,
  role text not null check (role in ('athlete', 'coach', 'spectator')),
  created_by uuid not null references auth.users (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index on public.invitations (session_id);
alter table public.session_participants
  add foreign key (invitation_id) references public.invitations (id) on delete set null;
create index on public.session_participants (invitation_id);
create index on public.invitations (created_by);

create table public.user_progress (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  activity text not null,
  skill_level text,
  total_sessions integer not null default 0 check (total_sessions >= 0),
  last_session_at timestamptz,
  unique (user_id, activity)
);

-- Asked once per statement, and past the policies of the tables it reads, which would otherwise ask each other forever.
-- Whoever came by a link that was taken back is not among those who took part.
create function private.sessions_taken_part_in() returns table (session_id uuid, until timestamptz)
language sql stable security definer set search_path = ''
as $$
  select p.session_id, p.left_at
  from public.session_participants p
  left join public.invitations i on i.id = p.invitation_id
  where p.user_id = (select auth.uid()) and p.role in ('athlete', 'coach') and i.revoked_at is null;
$$;

revoke all on all functions in schema private from public;
grant execute on function private.sessions_taken_part_in() to authenticated, service_role;
grant execute on function private.sign_in(text) to service_role;

-- Privileges are given by name; whatever a platform grants by default is taken back first.
revoke all on public.profiles, public.coaching_sessions, public.session_participants, public.session_events,
  public.invitations, public.user_progress from anon, authenticated;
grant select, insert, update, delete on public.profiles, public.coaching_sessions, public.session_participants,
  public.session_events, public.invitations, public.user_progress to service_role;
grant usage on schema public to authenticated, service_role;
grant select on public.profiles, public.coaching_sessions, public.session_participants, public.session_events,
  public.invitations, public.user_progress to authenticated;
grant update (name) on public.profiles to authenticated;
grant insert (user_id, owner_role, config_id) on public.coaching_sessions to authenticated;
grant insert (session_id, role, created_by, expires_at), update (revoked_at) on public.invitations to authenticated;

alter table public.profiles enable row level security;
alter table public.coaching_sessions enable row level security;
alter table public.session_participants enable row level security;
alter table public.session_events enable row level security;
alter table public.invitations enable row level security;
alter table public.user_progress enable row level security;

create policy "people read their own profile" on public.profiles
for select to authenticated using (user_id = (select auth.uid()));

create policy "people change their own name" on public.profiles
for update to authenticated using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));

-- The one rule of who may read a session's record; what belongs to a session asks this table.
create policy "owner, athletes and coaches read the session" on public.coaching_sessions
for select to authenticated
using (user_id = (select auth.uid()) or id in (select session_id from private.sessions_taken_part_in()));

create policy "people start sessions of their own" on public.coaching_sessions
for insert to authenticated with check (user_id = (select auth.uid()));

create policy "readers of the session see who took part" on public.session_participants
for select to authenticated
using (exists (select from public.coaching_sessions s where s.id = session_id));

create policy "the owner sees what happened, athletes and coaches until they left" on public.session_events
for select to authenticated
using (exists (
  select from public.coaching_sessions s
  where s.id = session_events.session_id and (
    s.user_id = (select auth.uid())
    or exists (
      select from private.sessions_taken_part_in() p
      where p.session_id = s.id and (
        p.until is null or p.until >= s.ended_at
        or s.created_at + session_events.at_ms * interval '1 millisecond' <= p.until
      )
    )
  )
));

create policy "the owner sees the session's invitations" on public.invitations
for select to authenticated
using (exists (select from public.coaching_sessions s where s.id = session_id and s.user_id = (select auth.uid())));

create policy "the owner invites into a live session" on public.invitations
for insert to authenticated
with check (
  created_by = (select auth.uid())
  and exists (
    select from public.coaching_sessions s
    where s.id = session_id and s.user_id = (select auth.uid()) and s.status = 'live'
  )
);

create policy "the owner revokes invitations" on public.invitations
for update to authenticated
using (exists (select from public.coaching_sessions s where s.id = session_id and s.user_id = (select auth.uid())))
with check (revoked_at is not null);

create policy "people read their own progress" on public.user_progress
for select to authenticated using (user_id = (select auth.uid()));
