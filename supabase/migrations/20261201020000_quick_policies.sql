-- What the policies ask, without planning it anew for each query: PL/pgSQL keeps plans for as long as a connection lasts, and SQL does not.
-- The rules are as before.

create or replace function private.teams_coached() returns setof uuid
language plpgsql stable security definer set search_path = ''
as $$
begin
  return query select c.team_id from public.team_coaches c where c.user_id = (select auth.uid());
end;
$$;

create or replace function private.teams_trained_in() returns setof uuid
language plpgsql stable security definer set search_path = ''
as $$
begin
  return query select g.team_id from public.training_grants g
  where g.athlete_id = (select auth.uid()) and g.team_id is not null and g.withdrawn_at is null;
end;
$$;

create or replace function private.athletes_open_to_user() returns setof uuid
language plpgsql stable security definer set search_path = ''
as $$
begin
  return query select g.athlete_id from public.training_grants g
  where g.withdrawn_at is null and (not g.needs_consent or g.consented_at is not null)
    and (g.coach_id = (select auth.uid()) or g.team_id = any (array(select private.teams_coached())))
    -- To be let see oneself is nothing.
    and g.athlete_id <> (select auth.uid());
end;
$$;

create or replace function private.sessions_joined() returns table (session_id uuid, until timestamptz)
language plpgsql stable security definer set search_path = ''
as $$
begin
  return query select p.session_id, p.left_at
  from public.session_participants p
  left join public.invitations i on i.id = p.invitation_id
  where p.user_id = (select auth.uid()) and p.role in ('athlete', 'coach') and i.revoked_at is null;
end;
$$;

create or replace function private.sessions_granted() returns setof uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
  athletes constant uuid[] := array(select private.athletes_open_to_user());
begin
  if cardinality(athletes) = 0 then return; end if;
  return query select p.session_id from public.session_participants p
  where p.role = 'athlete' and p.user_id = any (athletes)
    and not exists (
      select from public.session_participants other
      where other.session_id = p.session_id and other.role = 'athlete' and other.user_id <> all (athletes)
    );
end;
$$;

create or replace function private.sessions_taken_part_in() returns table (session_id uuid, until timestamptz)
language plpgsql stable security definer set search_path = ''
as $$
begin
  return query select j.session_id, j.until from private.sessions_joined() j;
  return query select g.id, null::timestamptz from private.sessions_granted() as g (id);
end;
$$;

-- In a form for which there are indexes, so that who lists sessions asks for no more than that, and the rule is asked once.
alter policy "owner, athletes and coaches read the session" on public.coaching_sessions
using (
  user_id = (select auth.uid()) or id = any (array(select session_id from private.sessions_taken_part_in()))
);

-- Until when the user reads what happened in one session: infinity for owners, those who were there at its end and those whom its
-- athletes let see it, the moment at which the user left for others who took part, null for everyone else.
create function private.reads_until(session uuid) returns timestamptz
language plpgsql stable security definer set search_path = ''
as $$
declare
  reader constant uuid := auth.uid();
  owner uuid;
  ended timestamptz;
  stayed_until timestamptz;
  athletes uuid[];
begin
  select s.user_id, s.ended_at into owner, ended from public.coaching_sessions s where s.id = session;
  if owner = reader then return 'infinity'::timestamptz; end if;
  select max(coalesce(p.left_at, 'infinity')) into stayed_until
  from public.session_participants p left join public.invitations i on i.id = p.invitation_id
  where p.session_id = session and p.user_id = reader and p.role in ('athlete', 'coach') and i.revoked_at is null;
  if stayed_until = 'infinity' or stayed_until >= ended then return 'infinity'::timestamptz; end if;
  athletes := array(select private.athletes_open_to_user());
  if cardinality(athletes) > 0 then
    -- All athletes of the session, of whom there is one at least.
    if (
      select bool_and(p.user_id = any (athletes)) from public.session_participants p
      where p.session_id = session and p.role = 'athlete'
    ) then return 'infinity'::timestamptz; end if;
  end if;
  return stayed_until;
end;
$$;
revoke all on function private.reads_until(uuid) from public;

create or replace function private.reads_moment(session_id uuid, at_ms double precision) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return coalesce((
    select s.created_at + reads_moment.at_ms * interval '1 millisecond' <= private.reads_until(s.id)
    from public.coaching_sessions s where s.id = reads_moment.session_id
  ), false);
end;
$$;

create or replace function private.session_feedback(session_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  if private.reads_until(session_feedback.session_id) = 'infinity' then
    return (select s.feedback_data from public.coaching_sessions s where s.id = session_feedback.session_id);
  end if;
  return null;
end;
$$;
