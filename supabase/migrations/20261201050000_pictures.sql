-- Pictures of people, small enough to be records: they move, are backed up and go with the person as all else does.

create table private.profile_pictures (
  user_id uuid primary key references auth.users (id) on delete cascade,
  -- JPEG, 128 px square, made by the server of what the person gave.
  picture bytea not null check (octet_length(picture) between 1 and 32768),
  updated_at timestamptz not null default now()
);

-- Written by the server alone, and read by the functions below.
revoke all on private.profile_pictures from public, anon, authenticated;
grant select, insert, update, delete on private.profile_pictures to service_role;
alter table private.profile_pictures enable row level security;

-- Of the user, and of those whose names the user may know.
create function private.pictures_known() returns table (user_id uuid, picture bytea)
language plpgsql stable security definer set search_path = ''
as $$
begin
  return query select p.user_id, p.picture from private.profile_pictures p
  where p.user_id = (select auth.uid()) or p.user_id in (select k.user_id from private.people_known() k);
end;
$$;

-- Of athletes and coaches of a session, for its owner and for whoever has a place there by a link that stands.
create function private.pictures_in_session(session uuid) returns table (participant_id uuid, picture bytea)
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not exists (
    select from public.coaching_sessions s where s.id = session and s.user_id = (select auth.uid())
  ) and not exists (
    select from public.session_participants p left join public.invitations i on i.id = p.invitation_id
    where p.session_id = session and p.user_id = (select auth.uid()) and i.revoked_at is null
  ) then return; end if;
  return query select p.participant_id, x.picture
  from public.session_participants p join private.profile_pictures x on x.user_id = p.user_id
  where p.session_id = session and p.role <> 'spectator';
end;
$$;

revoke all on function private.pictures_known(), private.pictures_in_session(uuid) from public;
grant execute on function private.pictures_known(), private.pictures_in_session(uuid) to authenticated, service_role;
