-- Who sees clips, and that no file outlives its clip.
begin;
create extension if not exists pgtap;
select plan(13);

-- An owner, a coach who left at two seconds, a spectator and a stranger.
insert into auth.users (id, raw_user_meta_data)
values
  ('00000000-0000-4000-8000-0000000000a1', '{"name": "Owner"}'),
  ('00000000-0000-4000-8000-0000000000a2', '{"name": "Coach"}'),
  ('00000000-0000-4000-8000-0000000000a3', '{"name": "Spectator"}'),
  ('00000000-0000-4000-8000-0000000000a4', '{"name": "Stranger"}');
insert into public.coaching_sessions (id, user_id, config_id)
values ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 'squat');
insert into public.session_participants (session_id, user_id, name, role, left_at)
select s.id, person.id::uuid, person.name, person.role, s.created_at + person.left_after
from public.coaching_sessions s, (values
  ('00000000-0000-4000-8000-0000000000a1', 'Owner', 'athlete', null),
  ('00000000-0000-4000-8000-0000000000a2', 'Coach', 'coach', interval '2 seconds'),
  ('00000000-0000-4000-8000-0000000000a3', 'Spectator', 'spectator', null)
) as person (id, name, role, left_after);

set local role service_role;
insert into public.session_files
  (id, session_id, kind, number, name, content_type, bytes, sha256, started_at_ms, ended_at_ms, state)
values
  ('00000000-0000-4000-8000-0000000000f1', '00000000-0000-4000-8000-0000000000b1', 'recording', 0, 'part', 'video/webm',
    1, repeat('0', 64), 0, 9000, 'stored');
insert into public.session_clips (id, session_id, user_id, maker_name, source_id, title, from_ms, to_ms, wish, node)
values
  ('00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1',
    'Owner', '00000000-0000-4000-8000-0000000000f1', 'early', 500, 1500, '{}', '00000000-0000-4000-8000-00000000000d'),
  ('00000000-0000-4000-8000-0000000000c2', '00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a2',
    'Coach', '00000000-0000-4000-8000-0000000000f1', 'both', 1000, 4000, '{}', '00000000-0000-4000-8000-00000000000d');
insert into public.session_files
  (id, session_id, kind, source_id, number, name, content_type, bytes, sha256, started_at_ms, ended_at_ms, state)
select c.id, c.session_id, 'clip', c.source_id, c.number, c.title, 'video/mp4', 1, repeat('0', 64), c.from_ms, c.to_ms, 'stored'
from (select *, row_number() over (order by from_ms) as number from public.session_clips) c;

create function pg_temp.become(person text) returns void language sql as $$
  select set_config('request.jwt.claims', format('{"sub": "00000000-0000-4000-8000-0000000000%s"}', person), true);
$$;
set local role authenticated;
select pg_temp.become('a1');
select is((select count(*) from public.session_clips), 2::bigint, 'the owner sees all clips');
select is((select count(*) from public.session_files where kind = 'clip'), 2::bigint, 'the owner has all clips’ files');
select throws_ok('select node from public.session_clips', '42501', null, 'nobody learns which server makes a clip');
select throws_ok(
  $$insert into public.session_clips (session_id, user_id, maker_name, source_id, title, from_ms, to_ms, wish, node)
    values ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 'x',
      '00000000-0000-4000-8000-0000000000f1', 'x', 0, 1, '{}', '00000000-0000-4000-8000-00000000000d')$$,
  '42501', null, 'clips are made by the server'
);
select throws_ok('delete from public.session_clips', '42501', null, 'clips are removed by the server');
select pg_temp.become('a2');
select is((select array_agg(title) from public.session_clips), array['early'], 'a coach who left sees clips of the time before');
select is(
  (select array_agg(name) from public.session_files where kind = 'clip'), array['early'],
  'a coach who left has no file that goes on after'
);
select is((select count(*) from public.session_files where kind = 'recording'), 1::bigint, 'other files are as they were');
select pg_temp.become('a3');
select is_empty('select id from public.session_clips', 'a spectator sees no clips');
select pg_temp.become('a4');
select is_empty('select id from public.session_clips', 'a stranger sees no clips');
set local role anon;
select throws_ok('select id from public.session_clips', '42501', null, 'who is not signed in sees no clips');

-- Also with the account of who made it.
reset role;
delete from auth.users where id = '00000000-0000-4000-8000-0000000000a2';
select is((select array_agg(name) from private.file_removals), array['both'], 'a clip takes its file along');
delete from public.session_files where id = '00000000-0000-4000-8000-0000000000f1';
select is_empty('select id from public.session_clips', 'a recording takes its clips along');

select * from finish();
rollback;
