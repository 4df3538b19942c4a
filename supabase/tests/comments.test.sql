-- Who reads, writes and changes comments.
begin;
create extension if not exists pgtap;
select plan(27);

-- An owner, a coach who left at two seconds, a coach whose link was taken back, a spectator and a stranger.
insert into auth.users (id, raw_user_meta_data)
values
  ('00000000-0000-4000-8000-0000000000a1', '{"name": "Owner"}'),
  ('00000000-0000-4000-8000-0000000000a2', '{"name": "Coach"}'),
  ('00000000-0000-4000-8000-0000000000a3', '{"name": "Spectator"}'),
  ('00000000-0000-4000-8000-0000000000a4', '{"name": "Stranger"}'),
  ('00000000-0000-4000-8000-0000000000a5', '{"name": "Sent away"}');
insert into public.coaching_sessions (id, user_id, config_id)
values
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 'squat'),
  ('00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000a4', 'squat');
insert into public.invitations (id, session_id, role, created_by, expires_at, revoked_at)
values (
  '00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000b1', 'coach',
  '00000000-0000-4000-8000-0000000000a1', now() + interval '1 day', now()
);
insert into public.session_participants (session_id, user_id, name, role, left_at, invitation_id)
select s.id, person.id::uuid, person.name, person.role, s.created_at + person.left_after, person.invitation::uuid
from public.coaching_sessions s, (values
  ('00000000-0000-4000-8000-0000000000a1', 'Owner', 'athlete', null, null),
  ('00000000-0000-4000-8000-0000000000a2', 'Coach', 'coach', interval '2 seconds', null),
  ('00000000-0000-4000-8000-0000000000a3', 'Spectator', 'spectator', null, null),
  ('00000000-0000-4000-8000-0000000000a5', 'Sent away', 'coach', null, '00000000-0000-4000-8000-0000000000c1')
) as person (id, name, role, left_after, invitation)
where s.id = '00000000-0000-4000-8000-0000000000b1';

create function pg_temp.become(person text) returns void language sql as $$
  select set_config('request.jwt.claims', format('{"sub": "00000000-0000-4000-8000-0000000000%s"}', person), true);
$$;

set local role authenticated;
select pg_temp.become('a1');
insert into public.session_comments (id, session_id, user_id, from_ms, to_ms, body)
values
  ('00000000-0000-4000-8000-0000000000d1', '00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 1000, 1500, 'early'),
  ('00000000-0000-4000-8000-0000000000d2', '00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 5000, null, 'late');
select is(
  (select array_agg(author_name) from public.session_comments), array['Owner', 'Owner'], 'comments are signed by the database'
);
select throws_ok(
  $$insert into public.session_comments (session_id, user_id, author_name, from_ms, body)
    values ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 'Somebody else', 0, 'x')$$,
  '42501', null, 'nobody signs with another name'
);
select throws_ok(
  $$insert into public.session_comments (session_id, user_id, from_ms, body)
    values ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a2', 0, 'x')$$,
  '42501', null, 'nobody writes in another’s name'
);
select throws_ok(
  $$insert into public.session_comments (session_id, user_id, from_ms, to_ms, body)
    values ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 0, 'NaN', 'x')$$,
  '23514', null, 'a range ends at a time that pages can show'
);
select throws_ok(
  $$insert into public.session_comments (session_id, user_id, from_ms, body)
    values ('00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000a1', 0, 'x')$$,
  '42501', null, 'nobody comments on a session that they do not read'
);

