-- Who may read and change what: `supabase test db`, or the project's own tests.
begin;
create extension if not exists pgtap;
select plan(42);

-- An owner, the coach and a spectator of the session, and somebody who has nothing to do with it.
insert into auth.users (id, raw_user_meta_data)
values
  ('00000000-0000-4000-8000-0000000000a1', '{"name": "Owner"}'),
  ('00000000-0000-4000-8000-0000000000a2', '{"name": "Coach"}'),
  ('00000000-0000-4000-8000-0000000000a3', '{"name": "Spectator"}'),
  ('00000000-0000-4000-8000-0000000000a4', null);
insert into public.coaching_sessions (id, user_id, config_id)
values ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 'squat');
insert into public.session_participants (session_id, user_id, name, role)
values
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 'Owner', 'athlete'),
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a2', 'Coach', 'coach'),
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a3', 'Spectator', 'spectator');
insert into public.session_events (session_id, seq, at_ms, change)
values ('00000000-0000-4000-8000-0000000000b1', 1, 0, '{"type": "board-cleared"}');
insert into public.invitations (id, session_id, role, created_by, expires_at)
values (
  '00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000b1', 'coach',
  '00000000-0000-4000-8000-0000000000a1', now() + interval '1 day'
);
insert into public.user_progress (user_id, activity, total_sessions)
values ('00000000-0000-4000-8000-0000000000a1', 'squat', 1), ('00000000-0000-4000-8000-0000000000a2', 'squat', 2);

select is(
  (select array_agg(relname::text order by relname) from pg_class
   where relnamespace = 'public'::regnamespace and relkind = 'r' and not relrowsecurity),
  null, 'every table has row-level security'
);
select is(
  (select name from public.profiles where user_id = '00000000-0000-4000-8000-0000000000a4'),
  'Somebody', 'a person without a name gets one'
);

-- The coach.
set local role authenticated;
select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000a2"}', true);
select is((select count(*) from public.coaching_sessions), 1::bigint, 'a coach reads the session');
select is((select count(*) from public.session_participants), 3::bigint, 'a coach sees who took part');
select is((select count(*) from public.session_events), 1::bigint, 'a coach sees what happened');
select is((select count(*) from public.invitations), 0::bigint, 'a coach does not see the invitations');
select is((select array_agg(total_sessions) from public.user_progress), array[2], 'a coach reads only their own progress');
select is((select array_agg(name) from public.profiles), array['Coach'], 'a coach reads only their own profile');
select throws_ok(
  $$insert into public.invitations (session_id, role, created_by, expires_at)
    values ('00000000-0000-4000-8000-0000000000b1', 'coach', '00000000-0000-4000-8000-0000000000a2', now())$$,
  '42501', null, 'a coach does not invite'
);
select is_empty(
  $$update public.invitations set revoked_at = now() returning id$$, 'a coach does not revoke'
);

-- The spectator.
select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000a3"}', true);
select is((select count(*) from public.coaching_sessions), 0::bigint, 'a spectator does not read the session');
select is((select count(*) from public.session_participants), 0::bigint, 'a spectator does not see who took part');
select is((select count(*) from public.session_events), 0::bigint, 'a spectator does not see what happened');
select is((select count(*) from public.invitations), 0::bigint, 'a spectator does not see the invitations');
select is((select count(*) from public.user_progress), 0::bigint, 'a spectator sees nobody’s progress');

-- Somebody else.
select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000a4"}', true);
select is((select count(*) from public.coaching_sessions), 0::bigint, 'a stranger does not read the session');
select is((select count(*) from public.session_events), 0::bigint, 'a stranger does not see what happened');
select throws_ok(
  $$insert into public.coaching_sessions (user_id, config_id)
    values ('00000000-0000-4000-8000-0000000000a1', 'squat')$$,
  '42501', null, 'nobody starts a session in another’s name'
);
select throws_ok(
  $$insert into public.session_participants (session_id, user_id, name, role)
    values ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a4', 'Me', 'coach')$$,
  '42501', null, 'nobody writes themselves into a session'
);
select throws_ok(
  $$insert into public.session_events (session_id, seq, at_ms, change)
    values ('00000000-0000-4000-8000-0000000000b1', 2, 0, '{}')$$,
  '42501', null, 'nobody writes what happened'
);
select throws_ok(
  $$update public.user_progress set total_sessions = 99$$, '42501', null, 'nobody writes progress'
);
select throws_ok(
  $$insert into auth.users (id) values (gen_random_uuid())$$, '42501', null, 'nobody makes people but the sign-in'
);
select throws_ok($$select * from auth.users$$, '42501', null, 'nobody reads the list of people');

