-- Who sees the files of a session, and that no file outlives its row.
begin;
create extension if not exists pgtap;
select plan(17);

-- An owner, a coach who left at two seconds, a spectator, and somebody who has nothing to do with it.
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
  (id, session_id, kind, number, name, content_type, bytes, sha256, started_at_ms, ended_at_ms, state, node, path)
values
  ('00000000-0000-4000-8000-0000000000f1', '00000000-0000-4000-8000-0000000000b1', 'recording', 0, 'part-0', 'video/webm',
    1, repeat('0', 64), 1000, 2500, 'stored', null, null),
  ('00000000-0000-4000-8000-0000000000f2', '00000000-0000-4000-8000-0000000000b1', 'recording', 1, 'part-1', 'video/webm',
    1, repeat('0', 64), 3000, 4000, 'waiting', '00000000-0000-4000-8000-00000000000d', '/part-1'),
  ('00000000-0000-4000-8000-0000000000f3', '00000000-0000-4000-8000-0000000000b1', 'recording', 2, 'part-2', 'video/webm',
    null, null, 5000, null, 'growing', '00000000-0000-4000-8000-00000000000d', '/part-2');
insert into public.session_files
  (id, session_id, kind, source_id, number, name, content_type, started_at_ms, state, node, path)
values ('00000000-0000-4000-8000-0000000000f4', '00000000-0000-4000-8000-0000000000b1', 'proxy',
  '00000000-0000-4000-8000-0000000000f1', 0, 'proxy-0', 'video/webm', 1000, 'growing',
  '00000000-0000-4000-8000-00000000000d', '/proxy-0');
insert into private.outbox (node, name, path, content_type, bytes, sha256)
values ('00000000-0000-4000-8000-00000000000d', 'part-1', '/part-1', 'video/webm', 1, repeat('0', 64));
select throws_ok(
  $$insert into public.session_files
      (id, session_id, kind, number, name, content_type, started_at_ms, state, node, path)
    values (gen_random_uuid(), '00000000-0000-4000-8000-0000000000b1', 'recording', 2, 'another', 'video/webm', 0,
      'growing', '00000000-0000-4000-8000-00000000000d', '/another')$$,
  '23505', null, 'no two files of the whole session have one number'
);
select throws_ok(
  $$update public.session_files set state = 'stored', node = null, path = null where name = 'part-2'$$,
  '23514', null, 'what is stored has an end, a size and a checksum'
);
select throws_ok(
  $$update public.session_files set node = null, path = null where name = 'part-1'$$,
  '23514', null, 'what waits is on some server’s disk'
);

set local role authenticated;
select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000a1"}', true);
select is((select count(*) from public.session_files), 4::bigint, 'the owner sees all files');
select throws_ok('select path from public.session_files', '42501', null, 'nobody learns where a file lies');
select throws_ok('select node from public.session_files', '42501', null, 'nobody learns on which server a file lies');
select throws_ok(
  $$delete from public.session_files$$, '42501', null, 'the owner removes files only by the server'
);
select throws_ok(
  $$update public.session_files set started_at_ms = 0$$, '42501', null, 'nobody changes what is said of a file'
);
select throws_ok('select * from private.file_removals', '42501', null, 'nobody reads what is to be removed');
select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000a2"}', true);
select is(
  (select array_agg(name order by name) from public.session_files), array['part-0', 'proxy-0'],
  'a coach who left sees what began before'
);
select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000a3"}', true);
select is((select count(*) from public.session_files), 0::bigint, 'a spectator sees no files');
select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000a4"}', true);
select is((select count(*) from public.session_files), 0::bigint, 'a stranger sees no files');
set local role anon;
select throws_ok('select id from public.session_files', '42501', null, 'who is not signed in sees no files');

-- A file that is removed takes along what was made of it.
reset role;
set local role service_role;
delete from public.session_files where name = 'part-0';
select is(
  (select array_agg(name || coalesce(' ' || path, '') order by name) from private.file_removals),
  array['part-0', 'proxy-0 /proxy-0'], 'files that were removed wait for their bytes to be removed'
);

-- And a person takes along everything.
reset role;
delete from auth.users where id = '00000000-0000-4000-8000-0000000000a1';
select is((select count(*) from public.session_files), 0::bigint, 'no file outlives its session');
select is(
  (select array_agg(name || coalesce(' ' || path, '') order by name) from private.file_removals),
  array['part-0', 'part-1 /part-1', 'part-2 /part-2', 'proxy-0 /proxy-0'],
  'files of a session that is gone wait for their bytes to be removed'
);
select is((select count(*) from private.outbox), 0::bigint, 'what is to be removed is not sent to the store any more');

select * from finish();
rollback;
