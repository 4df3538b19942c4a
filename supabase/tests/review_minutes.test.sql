-- Minutes of review by coaches: who makes them, how many there can be, and who sees them.
begin;
create extension if not exists pgtap;
select plan(13);

insert into auth.users (id, raw_user_meta_data)
values
  ('00000000-0000-4000-8000-0000000000a1', '{"name": "Athlete"}'),
  ('00000000-0000-4000-8000-0000000000a2', '{"name": "Coach"}'),
  ('00000000-0000-4000-8000-0000000000a3', '{"name": "Coach of the roster"}'),
  ('00000000-0000-4000-8000-0000000000a4', '{"name": "Stranger"}');
-- The coach's session with the athlete, and one that the athlete performed alone.
insert into public.coaching_sessions (id, user_id, config_id, status, ended_at)
values
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a2', 'squat', 'ended', now()),
  ('00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000a1', 'squat', 'ended', now());
insert into public.session_participants (session_id, user_id, name, role, participant_id)
values
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 'Athlete', 'athlete', gen_random_uuid()),
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a2', 'Coach', 'coach', gen_random_uuid()),
  ('00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000a1', 'Athlete', 'athlete', gen_random_uuid());
insert into public.training_grants (athlete_id, coach_id)
values ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000a3');

set local role authenticated;

set local request.jwt.claims to '{"sub": "00000000-0000-4000-8000-0000000000a2", "role": "authenticated"}';
select is(private.note_review_minute('00000000-0000-4000-8000-0000000000b1'), true, 'a coach looks at the session');
select is(private.note_review_minute('00000000-0000-4000-8000-0000000000b1'), true, 'and goes on to do so');
select is((select count(*) from public.review_minutes), 1::bigint, 'which is one minute, however often the page says it');
select is(private.note_review_minute('00000000-0000-4000-8000-0000000000b2'), null, 'nobody looks at what they may not know of');
select throws_ok(
  $$insert into public.review_minutes values ('00000000-0000-4000-8000-0000000000a2', date_trunc('minute', now()) - interval '1 hour', '00000000-0000-4000-8000-0000000000b1')$$,
  '42501', null, 'nobody writes minutes by hand'
);
select throws_ok($$delete from public.review_minutes$$, '42501', null, 'or takes them away');

set local request.jwt.claims to '{"sub": "00000000-0000-4000-8000-0000000000a1", "role": "authenticated"}';
select is(private.note_review_minute('00000000-0000-4000-8000-0000000000b1'), false, 'an athlete who looks is no coach');
select is(private.note_review_minute('00000000-0000-4000-8000-0000000000b2'), false, 'nor is one who looks at a session of their own');
select is((select count(*) from public.review_minutes), 1::bigint, 'the athlete sees how long the coach looked');

set local request.jwt.claims to '{"sub": "00000000-0000-4000-8000-0000000000a3", "role": "authenticated"}';
select is(private.note_review_minute('00000000-0000-4000-8000-0000000000b2'), true, 'a coach of the athlete’s roster looks too');
select is((select count(*) from public.review_minutes), 2::bigint, 'and sees how long each coach looked at this athlete');

set local request.jwt.claims to '{"sub": "00000000-0000-4000-8000-0000000000a4", "role": "authenticated"}';
select is(private.note_review_minute('00000000-0000-4000-8000-0000000000b1'), null, 'a stranger does not look');
select is((select count(*) from public.review_minutes), 0::bigint, 'and sees nothing');

select * from finish();
rollback;