-- The owner.
select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000a1"}', true);
select is((select count(*) from public.coaching_sessions), 1::bigint, 'the owner reads the session');
select is((select count(*) from public.invitations), 1::bigint, 'the owner sees the invitations');
select throws_ok(
  $$insert into public.coaching_sessions (user_id, owner_role, config_id)
    values ('00000000-0000-4000-8000-0000000000a1', 'coach', 'squat')$$,
  '42501', null, 'people start sessions only by the server, which would run each that is on record'
);
select throws_ok(
  $$update public.coaching_sessions set status = 'ended'$$, '42501', null, 'the owner closes a session only by the server'
);
select throws_ok(
  $$delete from public.coaching_sessions$$, '42501', null, 'the owner does not delete behind the server’s back'
);
select lives_ok(
  $$insert into public.invitations (session_id, role, created_by, expires_at)
    values ('00000000-0000-4000-8000-0000000000b1', 'spectator', '00000000-0000-4000-8000-0000000000a1', now())$$,
  'the owner invites'
);
select throws_ok(
  $$insert into public.invitations (session_id, role, created_by, expires_at)
    select '00000000-0000-4000-8000-0000000000b1', 'spectator', '00000000-0000-4000-8000-0000000000a1', until
    from unnest(array['infinity', 'now'::timestamptz + interval '40 days']::timestamptz[]) until$$,
  '23514', null, 'no link is good for ever'
);
select throws_ok(
  $$insert into public.invitations (session_id, role, created_by, expires_at)
    values ('00000000-0000-4000-8000-0000000000b1', 'spectator', '00000000-0000-4000-8000-0000000000a2', now())$$,
  '42501', null, 'the owner does not invite in another’s name'
);
select isnt_empty(
  $$update public.invitations set revoked_at = now() returning id$$, 'the owner revokes'
);
select throws_ok(
  $$update public.invitations set revoked_at = null$$, '42501', null, 'what is revoked stays revoked'
);

-- A coach who left at two seconds and one who was sent away, beside events at one and three seconds.
reset role;
insert into auth.users (id) values ('00000000-0000-4000-8000-0000000000a5');
insert into public.invitations (id, session_id, role, created_by, expires_at)
values (
  '00000000-0000-4000-8000-0000000000c2', '00000000-0000-4000-8000-0000000000b1', 'coach',
  '00000000-0000-4000-8000-0000000000a1', now() + interval '1 day'
);
insert into public.session_participants (session_id, user_id, name, role, invitation_id)
values (
  '00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a5', 'Second coach', 'coach',
  '00000000-0000-4000-8000-0000000000c2'
);
insert into public.session_events (session_id, seq, at_ms, change)
values
  ('00000000-0000-4000-8000-0000000000b1', 2, 1000, '{"type": "board-cleared"}'),
  ('00000000-0000-4000-8000-0000000000b1', 3, 3000, '{"type": "board-cleared"}');
update public.session_participants set left_at = (select created_at + interval '2 seconds' from public.coaching_sessions
  where id = '00000000-0000-4000-8000-0000000000b1')
where user_id = '00000000-0000-4000-8000-0000000000a2';
set local role authenticated;
select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000a2"}', true);
select is((select count(*) from public.coaching_sessions), 1::bigint, 'a coach who left reads the session');
select is((select max(seq) from public.session_events), 2, 'a coach who left sees what happened until then');
select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000a5"}', true);
select is((select count(*) from public.session_events), 3::bigint, 'a coach with a link that stands sees what happened');
reset role;
update public.invitations set revoked_at = now() where id = '00000000-0000-4000-8000-0000000000c2';
set local role authenticated;
select is((select count(*) from public.coaching_sessions), 0::bigint, 'a coach whose link was taken back reads no session');
select is((select count(*) from public.session_participants), 0::bigint, 'a coach whose link was taken back sees nobody');
select is((select count(*) from public.session_events), 0::bigint, 'a coach whose link was taken back sees nothing of it');
select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000a1"}', true);
select is((select count(*) from public.session_events), 3::bigint, 'the owner sees all that happened');

-- Nobody in particular.
set local role anon;
select throws_ok($$select * from public.coaching_sessions$$, '42501', null, 'who is not signed in reads nothing');

-- Into a session that is over.
reset role;
update public.coaching_sessions set status = 'ended', ended_at = now();
set local role authenticated;
select throws_ok(
  $$insert into public.invitations (session_id, role, created_by, expires_at)
    values ('00000000-0000-4000-8000-0000000000b1', 'spectator', '00000000-0000-4000-8000-0000000000a1', now())$$,
  '42501', null, 'nobody is invited into a session that is over'
);

select * from finish();
rollback;
