-- Lists that stay quick with very many sessions on record, and one policy for each table and what is done to it, since the database asks
-- every one of several.

drop policy "people read what their own sessions came to" on public.session_results;
drop policy "coaches read what sessions of their athletes came to" on public.session_results;
create policy "people and their coaches read what sessions came to" on public.session_results
for select to authenticated
using (user_id = (select auth.uid()) or user_id in (select private.athletes_open_to_user()));

drop policy "people read their own progress" on public.user_progress;
drop policy "coaches read the progress of their athletes" on public.user_progress;
create policy "people and their coaches read the progress" on public.user_progress
for select to authenticated
using (user_id = (select auth.uid()) or user_id in (select private.athletes_open_to_user()));

-- As before, but asked of one session instead of all of the user's: a list asks it for each of its lines.
create or replace function private.session_feedback(session_id uuid) returns jsonb
language sql stable security definer set search_path = ''
as $$
  select s.feedback_data
  from public.coaching_sessions s
  where s.id = session_feedback.session_id and (
    s.user_id = (select auth.uid())
    or exists (
      select from public.session_participants p
      left join public.invitations i on i.id = p.invitation_id
      where p.session_id = s.id and p.user_id = (select auth.uid()) and p.role in ('athlete', 'coach')
        and i.revoked_at is null and (p.left_at is null or p.left_at >= s.ended_at)
    )
    or (
      exists (
        select from public.session_participants p
        where p.session_id = s.id and p.role = 'athlete' and p.user_id in (select private.athletes_open_to_user())
      )
      and not exists (
        select from public.session_participants p
        where p.session_id = s.id and p.role = 'athlete' and p.user_id not in (select private.athletes_open_to_user())
      )
    )
  );
$$;
