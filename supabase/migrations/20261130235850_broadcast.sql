-- Where the database is a Supabase project's, open pages are sent changes by its Realtime too: each person on one private channel of
-- their own, and of a session only whoever may read it when the change is made. So a right that ends needs no channel to be left. More
-- changes are announced as well, everywhere: files, uploads, links to clips, and new names.

-- Whom the policies let read the session's record now.
create function private.readers_of_session(session uuid) returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select s.user_id from public.coaching_sessions s where s.id = readers_of_session.session
  union
  select p.user_id
  from public.session_participants p
  left join public.invitations i on i.id = p.invitation_id
  where p.session_id = readers_of_session.session and p.role in ('athlete', 'coach') and i.revoked_at is null
  union
  -- Whoever is let see by every athlete.
  select reader
  from public.session_participants p cross join lateral private.readers_of_training(p.user_id) reader
  where p.session_id = readers_of_session.session and p.role = 'athlete' and reader <> p.user_id
  group by reader
  having count(*) = (
    select count(*) from public.session_participants p
    where p.session_id = readers_of_session.session and p.role = 'athlete'
  );
$$;

-- By name, since only a Supabase project has the function. It turns its own failures into warnings, so no work is lost over it.
create function private.broadcast_to(people uuid[], change jsonb) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if to_regprocedure('realtime.send(jsonb, text, text, boolean)') is null then return; end if;
  execute 'select realtime.send($1, ''change'', ''person:'' || person, true) from unnest($2) person' using change, people;
end;
$$;

-- As pages know changes. A topic of null stands for all that the person follows.
create function private.broadcast(change jsonb) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  session uuid := (change ->> 'session')::uuid;
  topic text := case when session is not null then 'session:' || session when change ->> 'kind' <> 'access' then 'own' end;
  readers uuid[];
begin
  -- The readers are not looked for where there is nobody to send to.
  if to_regprocedure('realtime.send(jsonb, text, text, boolean)') is null then return; end if;
  if session is null then
    readers := array[(change ->> 'person')::uuid];
  elsif change ->> 'kind' <> 'access' then
    readers := array(select private.readers_of_session(session));
  else
    -- Who may not read it any more finds that out by asking; all others have nothing to ask.
    readers := array(
      select p.user_id from public.session_participants p where p.session_id = session and p.role in ('athlete', 'coach')
      except
      select private.readers_of_session(session)
    );
  end if;
  perform private.broadcast_to(
    readers,
    jsonb_build_object('topic', topic, 'kind', case when change ->> 'kind' = 'access' then 'everything' else change ->> 'kind' end)
  );
end;
$$;

create or replace function private.announce(change jsonb) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform pg_notify('sideline_changes', change::text);
  perform private.broadcast(change);
end;
$$;

create or replace function private.announce_participant() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  place public.session_participants;
begin
  if tg_op = 'DELETE' then place := old; else place := new; end if;
  -- Spectators have no record to read.
  if place.role = 'spectator' then return null; end if;
  perform private.announce_to_session(place.session_id, 'access');
  perform private.announce_to_person(reader, kind)
  from (
    select place.user_id as reader where place.role = 'coach'
    union all
    select private.readers_of_training(place.user_id) where place.role = 'athlete'
  ) of_place
  -- Who had a place that is gone is not found by the session any more.
  cross join unnest(case tg_op when 'DELETE' then array['access', 'sessions'] else array['sessions'] end) kind;
  return null;
end;
$$;

-- Films on their way, for whoever uploads them, and what sessions are called.
create function private.announce_upload() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce_to_person(case when tg_op = 'DELETE' then old.user_id else new.user_id end, 'uploads');
  return null;
end;
$$;
create trigger announce_new_upload after insert on public.coaching_sessions
for each row when (new.session_type = 'upload') execute function private.announce_upload();
create trigger announce_upload after update of status, upload, title on public.coaching_sessions
for each row when (new.session_type = 'upload') execute function private.announce_upload();
create trigger announce_removed_upload after delete on public.coaching_sessions
for each row when (old.session_type = 'upload') execute function private.announce_upload();
create trigger announce_title after update of title on public.coaching_sessions
for each row when (old.title is distinct from new.title) execute function private.announce_coaching_session();

create trigger announce_file after insert or delete on public.session_files
for each row execute function private.announce_part_of_session('files');
-- Not each time that a server notes where the file lies.
create trigger announce_changed_file after update on public.session_files
for each row when (
  (old.state, old.bytes, old.ended_at_ms, old.about) is distinct from (new.state, new.bytes, new.ended_at_ms, new.about)
)
execute function private.announce_part_of_session('files');

-- Links to a clip; not each time that one is opened.
create function private.announce_clip_share() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce_to_session(c.session_id, 'clips')
  from public.session_clips c where c.id = case when tg_op = 'DELETE' then old.clip_id else new.clip_id end;
  return null;
end;
$$;
create trigger announce_clip_share after insert or delete or update of revoked_at on public.clip_shares
for each row execute function private.announce_clip_share();

-- A person's new name, for those who know it from a roster, and the person; a team's, for its coaches and athletes.
create function private.announce_name() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce_to_person(other, 'roster')
  from (
    select new.user_id
    union
    select unnest(array[g.athlete_id, g.guardian_id, g.coach_id, c.user_id])
    from public.training_grants g
    left join public.team_coaches c on c.team_id = g.team_id
    where g.withdrawn_at is null and new.user_id in (g.athlete_id, g.guardian_id, g.coach_id, c.user_id)
    union
    select c.user_id
    from public.team_coaches own
    join public.team_coaches c on c.team_id = own.team_id
    where own.user_id = new.user_id
  ) known (other);
  return null;
end;
$$;
create trigger announce_name after update of name on public.profiles
for each row when (old.name is distinct from new.name) execute function private.announce_name();

create function private.announce_team_name() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce_to_person(other, 'roster')
  from (
    select c.user_id from public.team_coaches c where c.team_id = new.id
    union
    select g.athlete_id from public.training_grants g where g.team_id = new.id and g.withdrawn_at is null
  ) concerned (other);
  return null;
end;
$$;
create trigger announce_team_name after update of name on public.teams
for each row when (old.name is distinct from new.name) execute function private.announce_team_name();

revoke all on function private.readers_of_session(uuid), private.broadcast_to(uuid[], jsonb), private.broadcast(jsonb),
  private.announce_upload(), private.announce_clip_share(), private.announce_name(), private.announce_team_name()
  from public;
