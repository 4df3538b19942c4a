-- Who reads what a session came to: `supabase test db`, or the project's own tests.
begin;
create extension if not exists pgtap;
select plan(10);

-- A session of a minute: its owner, a coach who stayed, one who left half-way, one whose link was taken back, and a spectator.
insert into auth.users (id)
values
  ('00000000-0000-4000-8000-0000000000e1'), ('00000000-0000-4000-8000-0000000000e2'),
  ('00000000-0000-4000-8000-0000000000e3'), ('00000000-0000-4000-8000-0000000000e4'),
  ('00000000-0000-4000-8000-0000000000e5');
insert into public.coaching_sessions (id, user_id, config_id, status, created_at, ended_at, feedback_data)
values (
  '00000000-0000-4000-8000-0000000000f1', '00000000-0000-4000-8000-0000000000e1', 'squat', 'ended',
  '2026-01-01 10:00:00Z', '2026-01-01 10:01:00Z', '{"athletes": []}'
);
insert into public.invitations (id, session_id, role, created_by, expires_at, revoked_at)
values (
  '00000000-0000-4000-8000-0000000000f2', '00000000-0000-4000-8000-0000000000f1', 'coach',
  '00000000-0000-4000-8000-0000000000e1', now() + interval '1 day', now()
);
insert into public.session_participants (session_id, user_id, name, role, invitation_id, left_at)
values
  ('00000000-0000-4000-8000-0000000000f1', '00000000-0000-4000-8000-0000000000e2', 'Stayed', 'coach', null, '2026-01-01 10:01:00Z'),
  ('00000000-0000-4000-8000-0000000000f1', '00000000-0000-4000-8000-0000000000e3', 'Left', 'coach', null, '2026-01-01 10:00:30Z'),
  (
    '00000000-0000-4000-8000-0000000000f1', '00000000-0000-4000-8000-0000000000e4', 'Sent away', 'coach',
    '00000000-0000-4000-8000-0000000000f2', '2026-01-01 10:01:00Z'
  ),
  ('00000000-0000-4000-8000-0000000000f1', '00000000-0000-4000-8000-0000000000e5', 'Watched', 'spectator', null, '2026-01-01 10:01:00Z');

create function pg_temp.feedback_for(person text) returns jsonb language sql as $$
  select set_config('request.jwt.claims', format('{"sub": "00000000-0000-4000-8000-0000000000%s"}', person), true);
  select public.session_feedback('00000000-0000-4000-8000-0000000000f1');
$$;

set local role authenticated;
select is(pg_temp.feedback_for('e1'), '{"athletes": []}', 'the owner reads what the session came to');
select is(pg_temp.feedback_for('e2'), '{"athletes": []}', 'a coach who stayed reads what the session came to');
select is(pg_temp.feedback_for('e3'), null, 'a coach who left does not read what came after');
select is(pg_temp.feedback_for('e4'), null, 'a coach whose link was taken back reads nothing');
select is(pg_temp.feedback_for('e5'), null, 'a spectator reads nothing');

select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000e3"}', true);
select is(
  (select count(*) from public.coaching_sessions where id = '00000000-0000-4000-8000-0000000000f1'), 1::bigint,
  'a coach who left reads the rest of the session'
);
select throws_ok(
  $$select feedback_data from public.coaching_sessions$$, '42501', null, 'nobody reads the column past the function'
);
select throws_ok(
  $$select id from public.coaching_sessions where feedback_data is not null$$, '42501', null,
  'nobody searches by the column either'
);
select throws_ok($$select s from public.coaching_sessions s$$, '42501', null, 'nobody reads whole rows, which hold it');

set local role anon;
select throws_ok(
  $$select public.session_feedback('00000000-0000-4000-8000-0000000000f1')$$, '42501', null,
  'who is not signed in asks for nothing'
);

select * from finish();
rollback;