select pg_temp.become('a2');
select is(
  (select array_agg(body) from public.session_comments), array['early'], 'a coach who left reads what was said of the time before'
);
insert into public.session_comments (id, session_id, thread_id, user_id, from_ms, body)
values (
  '00000000-0000-4000-8000-0000000000d3', '00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000d1',
  '00000000-0000-4000-8000-0000000000a2', 0, 'answer'
);
select is(
  (select array[from_ms, to_ms] from public.session_comments where body = 'answer'),
  array[1000, 1500]::double precision[], 'an answer has its thread’s moment'
);
select throws_ok(
  $$insert into public.session_comments (session_id, thread_id, user_id, from_ms, body)
    values ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000d3',
      '00000000-0000-4000-8000-0000000000a2', 0, 'x')$$,
  '23503', null, 'an answer has no answers'
);
select throws_ok(
  $$insert into public.session_comments (session_id, thread_id, user_id, from_ms, body)
    values ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000d2',
      '00000000-0000-4000-8000-0000000000a2', 0, 'x')$$,
  '42501', null, 'a coach who left answers nothing of the time after, whatever time they give'
);
select throws_ok(
  $$insert into public.session_comments (session_id, user_id, from_ms, body)
    values ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a2', 3000, 'x')$$,
  '42501', null, 'a coach who left does not comment on the time after'
);
select throws_ok(
  $$update public.session_comments set body = 'changed' where id = '00000000-0000-4000-8000-0000000000d1'$$,
  '42501', null, 'nobody edits what another wrote'
);
select throws_ok(
  $$update public.session_comments set from_ms = 0$$, '42501', null, 'nobody moves a comment'
);
select isnt_empty(
  $$update public.session_comments set resolved_at = 'infinity' where id = '00000000-0000-4000-8000-0000000000d1' returning id$$,
  'who reads a thread resolves it'
);
select is(
  (select resolved_at from public.session_comments where id = '00000000-0000-4000-8000-0000000000d1'), now(),
  'and does not say when that was'
);
select is(
  (select edited_at from public.session_comments where id = '00000000-0000-4000-8000-0000000000d1'),
  null, 'resolving is no editing'
);
select is_empty(
  $$update public.session_comments set resolved_at = now() where id = '00000000-0000-4000-8000-0000000000d2' returning id$$,
  'who does not read a thread does not resolve it'
);
select isnt_empty(
  $$update public.session_comments set body = 'better' where id = '00000000-0000-4000-8000-0000000000d3'
    returning edited_at$$, 'authors edit what they wrote'
);
select isnt(
  (select edited_at from public.session_comments where id = '00000000-0000-4000-8000-0000000000d3'),
  null, 'what was edited says so'
);
select is_empty(
  $$delete from public.session_comments where id = '00000000-0000-4000-8000-0000000000d1' returning id$$,
  'nobody deletes what another wrote in another’s session'
);

select pg_temp.become('a3');
select is_empty('select id from public.session_comments', 'a spectator reads no comments');
select pg_temp.become('a4');
select is_empty('select id from public.session_comments', 'a stranger reads no comments');
select throws_ok(
  $$insert into public.session_comments (session_id, user_id, from_ms, body)
    values ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a4', 0, 'x')$$,
  '42501', null, 'a stranger writes no comments'
);
select pg_temp.become('a5');
select is_empty('select id from public.session_comments', 'who was sent away reads no comments');

set local role anon;
select throws_ok('select id from public.session_comments', '42501', null, 'who is not signed in reads no comments');

set local role authenticated;
select pg_temp.become('a1');
select isnt_empty(
  $$delete from public.session_comments where id = '00000000-0000-4000-8000-0000000000d3' returning id$$,
  'the owner deletes what others wrote'
);
reset role;
insert into public.session_comments (session_id, thread_id, user_id, from_ms, body)
values ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000d2',
  '00000000-0000-4000-8000-0000000000a2', 0, 'gone with its thread');
delete from public.session_comments where id = '00000000-0000-4000-8000-0000000000d2';
select is_empty(
  $$select id from public.session_comments where body = 'gone with its thread'$$, 'answers go with their thread'
);
delete from public.coaching_sessions where id = '00000000-0000-4000-8000-0000000000b1';
select is_empty('select id from public.session_comments', 'comments go with their session');

select * from finish();
rollback;
