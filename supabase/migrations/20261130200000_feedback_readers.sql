-- What a session came to, of its whole length, is for those who were there at its end. Policies decide about rows, not columns, so
-- the column is read by nobody directly, and a function decides.

create function private.session_feedback(session_id uuid) returns jsonb
language sql stable security definer set search_path = ''
as $$
  select s.feedback_data
  from public.coaching_sessions s
  where s.id = session_feedback.session_id and (
    s.user_id = (select auth.uid())
    or exists (
      select from private.sessions_taken_part_in() p
      where p.session_id = s.id and (p.until is null or p.until >= s.ended_at)
    )
  );
$$;
revoke all on function private.session_feedback(uuid) from public;
grant execute on function private.session_feedback(uuid) to authenticated, service_role;

-- For those who ask the API; definer functions are in no schema that it offers.
create function public.session_feedback(session_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select private.session_feedback(session_id);
$$;
revoke all on function public.session_feedback(uuid) from public, anon;
grant execute on function public.session_feedback(uuid) to authenticated, service_role;

-- All other columns that there are by now; one that comes later is granted where it is added.
revoke select on public.coaching_sessions from authenticated;
do $$
begin
  execute (
    select format('grant select (%s) on public.coaching_sessions to authenticated', string_agg(quote_ident(attname), ', '))
    from pg_attribute
    where attrelid = 'public.coaching_sessions'::regclass and attnum > 0 and not attisdropped
      and attname <> 'feedback_data'
  );
end;
$$;
