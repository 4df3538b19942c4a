-- Open pages hear of changes at once: what to ask anew, and for whom, but nothing of what it says. Whoever asks then reads what the
-- policies allow. `access` is for the servers alone: who may read a session has changed, so they ask again for whom they have open.

create function private.announce(change jsonb) returns void
language sql security definer set search_path = ''
as $$
  select pg_notify('sideline_changes', change::text);
$$;

create function private.announce_to_person(person uuid, kind text) returns void
language sql security definer set search_path = ''
as $$
  select private.announce(jsonb_build_object('person', person, 'kind', kind)) where person is not null;
$$;

create function private.announce_to_session(session uuid, kind text) returns void
language sql security definer set search_path = ''
as $$
  select private.announce(jsonb_build_object('session', session, 'kind', kind));
$$;

-- The athlete, and whom the athlete lets see their training now.
create function private.readers_of_training(athlete uuid) returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select readers_of_training.athlete
  union
  select coalesce(c.user_id, g.coach_id)
  from public.training_grants g left join public.team_coaches c on c.team_id = g.team_id
  where g.athlete_id = readers_of_training.athlete and g.withdrawn_at is null
    and (not g.needs_consent or g.consented_at is not null)
    and coalesce(c.user_id, g.coach_id) is not null;
$$;

create function private.announce_coaching_session() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    perform private.announce_to_person(old.user_id, 'sessions');
    return null;
  end if;
  perform private.announce_to_person(new.user_id, 'sessions');
  if tg_op = 'UPDATE' then
    perform private.announce_to_session(new.id, 'session');
    perform private.announce_to_person(of_place.reader, 'sessions')
    from public.session_participants p
    cross join lateral (
      select p.user_id as reader where p.role = 'coach'
      union all
      select athlete from private.readers_of_training(p.user_id) athlete where p.role = 'athlete'
    ) of_place
    where p.session_id = new.id;
  end if;
  return null;
end;
$$;
create trigger announce_session after insert or delete or update of status, ended_at, feedback_data on public.coaching_sessions
for each row execute function private.announce_coaching_session();

create function private.announce_participant() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  place public.session_participants;
begin
  if tg_op = 'DELETE' then place := old; else place := new; end if;
  -- Spectators have no record to read.
  if place.role = 'spectator' then return null; end if;
  perform private.announce_to_session(place.session_id, 'access');
  if place.role = 'coach' then
    perform private.announce_to_person(place.user_id, 'sessions');
  else
    perform private.announce_to_person(reader, 'sessions') from private.readers_of_training(place.user_id) reader;
  end if;
  return null;
end;
$$;
create trigger announce_participant after insert or update or delete on public.session_participants
for each row execute function private.announce_participant();

-- Taking a link back takes the record from those who came by it.
create function private.announce_invitation() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce_to_session(new.session_id, 'access');
  perform private.announce_to_person(p.user_id, 'sessions')
  from public.session_participants p where p.invitation_id = new.id;
  return null;
end;
$$;
create trigger announce_invitation after update of revoked_at on public.invitations
for each row execute function private.announce_invitation();

create function private.announce_results() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce_to_person(reader, 'progress')
  from (select distinct user_id from changed) c cross join lateral private.readers_of_training(c.user_id) reader;
  return null;
end;
$$;
create trigger announce_added_results after insert on public.session_results
referencing new table as changed for each statement execute function private.announce_results();
create trigger announce_removed_results after delete on public.session_results
referencing old table as changed for each statement execute function private.announce_results();

-- Of a table whose rows belong to a session; the argument says what to ask anew.
create function private.announce_part_of_session() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce_to_session(case when tg_op = 'DELETE' then old.session_id else new.session_id end, tg_argv[0]);
  return null;
end;
$$;
create trigger announce_comment after insert or update or delete on public.session_comments
for each row execute function private.announce_part_of_session('comments');
create trigger announce_clip after insert or update or delete on public.session_clips
for each row execute function private.announce_part_of_session('clips');

-- What somebody may see, or sees no more, for each of these people.
create function private.announce_view(people uuid[]) returns void
language sql security definer set search_path = ''
as $$
  select private.announce_to_person(person, kind)
  from unnest(people) person cross join unnest(array['access', 'roster', 'sessions', 'progress']) kind;
$$;

create function private.announce_grant() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  consent public.training_grants;
begin
  if tg_op = 'DELETE' then consent := old; else consent := new; end if;
  perform private.announce_to_person(consent.athlete_id, 'roster');
  perform private.announce_to_person(consent.guardian_id, 'roster');
  perform private.announce_view(
    array[consent.coach_id] || array(select c.user_id from public.team_coaches c where c.team_id = consent.team_id)
  );
  return null;
end;
$$;
create trigger announce_grant after insert or update or delete on public.training_grants
for each row execute function private.announce_grant();

create function private.announce_team_coach() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  place public.team_coaches;
begin
  if tg_op = 'DELETE' then place := old; else place := new; end if;
  perform private.announce_view(array[place.user_id]);
  perform private.announce_to_person(other.user_id, 'roster')
  from (
    select c.user_id from public.team_coaches c where c.team_id = place.team_id
    union
    select g.athlete_id from public.training_grants g where g.team_id = place.team_id and g.withdrawn_at is null
  ) other;
  return null;
end;
$$;
create trigger announce_team_coach after insert or delete on public.team_coaches
for each row execute function private.announce_team_coach();

create function private.announce_roster_link() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  link public.roster_links;
begin
  if tg_op = 'DELETE' then link := old; else link := new; end if;
  perform private.announce_to_person(link.created_by, 'roster');
  perform private.announce_to_person(c.user_id, 'roster') from public.team_coaches c where c.team_id = link.team_id;
  return null;
end;
$$;
create trigger announce_roster_link after insert or update or delete on public.roster_links
for each row execute function private.announce_roster_link();

revoke all on function private.announce(jsonb), private.announce_to_person(uuid, text), private.announce_to_session(uuid, text),
  private.readers_of_training(uuid), private.announce_coaching_session(), private.announce_participant(),
  private.announce_invitation(), private.announce_results(), private.announce_part_of_session(), private.announce_view(uuid[]),
  private.announce_grant(), private.announce_team_coach(), private.announce_roster_link()
  from public;
