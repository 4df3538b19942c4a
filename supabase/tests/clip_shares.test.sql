-- Who sees the links to a clip.
begin;
create extension if not exists pgtap;
select plan(10);

-- An owner, a coach who made a clip, a coach who did not, a stranger.
insert into auth.users (id, raw_user_meta_data)
values
  ('00000000-0000-4000-8000-0000000000a1', '{"name": "Owner"}'),
  ('00000000-0000-4000-8000-0000000000a2', '{"name": "Maker"}'),
  ('00000000-0000-4000-8000-0000000000a3', '{"name": "Coach"}'),
  ('00000000-0000-4000-8000-0000000000a4', '{"name": "Stranger"}');
insert into public.coaching_sessions (id, user_id, config_id)
values ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 'squat');
insert into public.session_participants (session_id, user_id, name, role)
values
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a2', 'Maker', 'coach'),
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a3', 'Coach', 'coach');
insert into public.session_files
  (id, session_id, kind, number, name, content_type, bytes, sha256, started_at_ms, ended_at_ms, state)
values ('00000000-0000-4000-8000-0000000000f1', '00000000-0000-4000-8000-0000000000b1', 'recording', 0, 'part', 'video/webm',
  1, repeat('0', 64), 0, 9000, 'stored');
insert into public.session_clips (id, session_id, user_id, maker_name, source_id, title, from_ms, to_ms, wish, node)
values ('00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a2',
  'Maker', '00000000-0000-4000-8000-0000000000f1', 'clip', 500, 1500, '{}', '00000000-0000-4000-8000-00000000000d');
insert into public.clip_shares (id, clip_id, user_id, secret_hash, expires_at)
values ('00000000-0000-4000-8000-0000000000e1', '00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000a2',
  repeat('0', 64), now() + interval '1 day');
insert into public.clip_share_visits (share_id, device) values ('00000000-0000-4000-8000-0000000000e1', 'iPhone');

create function pg_temp.become(person text) returns void language sql as $$
  select set_config('request.jwt.claims', format('{"sub": "00000000-0000-4000-8000-0000000000%s"}', person), true);
$$;
set local role authenticated;
select pg_temp.become('a1');
select is((select count(*) from public.clip_shares), 1::bigint, 'the owner sees links that others made');
select is((select array_agg(device) from public.clip_share_visits), array['iPhone'], 'the owner sees who opened them');
select pg_temp.become('a2');
select is((select count(*) from public.clip_shares), 1::bigint, 'the maker sees the links');
select is((select count(*) from public.clip_share_visits), 1::bigint, 'the maker sees who opened them');
select throws_ok('select secret_hash from public.clip_shares', '42501', null, 'nobody reads what a link is checked by');
select throws_ok(
  $$update public.clip_shares set expires_at = 'infinity'$$, '42501', null, 'nobody makes a link last longer'
);
select pg_temp.become('a3');
select is_empty('select id from public.clip_shares', 'another coach sees no links');
select is_empty('select id from public.clip_share_visits', 'another coach does not see who opened them');
select pg_temp.become('a4');
select is_empty('select id from public.clip_shares', 'a stranger sees no links');
set local role anon;
select throws_ok('select id from public.clip_shares', '42501', null, 'who is not signed in sees no links');

select * from finish();
rollback;
