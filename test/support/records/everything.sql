-- A row or more in every table that holds records, of an athlete (a1), a coach with a team (a2) and a guest (a3), who are there already, as are files.
insert into public.coaching_sessions (id, user_id, config_id, created_at, started_at_ms)
values
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 'squat', '2026-03-01T10:00:00.123456Z', 1772359200000.5),
  ('00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000a3', 'squat', '2026-03-02T10:00:00Z', 1772445600000);
insert into public.invitations (id, session_id, role, created_by, expires_at)
values ('00000000-0000-4000-8000-0000000000e1', '00000000-0000-4000-8000-0000000000b1', 'coach',
  '00000000-0000-4000-8000-0000000000a1', '2027-01-01');
insert into public.session_participants (session_id, user_id, name, role, participant_id, invitation_id)
values
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 'Ada', 'athlete',
    '00000000-0000-4000-8000-0000000000d1', null),
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a2', 'Grace', 'coach',
    '00000000-0000-4000-8000-0000000000d2', '00000000-0000-4000-8000-0000000000e1'),
  ('00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000a3', 'Mary', 'athlete',
    '00000000-0000-4000-8000-0000000000d3', null);
-- More than one page of them.
insert into public.session_events (session_id, seq, at_ms, change)
select '00000000-0000-4000-8000-0000000000b1', n, n * 0.1, jsonb_build_object('n', 12345678901234567890.5, 'text', 'ünïcode "\ ')
from generate_series(1, 2500) n;
update public.coaching_sessions
set status = 'ended', ended_at = created_at + interval '1 minute',
  feedback_data = '{"athletes": [{"id": "00000000-0000-4000-8000-0000000000d1", "summary": {"reps": 3, "score": 81.25}}]}'
where id = '00000000-0000-4000-8000-0000000000b1';
-- Counted by hand since: a copy must not count anew.
update public.user_progress set skill_level = 'kept as it was';
insert into public.activities (user_id, id, definition)
values ('00000000-0000-4000-8000-0000000000a2', 'own-squat', '{"id": "own-squat"}');
insert into public.session_comments (id, session_id, thread_id, user_id, from_ms, body)
values
  ('ffffffff-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000b1', null,
    '00000000-0000-4000-8000-0000000000a2', 500, 'Deeper'),
  ('00000000-0000-4000-8000-0000000000c2', '00000000-0000-4000-8000-0000000000b1', 'ffffffff-0000-4000-8000-0000000000c1',
    '00000000-0000-4000-8000-0000000000a1', 0, 'So?');
insert into public.session_clips (id, session_id, user_id, maker_name, source_id, title, from_ms, to_ms, wish, node)
values ('00000000-0000-4000-8000-0000000000c3', '00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a2',
  'Grace', '00000000-0000-4000-8000-0000000000f1', 'Deep', 500, 1500, '{}', '00000000-0000-4000-8000-00000000000d');
insert into public.clip_shares (id, clip_id, user_id, secret_hash, expires_at)
values ('00000000-0000-4000-8000-0000000000c4', '00000000-0000-4000-8000-0000000000c3',
  '00000000-0000-4000-8000-0000000000a2', repeat('0', 64), '2027-01-01');
insert into public.clip_share_visits (share_id, device) values ('00000000-0000-4000-8000-0000000000c4', 'phone');
insert into public.session_lessons (id, session_id, user_id, maker_name, title, duration_ms, from_ms, to_ms, log, sound_bytes, node)
values ('00000000-0000-4000-8000-0000000000c5', '00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a2',
  'Grace', 'Knees', 900, 500, 1500, '[]', 12, '00000000-0000-4000-8000-00000000000d');
insert into public.review_minutes (coach_id, minute, session_id)
values ('00000000-0000-4000-8000-0000000000a2', '2026-03-01T10:05:00Z', '00000000-0000-4000-8000-0000000000b1');
insert into public.teams (id, name, owner_id)
values ('00000000-0000-4000-8000-0000000000e2', 'Club', '00000000-0000-4000-8000-0000000000a2');
insert into public.roster_links (created_by, team_id, expires_at)
values ('00000000-0000-4000-8000-0000000000a2', '00000000-0000-4000-8000-0000000000e2', '2027-01-01');
insert into public.training_grants (athlete_id, team_id)
values ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000e2');
insert into public.review_minutes (coach_id, minute, session_id)
values ('00000000-0000-4000-8000-0000000000a2', '2026-01-01 12:00:00Z', '00000000-0000-4000-8000-0000000000b1');
insert into public.access_log (athlete_id, reader_id, reader_name, what)
select '00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000a2', 'Grace', 'progress' from generate_series(1, 3);
insert into private.nodes (id) values ('00000000-0000-4000-8000-00000000000d');
insert into private.outbox (node, name, path, content_type, bytes, sha256, transfer_url)
values ('00000000-0000-4000-8000-00000000000d', 'waits', '/waits', 'video/webm', 1, repeat('0', 64), 'https://elsewhere.example');
insert into private.file_removals (name) values ('gone');
