-- As before, but the type of what is returned is said, so that `supabase db lint` has nothing to say.

create or replace function private.reads_until(session uuid) returns timestamptz
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
