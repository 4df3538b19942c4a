-- What people write past the server, by Supabase's API, is no more than what the server writes as them, and nothing that the pages of others
-- can't show. And whom one knows ends with what bound one to them.

-- The server alone begins sessions: it checks the activity, keeps to its limits, and runs every live session on record.
drop policy "people start sessions of their own" on public.coaching_sessions;
revoke insert on public.coaching_sessions from authenticated;

-- NaN counts as more than infinity.
alter table public.session_comments add check (to_ms < 'infinity');
-- A link is good for 30 days at most; a day may have 25 hours.
alter table public.invitations add check (isfinite(expires_at) and expires_at <= created_at + interval '31 days');
alter table public.roster_links add check (isfinite(expires_at) and expires_at <= created_at + interval '31 days');

-- Everyone who reads a thread may resolve it, but not say when that was; what it says is its author's.
create or replace function private.guard_comment() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if new.body is distinct from old.body or new.ink is distinct from old.ink then
    if old.user_id <> (select auth.uid()) then
      raise insufficient_privilege using message = 'a comment is edited by its author';
    end if;
    new.edited_at := now();
  end if;
  if new.resolved_at is not null then new.resolved_at := coalesce(old.resolved_at, now()); end if;
  return new;
end;
$$;

-- Whose names and pictures the user may know: of those whom a grant binds together, and of coaches of the same team. A minor is known to coaches
-- once the guardian has consented, coaches of a team to its athletes as long as these are in it.
create or replace function private.people_known() returns table (user_id uuid, name text)
language sql stable security definer set search_path = ''
as $$
  with own as (
    select g.athlete_id, g.coach_id, g.guardian_id, case when g.withdrawn_at is null then g.team_id end as team_id
    from public.training_grants g
    where g.athlete_id = (select auth.uid())
      or g.guardian_id = (select auth.uid())
      or (
        g.withdrawn_at is null and (not g.needs_consent or g.consented_at is not null)
        and (g.coach_id = (select auth.uid()) or g.team_id in (select private.teams_coached()))
      )
  ), known (id) as (
    select athlete_id from own union select coach_id from own union select guardian_id from own
    union
    select c.user_id from public.team_coaches c
    where c.team_id in (select team_id from own) or c.team_id in (select private.teams_coached())
  )
  select p.user_id, p.name from public.profiles p join known on known.id = p.user_id;
$$;

-- Beside those, by name alone: minors whose guardian is still to consent, for the coaches who wait.
create function private.people_named() returns table (user_id uuid, name text)
language sql stable security definer set search_path = ''
as $$
  select user_id, name from private.people_known()
  union
  select p.user_id, p.name
  from public.training_grants g join public.profiles p on p.user_id = g.athlete_id
  where g.withdrawn_at is null
    and (g.coach_id = (select auth.uid()) or g.team_id in (select private.teams_coached()));
$$;
revoke all on function private.people_named() from public;
grant execute on function private.people_named() to authenticated, service_role;
