-- A session names its first picture (video_url) and its first keypoints (result_url) as long as they can be had: what is removed
-- or lost is replaced by the next, or by nothing.

create function private.forget_file() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.coaching_sessions s
  set video_url = (
    select f.name from public.session_files f
    where f.session_id = s.id and f.state in ('waiting', 'stored')
      and (f.kind = 'film' or (f.kind = 'recording' and f.about ->> 'hasVideo' = 'true'))
    order by f.started_at_ms, f.number limit 1
  )
  where s.id = old.session_id and s.video_url = old.name;
  update public.coaching_sessions s
  set result_url = (
    select f.name from public.session_files f
    where f.session_id = s.id and f.state in ('waiting', 'stored') and f.kind = 'track'
    order by f.started_at_ms, f.number limit 1
  )
  where s.id = old.session_id and s.result_url = old.name;
  return null;
end;
$$;
revoke all on function private.forget_file() from public;

-- A trigger, as that which removes the bytes, so that no way of removing a row leaves a name behind.
create trigger forget_removed_file after delete on public.session_files
for each row execute function private.forget_file();
create trigger forget_lost_file after update of state on public.session_files
for each row when (new.state = 'lost') execute function private.forget_file();
