-- What sessions come to for their athletes: who sees it, and that it is right after every way in which a session ends or goes.
begin;
create extension if not exists pgtap;
select plan(24);

insert into auth.users (id, raw_user_meta_data)
values
  ('00000000-0000-4000-8000-0000000000a1', '{"name": "Athlete"}'),
  ('00000000-0000-4000-8000-0000000000a2', '{"name": "Coach"}'),
  ('00000000-0000-4000-8000-0000000000a3', '{"name": "Other athlete"}'),
  ('00000000-0000-4000-8000-0000000000a4', '{"name": "Stranger"}');

-- Three sessions of the coach's. The other athlete is in the first two only.
insert into public.coaching_sessions (id, user_id, config_id, definition, created_at)
values
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a2', 'squat', '{"name": {"en": "Squat"}}', now() - interval '3 days'),
  ('00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000a2', 'squat', null, now() - interval '2 days'),
  ('00000000-0000-4000-8000-0000000000b3', '00000000-0000-4000-8000-0000000000a2', 'plank', null, now() - interval '1 day');
insert into public.session_participants (session_id, user_id, name, role, participant_id)
select session::uuid, person::uuid, 'Somebody', role, participant::uuid
from (values
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 'athlete', '00000000-0000-4000-8000-0000000000d1'),
  ('00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000a1', 'athlete', '00000000-0000-4000-8000-0000000000d2'),
  ('00000000-0000-4000-8000-0000000000b3', '00000000-0000-4000-8000-0000000000a1', 'athlete', '00000000-0000-4000-8000-0000000000d3'),
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a2', 'coach', '00000000-0000-4000-8000-0000000000d4'),
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a3', 'athlete', '00000000-0000-4000-8000-0000000000d5'),
  ('00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000a3', 'athlete', '00000000-0000-4000-8000-0000000000d6')
) as place (session, person, role, participant);

select is((select count(*) from public.session_results), 0::bigint, 'a live session has come to nothing yet');

-- They end, as the server ends them.
set local role service_role;
update public.coaching_sessions set status = 'ended', ended_at = created_at + interval '10 minutes', feedback_data = '{
  "athletes": [
    {"id": "00000000-0000-4000-8000-0000000000d1", "name": "Athlete", "summary": {
      "activity": "squat", "kind": "repetitions", "reps": 8, "attempts": 2, "good": 6, "technique": 0.6, "score": 84.5,
      "sets": [{"index": 1}, {"index": 2}], "sides": {"left": 5, "right": 3}, "tempo": {"meanMs": 2100, "consistency": 0.9},
      "range": {"measure": "knee", "mean": 88.5, "best": 95, "trend": 0}, "asymmetry": 3.5,
      "bestRep": {"index": 2, "score": 98}, "skill": {"level": "intermediate", "index": 70}
    }},
    {"id": "00000000-0000-4000-8000-0000000000d5", "name": "Other athlete", "summary": null}
  ]
}'
where id = '00000000-0000-4000-8000-0000000000b1';
update public.coaching_sessions set status = 'interrupted', ended_at = created_at + interval '1 minute'
where id = '00000000-0000-4000-8000-0000000000b2';
update public.coaching_sessions set status = 'ended', ended_at = created_at + interval '5 minutes', feedback_data = '{
  "athletes": [{"id": "00000000-0000-4000-8000-0000000000d3", "name": "Athlete", "summary": {
    "activity": "plank", "kind": "hold", "reps": 0, "attempts": 0, "good": 0, "technique": 0.9, "score": 90, "sets": [],
    "tempo": {"meanMs": 0, "consistency": 0}, "range": {"measure": "hip", "mean": 0, "best": 0, "trend": 0},
    "hold": {"holds": 2, "totalMs": 90000, "bestMs": 60000}, "skill": {"level": "novice", "index": 30}
  }}]
}'
where id = '00000000-0000-4000-8000-0000000000b3';

