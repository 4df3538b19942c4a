-- Who sees and makes lessons, and that neither a lesson nor its voice outlives the other.
begin;
create extension if not exists pgtap;
select plan(27);

-- An owner, a coach, a coach who left at two seconds, two athletes, a spectator, a stranger, and a coach by a grant.
insert into auth.users (id, raw_user_meta_data)
select ('00000000-0000-4000-8000-0000000000' || person.key)::uuid, jsonb_build_object('name', person.name)
from (values
  ('a1', 'Owner'), ('a2', 'Coach'), ('a3', 'Gone'), ('a4', 'Athlete'), ('a5', 'Other'), ('a6', 'Spectator'), ('a7', 'Stranger'),
  ('a8', 'Granted')
) as person (key, name);
insert into public.coaching_sessions (id, user_id, config_id, status, ended_at)
values (
  '00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 'squat', 'ended', now() + interval '9 seconds'
);
insert into public.session_participants (session_id, user_id, participant_id, name, role, left_at)
select s.id, ('00000000-0000-4000-8000-0000000000' || person.key)::uuid,
  ('00000000-0000-4000-8000-0000000000' || replace(person.key, 'a', 'e'))::uuid, person.name, person.role,
  s.created_at + person.left_after
from public.coaching_sessions s, (values
  ('a2', 'Coach', 'coach', null),
  ('a3', 'Gone', 'coach', interval '2 seconds'),
  ('a4', 'Athlete', 'athlete', null),
  ('a5', 'Other', 'athlete', null),
  ('a6', 'Spectator', 'spectator', null)
) as person (key, name, role, left_after);
insert into public.training_grants (athlete_id, coach_id)
select ('00000000-0000-4000-8000-0000000000' || athlete)::uuid, '00000000-0000-4000-8000-0000000000a8'
from unnest(array['a4', 'a5']) athlete;

set local role service_role;
insert into public.session_lessons
  (id, session_id, user_id, maker_name, participant_id, title, duration_ms, from_ms, to_ms, log, sound_bytes, state, node)
select ('00000000-0000-4000-8000-0000000000' || lesson.key)::uuid, '00000000-0000-4000-8000-0000000000b1',
  '00000000-0000-4000-8000-0000000000a2', 'Coach', '00000000-0000-4000-8000-0000000000e4', lesson.title, 1000, 500, lesson.to_ms,
  '[]', 1, lesson.state, '00000000-0000-4000-8000-00000000000d'
from (values
  ('c1', 'early', 1500, 'ready'), ('c2', 'late', 4000, 'ready'), ('c3', 'coming', 1500, 'arriving')
) as lesson (key, title, to_ms, state);
insert into public.session_files
  (id, session_id, kind, number, name, content_type, bytes, sha256, started_at_ms, ended_at_ms, state)
select id, session_id, 'lesson', row_number() over (order by title), title, 'audio/mp4', 1, repeat('0', 64), from_ms, to_ms, 'stored'
from public.session_lessons where state = 'ready';

create function pg_temp.become(person text) returns void language sql as $$
  select set_config('request.jwt.claims', format('{"sub": "00000000-0000-4000-8000-0000000000%s"}', person), true);
$$;
create function pg_temp.seen() returns text[] language sql as $$
  select array_agg(title order by title) from public.session_lessons;
$$;
create function pg_temp.makes(participant text) returns boolean language sql as $$
  select private.makes_lessons(
    '00000000-0000-4000-8000-0000000000b1', ('00000000-0000-4000-8000-0000000000' || participant)::uuid
  );
$$;
set local role authenticated;
select pg_temp.become('a1');
select is(pg_temp.seen(), array['early', 'late'], 'the owner sees all lessons that are whole');
select is((select count(*) from public.session_files where kind = 'lesson'), 2::bigint, 'the owner hears them');
select ok(pg_temp.makes('e4') and pg_temp.makes(null), 'the owner makes lessons over all pictures');
select throws_ok('select node from public.session_lessons', '42501', null, 'nobody learns which server a voice comes to');
select throws_ok(
  $$insert into public.session_lessons
      (id, session_id, user_id, maker_name, title, duration_ms, from_ms, to_ms, log, sound_bytes, node)
    values (gen_random_uuid(), '00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 'x', 'x', 1, 0, 1,
      '[]', 1, '00000000-0000-4000-8000-00000000000d')$$,
  '42501', null, 'lessons are made by the server'
);
select throws_ok($$update public.session_lessons set cuts = '[]'$$, '42501', null, 'lessons are cut by the server');
select throws_ok('delete from public.session_lessons', '42501', null, 'lessons are removed by the server');
select pg_temp.become('a2');
select is(pg_temp.seen(), array['coming', 'early', 'late'], 'who made a lesson sees it before its voice is there');
select ok(pg_temp.makes('e4') and pg_temp.makes('e5'), 'a coach makes lessons over all pictures');
select pg_temp.become('a3');
select is(pg_temp.seen(), array['early'], 'a coach who left sees lessons over the time before');
select is(
  (select array_agg(name) from public.session_files where kind = 'lesson'), array['early'],
  'a coach who left hears none over the time after'
);
select pg_temp.become('a4');
select is(pg_temp.seen(), array['early', 'late'], 'an athlete sees the lessons');
select ok(pg_temp.makes('e4'), 'an athlete makes lessons over the own picture');
select ok(not pg_temp.makes('e5'), 'an athlete makes none over another’s picture');
select pg_temp.become('a8');
select is(pg_temp.seen(), array['early', 'late'], 'a coach whom all athletes let see their training sees the lessons');
select ok(pg_temp.makes('e4'), 'and makes some');
reset role;
update public.training_grants set withdrawn_at = now() where athlete_id = '00000000-0000-4000-8000-0000000000a4';
set local role authenticated;
select is(pg_temp.seen(), null, 'not after one of them has withdrawn that');
select ok(not pg_temp.makes('e4'), 'nor makes any');
select pg_temp.become('a6');
select is(pg_temp.seen(), null, 'a spectator sees no lessons');
select ok(not pg_temp.makes('e4'), 'a spectator makes none');
select pg_temp.become('a7');
select is(pg_temp.seen(), null, 'a stranger sees no lessons');
select ok(not pg_temp.makes('e4') and not pg_temp.makes(null), 'a stranger makes none');
set local role anon;
select throws_ok('select id from public.session_lessons', '42501', null, 'who is not signed in sees no lessons');

reset role;
delete from public.session_lessons where title = 'early';
select is((select array_agg(name) from private.file_removals), array['early'], 'a lesson takes its voice along');
delete from public.session_files where name = 'late';
select is((select array_agg(title) from public.session_lessons), array['coming'], 'a voice takes its lesson along');
delete from auth.users where id = '00000000-0000-4000-8000-0000000000a2';
select is_empty('select id from public.session_lessons', 'and the account of who made it all of them');
select is_empty($$select id from public.session_files where kind = 'lesson'$$, 'nothing of them is left');

select * from finish();
rollback;
