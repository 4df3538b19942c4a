-- Who reads what happened in a session, asked of a query once instead of each of thousands of events. The rule is as before.

create function private.sessions_owned() returns setof uuid
language plpgsql stable security definer set search_path = ''
as $$
begin
  return query select s.id from public.coaching_sessions s where s.user_id = (select auth.uid());
end;
$$;

-- Sessions of others of which the user reads all: those in which the user was at the end, and those that all of their athletes let the
-- user see.
create function private.sessions_read_whole() returns setof uuid
language plpgsql stable security definer set search_path = ''
as $$
begin
  return query select p.session_id
  from public.session_participants p
  join public.coaching_sessions s on s.id = p.session_id
  left join public.invitations i on i.id = p.invitation_id
  where p.user_id = (select auth.uid()) and p.role in ('athlete', 'coach') and i.revoked_at is null
    and (p.left_at is null or p.left_at >= s.ended_at);
  return query select g.id from private.sessions_granted() as g (id);
end;
$$;

-- Sessions that the user left before their end, or has left while they go on.
create function private.sessions_read_in_part() returns setof uuid
language plpgsql stable security definer set search_path = ''
as $$
begin
  return query select j.session_id from private.sessions_joined() j where j.until is not null;
end;
$$;
revoke all on function private.sessions_owned(), private.sessions_read_whole(), private.sessions_read_in_part() from public;
grant execute on function private.sessions_owned(), private.sessions_read_whole(), private.sessions_read_in_part() to authenticated, service_role;

alter policy "the owner sees what happened, athletes and coaches until they left" on public.session_events
using (
  session_id in (select private.sessions_owned()) or session_id in (select private.sessions_read_whole())
  or (session_id in (select private.sessions_read_in_part()) and private.reads_moment(session_id, at_ms))
);
