-- Films that people upload become sessions: they arrive, wait, are judged, and then are sessions like any other.

alter table public.coaching_sessions
  -- What the session is called where it has a name of its own: an upload that of its film.
  add column title text check (char_length(title) between 1 and 200),
  -- What is known of an upload beside its session; null for live sessions.
  add column upload jsonb,
  -- {"code": …, "reason": …}: why a film could not be judged.
  add column failure jsonb,
  drop constraint coaching_sessions_status_check,
  drop constraint coaching_sessions_check,
  add constraint coaching_sessions_status_check check (
    status in ('live', 'ended', 'interrupted')
    or (session_type = 'upload' and status in ('uploading', 'queued', 'analysing', 'failed'))
  ),
  add constraint coaching_sessions_check check (
    (status in ('live', 'uploading', 'queued', 'analysing')) = (ended_at is null)
  ),
  add check ((session_type = 'upload') = (upload is not null)),
  add check ((status = 'failed') = (failure is not null));

-- Those that a server works on, for its start.
create index on public.coaching_sessions (node) where status in ('uploading', 'queued', 'analysing');
