-- A grant and the places that hang on it end together, or not at all: links by which its coaches are in live sessions of the athlete's
-- own are taken back in the same statement, unless a coach ends it.
drop function private.withdraw_grant(uuid);

create function private.withdraw_grant(
  grant_id uuid, out athlete uuid, out readers uuid[], out by_reader boolean, out places jsonb
)
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
  ), withdrawal as (
    select e.athlete_id,
      case when e.coach_id is not null then array[e.coach_id]
      else array(select c.user_id from public.team_coaches c where c.team_id = e.team_id) end as readers,
      (select auth.uid()) <> e.athlete_id and (select auth.uid()) is distinct from e.guardian_id as by_reader
    from ended e
  ), closed as (
    update public.invitations i set revoked_at = coalesce(i.revoked_at, now())
    from withdrawal w
    join public.coaching_sessions s on s.user_id = w.athlete_id and s.status = 'live'
    join public.session_participants p on p.session_id = s.id and p.role in ('coach', 'spectator') and p.user_id = any (w.readers)
    where not w.by_reader and i.id = p.invitation_id
    returning i.session_id, i.id
  )
  select w.athlete_id, w.readers, w.by_reader,
    (select coalesce(jsonb_agg(jsonb_build_object('sessionId', c.session_id, 'invitationId', c.id)), '[]') from closed c)
  from withdrawal w;
$$;

revoke all on function private.withdraw_grant(uuid) from public;
grant execute on function private.withdraw_grant(uuid) to authenticated, service_role;