select results_eq(
  $$select user_id::text, activity_name ->> 'en', reps, attempts, good, sets, score, best_score, range_measure, range_mean,
      range_best, tempo_ms, asymmetry, left_reps, right_reps, skill_level
    from public.session_results where session_id = '00000000-0000-4000-8000-0000000000b1' order by user_id$$,
  $$values
    ('00000000-0000-4000-8000-0000000000a1', 'Squat', 8, 2, 6, 2, 84.5::double precision, 98::double precision, 'knee',
      88.5::double precision, 95::double precision, 2100::double precision, 3.5::double precision, 5, 3, 'intermediate'),
    ('00000000-0000-4000-8000-0000000000a3', 'Squat', 0, 0, 0, 0, null, null, null, null, null, null, null, null, null, null)$$,
  'an ended session has a result for each athlete, and for nobody else'
);
select results_eq(
  $$select reps, score, best_score, range_mean, tempo_ms, hold_ms, hold_best_ms from public.session_results
    where session_id = '00000000-0000-4000-8000-0000000000b3'$$,
  $$values (0, 90::double precision, 90::double precision, null::double precision, null::double precision,
    90000::double precision, 60000::double precision)$$,
  'of a hold its times and its score are kept'
);
select results_eq(
  $$select user_id::text, activity, skill_level, total_sessions from public.user_progress order by user_id, activity$$,
  $$values
    ('00000000-0000-4000-8000-0000000000a1', 'plank', 'novice', 1),
    ('00000000-0000-4000-8000-0000000000a1', 'squat', 'intermediate', 2),
    ('00000000-0000-4000-8000-0000000000a3', 'squat', null, 2)$$,
  'sessions are counted, and the newest known level stays'
);
select is(
  (select last_session_at from public.user_progress
   where user_id = '00000000-0000-4000-8000-0000000000a1' and activity = 'squat'),
  (select ended_at from public.coaching_sessions where id = '00000000-0000-4000-8000-0000000000b2'),
  'the last session is the one that ended last'
);
update public.coaching_sessions set status = 'ended' where id = '00000000-0000-4000-8000-0000000000b2';
select is(
  (select sum(total_sessions) from public.user_progress), 5::bigint, 'a session that is written again is not counted twice'
);
select throws_ok(
  $$insert into public.user_progress (user_id, activity) values ('00000000-0000-4000-8000-0000000000a4', 'squat')$$,
  '42501', null, 'the server itself does not write progress'
);
select throws_ok(
  $$delete from public.session_results$$, '42501', null, 'the server itself does not write results'
);

-- Who sees it.
set local role authenticated;
select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000a1"}', true);
select is((select count(*) from public.session_results), 3::bigint, 'an athlete sees what their own sessions came to');
select is((select count(*) from public.user_progress), 2::bigint, 'an athlete sees their own progress');
select throws_ok('delete from public.session_results', '42501', null, 'an athlete removes no results');
select throws_ok($$update public.session_results set reps = 99$$, '42501', null, 'an athlete changes no results');
select throws_ok('select private.recompute_progress()', '42501', null, 'an athlete recomputes nothing');
select throws_ok(
  $$select private.count_progress('00000000-0000-4000-8000-0000000000a1', 'squat')$$, '42501', null, 'an athlete counts nothing'
);
select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000a2"}', true);
select is((select count(*) from public.session_results), 0::bigint, 'to have owned a session gives no right to results');
select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000a4"}', true);
select is((select count(*) from public.session_results), 0::bigint, 'a stranger sees no results');
select is((select count(*) from public.user_progress), 0::bigint, 'a stranger sees no progress');
set local role anon;
select throws_ok('select reps from public.session_results', '42501', null, 'who is not signed in sees no results');

-- By hand, wrong; and right again.
reset role;
update public.user_progress set total_sessions = 99, skill_level = 'advanced';
delete from public.session_results where activity = 'plank';
set local role service_role;
select results_eq(
  'select sessions, progress from private.recompute_progress()', 'values (5::bigint, 3::bigint)', 'all is recomputed'
);
select results_eq(
  $$select activity, skill_level, total_sessions from public.user_progress order by user_id, activity$$,
  $$values ('plank', 'novice', 1), ('squat', 'intermediate', 2), ('squat', null, 2)$$,
  'what is recomputed is what was kept'
);

-- Sessions that are deleted take along what they came to.
delete from public.coaching_sessions where id = '00000000-0000-4000-8000-0000000000b2';
select results_eq(
  $$select activity, total_sessions from public.user_progress order by user_id, activity$$,
  $$values ('plank', 1), ('squat', 1), ('squat', 1)$$,
  'a deleted session counts no more'
);
delete from public.coaching_sessions where id = '00000000-0000-4000-8000-0000000000b3';
select is(
  (select count(*) from public.user_progress where activity = 'plank'), 0::bigint, 'no session, no progress'
);
reset role;
delete from auth.users where id = '00000000-0000-4000-8000-0000000000a1';
select results_eq(
  $$select user_id::text from public.user_progress$$, $$values ('00000000-0000-4000-8000-0000000000a3')$$,
  'a deleted person has no progress'
);
delete from auth.users where id = '00000000-0000-4000-8000-0000000000a2';
select is((select count(*) from public.user_progress), 0::bigint, 'nor do the sessions of a person who is deleted count');

select * from finish();
rollback;
