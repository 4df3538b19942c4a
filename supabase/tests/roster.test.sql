-- Who sees whose training by a grant, from when and until when; teams, guardians, and the log of who looked.
begin;
create extension if not exists pgtap;
select plan(67);

insert into auth.users (id, raw_user_meta_data)
values
  ('00000000-0000-4000-8000-0000000000a1', '{"name": "Ada"}'),
  ('00000000-0000-4000-8000-0000000000a2', '{"name": "Bo"}'),
  ('00000000-0000-4000-8000-0000000000c1', '{"name": "Coach"}'),
  ('00000000-0000-4000-8000-0000000000c2', '{"name": "Team owner"}'),
  ('00000000-0000-4000-8000-0000000000c3', '{"name": "Team coach"}'),
  ('00000000-0000-4000-8000-0000000000d1', '{"name": "Guardian"}'),
  ('00000000-0000-4000-8000-0000000000e1', '{"name": "Stranger"}');

-- Ada's own session, one of both athletes, one of Bo's alone.
insert into public.coaching_sessions (id, user_id, config_id)
values
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 'squat'),
  ('00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000a1', 'squat'),
  ('00000000-0000-4000-8000-0000000000b3', '00000000-0000-4000-8000-0000000000a2', 'squat');
insert into public.session_participants (session_id, user_id, name, role)
values
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 'Ada', 'athlete'),
  ('00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000a1', 'Ada', 'athlete'),
  ('00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000a2', 'Bo', 'athlete'),
  ('00000000-0000-4000-8000-0000000000b3', '00000000-0000-4000-8000-0000000000a2', 'Bo', 'athlete');
update public.coaching_sessions set status = 'ended', ended_at = created_at + interval '1 minute', feedback_data = '{"athletes": []}';
insert into public.session_events (session_id, seq, at_ms, change)
select id, 1, 0, '{"type": "session-ended"}' from public.coaching_sessions;

create function pg_temp.be(who text) returns void language plpgsql as $$
begin
  perform set_config('request.jwt.claims', jsonb_build_object('sub', '00000000-0000-4000-8000-0000000000' || who)::text, true);
end;
$$;
create function pg_temp.seen() returns text[] language sql as $$
  select array_agg(right(id::text, 2) order by id) from public.coaching_sessions
$$;

-- Nobody sees anything before anything is granted.
set local role authenticated;
select pg_temp.be('c1');
select is(pg_temp.seen(), null, 'a coach without grants sees no session');
select is((select count(*) from public.session_results), 0::bigint, 'nor results');
select is((select count(*) from private.people_known()), 0::bigint, 'nor names');
select throws_ok(
  $$insert into public.training_grants (athlete_id, coach_id)
    values ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000c1')$$,
  '42501', null, 'nobody grants themselves anything'
);
select lives_ok(
  $$insert into public.roster_links (created_by, expires_at) values ('00000000-0000-4000-8000-0000000000c1', now() + interval '1 day')$$,
  'a coach makes a link to their roster'
);
select throws_ok(
  $$insert into public.roster_links (created_by, expires_at) values ('00000000-0000-4000-8000-0000000000c2', now() + interval '1 day')$$,
  '42501', null, 'a coach makes no link to another’s roster'
);
select throws_ok(
  $$insert into public.roster_links (created_by, expires_at) values ('00000000-0000-4000-8000-0000000000c1', 'infinity')$$,
  '23514', null, 'no link is good for ever'
);
select pg_temp.be('e1');
select is((select count(*) from public.roster_links), 0::bigint, 'a stranger sees no links');
select is_empty('update public.roster_links set revoked_at = now() returning id', 'a stranger takes back no links');
select pg_temp.be('c1');
select isnt_empty('update public.roster_links set revoked_at = now() returning id', 'a coach takes back their link');
select throws_ok('update public.roster_links set revoked_at = null', '42501', null, 'what was taken back stays so');

-- Ada lets the coach see.
reset role;
set local role service_role;
insert into public.training_grants (id, athlete_id, coach_id)
values ('00000000-0000-4000-8000-0000000000f1', '00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000c1');
select throws_ok(
  $$insert into public.training_grants (athlete_id, coach_id)
    values ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000c1')$$,
  '23505', null, 'there is one grant at a time for one pair'
);
select throws_ok(
  $$insert into public.training_grants (athlete_id, coach_id)
    values ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000a1')$$,
  '23514', null, 'nobody is their own coach'
);
set local role authenticated;
select pg_temp.be('c1');
select is(pg_temp.seen(), array['b1'], 'the coach sees the session, not the one with an athlete who granted nothing');
select is((select count(*) from public.session_events), 1::bigint, 'and what happened in it');
select is((select count(*) from public.session_participants), 1::bigint, 'and who took part');
select is(
  private.session_feedback('00000000-0000-4000-8000-0000000000b1'), '{"athletes": []}'::jsonb, 'and what it came to'
);
select is((select count(*) from public.session_results), 2::bigint, 'and Ada’s results, also those among others');
select is((select total_sessions from public.user_progress), 2, 'and Ada’s progress');
select results_eq(
  'select name from private.people_known() order by name', $$values ('Ada'), ('Coach')$$, 'and Ada’s name'
);
select is((select count(*) from public.training_grants), 1::bigint, 'and the grant');
select is((select count(*) from public.profiles), 1::bigint, 'but not Ada’s profile');
select throws_ok('update public.training_grants set withdrawn_at = null', '42501', null, 'nobody writes grants');
select throws_ok($$update public.session_results set reps = 1$$, '42501', null, 'a coach writes no results');
select pg_temp.be('e1');
select is(pg_temp.seen(), null, 'a stranger sees nothing by another’s grant');
select is((select count(*) from public.training_grants), 0::bigint, 'nor the grant');
select is((select count(*) from private.people_known()), 0::bigint, 'nor names');
select is((private.withdraw_grant('00000000-0000-4000-8000-0000000000f1')).athlete, null, 'nor does a stranger end it');
select is((private.withdraw_grant('00000000-0000-4000-8000-0000000000f1')).places, null, 'nor any place by it');
select pg_temp.be('a2');
select is(pg_temp.seen(), array['b2', 'b3'], 'another athlete sees their own sessions only');
select is((select count(*) from public.training_grants), 0::bigint, 'and no grant of Ada’s');

-- Looking is logged for who has no other right, and shown to the athlete.
select pg_temp.be('c1');
select private.note_access('session', array['00000000-0000-4000-8000-0000000000b1']::uuid[], null);
select private.note_access('session', array['00000000-0000-4000-8000-0000000000b1']::uuid[], null);
select private.note_access('progress', '{}', '00000000-0000-4000-8000-0000000000a1');
select private.note_access('progress', '{}', '00000000-0000-4000-8000-0000000000a2');
select private.note_access('session', array['00000000-0000-4000-8000-0000000000b3']::uuid[], null);
select is((select count(*) from public.access_log), 0::bigint, 'the reader does not see the log');
select throws_ok(
  $$insert into public.access_log (athlete_id, reader_name, what) values ('00000000-0000-4000-8000-0000000000a1', 'Me', 'session')$$,
  '42501', null, 'nobody writes the log'
);
select throws_ok('delete from public.access_log', '42501', null, 'nobody clears the log');
select pg_temp.be('a1');
select private.note_access('session', array['00000000-0000-4000-8000-0000000000b1']::uuid[], null);
select results_eq(
  'select reader_name, what, right(session_id::text, 2), times from public.access_log order by what',
  $$values ('Coach', 'progress', null, 1), ('Coach', 'session', 'b1', 1)$$, 'the athlete sees who looked, and at what'
);
select pg_temp.be('a2');
select is((select count(*) from public.access_log), 0::bigint, 'another athlete does not');

-- Withdrawn: nothing more, at once, and no place in a live session of Ada's own; in another's it stays.
reset role;
insert into public.coaching_sessions (id, user_id, config_id)
values
  ('00000000-0000-4000-8000-0000000000b4', '00000000-0000-4000-8000-0000000000a1', 'squat'),
  ('00000000-0000-4000-8000-0000000000b5', '00000000-0000-4000-8000-0000000000a2', 'squat');
insert into public.invitations (id, session_id, role, created_by, expires_at)
select ('00000000-0000-4000-8000-0000000001' || right(id::text, 2))::uuid, id, 'coach', user_id, now() + interval '1 hour'
from public.coaching_sessions where status = 'live';
insert into public.session_participants (session_id, user_id, name, role, invitation_id)
select session_id, '00000000-0000-4000-8000-0000000000c1', 'Coach', 'coach', id from public.invitations;
set local role authenticated;
select pg_temp.be('a1');
select results_eq(
  $$select right(athlete::text, 2), right(readers[1]::text, 2), by_reader, places
    from private.withdraw_grant('00000000-0000-4000-8000-0000000000f1')$$,
  $$values ('a1', 'c1', false, jsonb_build_array(jsonb_build_object(
    'sessionId', '00000000-0000-4000-8000-0000000000b4', 'invitationId', '00000000-0000-4000-8000-0000000001b4'
  )))$$, 'the athlete withdraws, and the places that end are known'
);
reset role;
select results_eq(
  'select right(id::text, 2) from public.invitations where revoked_at is not null', $$values ('b4')$$,
  'the coach’s link into the athlete’s live session is taken back with it'
);
delete from public.coaching_sessions where id in ('00000000-0000-4000-8000-0000000000b4', '00000000-0000-4000-8000-0000000000b5');
set local role authenticated;
select pg_temp.be('a1');
select is((select count(*) from public.training_grants where withdrawn_at is not null), 1::bigint, 'the athlete sees what was');
select pg_temp.be('c1');
select is(pg_temp.seen(), null, 'the coach sees no session any more');
select is((select count(*) from public.session_results), 0::bigint, 'nor results');
select is((select count(*) from public.user_progress), 0::bigint, 'nor progress');
select is((select count(*) from private.people_known()), 0::bigint, 'nor names');
select is((select count(*) from public.training_grants), 0::bigint, 'nor the grant');

-- A team: its coaches see what its athletes grant to it.
select pg_temp.be('c2');
insert into public.teams (name, owner_id) values ('Rowers', '00000000-0000-4000-8000-0000000000c2');
select is((select count(*) from public.team_coaches), 1::bigint, 'who founds a team is its coach');
reset role;
insert into public.team_coaches (team_id, user_id) select id, '00000000-0000-4000-8000-0000000000c3' from public.teams;
insert into public.training_grants (id, athlete_id, team_id)
select grant_id, athlete, id
from public.teams, (values
  ('00000000-0000-4000-8000-0000000000f2'::uuid, '00000000-0000-4000-8000-0000000000a1'::uuid),
  ('00000000-0000-4000-8000-0000000000f3', '00000000-0000-4000-8000-0000000000a2')
) as given (grant_id, athlete);
set local role authenticated;
select pg_temp.be('c3');
select is(pg_temp.seen(), array['b1', 'b2', 'b3'], 'a coach of the team sees its athletes’ sessions, shared ones too');
select throws_ok(
  $$insert into public.roster_links (created_by, team_id, role, expires_at)
    select '00000000-0000-4000-8000-0000000000c3', id, 'coach', now() + interval '1 day' from public.teams$$,
  '42501', null, 'only the owner of a team invites other coaches'
);
select is_empty($$update public.teams set name = 'Mine' returning id$$, 'or renames it');
select is_empty('delete from public.teams returning id', 'or dissolves it');
select is_empty(
  $$delete from public.team_coaches where user_id = '00000000-0000-4000-8000-0000000000c2' returning user_id$$,
  'or is sent away'
);
select pg_temp.be('a1');
select is((select name from public.teams), 'Rowers', 'an athlete of the team sees it');
select is(pg_temp.seen(), array['b1', 'b2'], 'athletes of a team don’t see each other’s sessions');
select pg_temp.be('c1');
select is((select count(*) from public.teams), 0::bigint, 'other coaches don’t see the team');
select pg_temp.be('c2');
select isnt_empty(
  $$delete from public.team_coaches where user_id = '00000000-0000-4000-8000-0000000000c3' returning user_id$$,
  'the owner sends a coach away'
);
select pg_temp.be('c3');
select is(pg_temp.seen(), null, 'who was sent away sees nothing any more');

-- Of a minor nothing is seen until a guardian consents.
reset role;
update public.training_grants set withdrawn_at = now();
insert into public.training_grants (id, athlete_id, coach_id, needs_consent)
values ('00000000-0000-4000-8000-0000000000f4', '00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000c1', true);
select throws_ok(
  $$update public.training_grants set guardian_id = athlete_id, consented_at = now()
    where id = '00000000-0000-4000-8000-0000000000f4'$$,
  '23514', null, 'nobody is their own guardian'
);
set local role authenticated;
select pg_temp.be('c1');
select is(pg_temp.seen(), null, 'nothing is seen before the guardian consents');
select is((select count(*) from private.people_known() where name = 'Ada'), 0::bigint, 'no picture either');
select is((select count(*) from private.people_named() where name = 'Ada'), 1::bigint, 'but whose consent the coach waits for');
reset role;
update public.training_grants set guardian_id = '00000000-0000-4000-8000-0000000000d1', consented_at = now()
where id = '00000000-0000-4000-8000-0000000000f4';
set local role authenticated;
select is(pg_temp.seen(), array['b1'], 'the coach sees it afterwards');
select is((select count(*) from private.people_known() where name = 'Ada'), 1::bigint, 'and Ada’s picture');
select pg_temp.be('a2');
select is((select count(*) from private.people_known() where user_id = '00000000-0000-4000-8000-0000000000c2'), 0::bigint,
  'who has left a team knows its coaches no more');
select pg_temp.be('d1');
select is(pg_temp.seen(), null, 'to be a guardian is no right to see sessions');
select is((select count(*) from public.access_log), 2::bigint, 'the guardian sees who looked');
select is((private.withdraw_grant('00000000-0000-4000-8000-0000000000f4')).by_reader, false, 'the guardian withdraws');
select pg_temp.be('c1');
select is(pg_temp.seen(), null, 'and the coach sees nothing any more');

-- A reader who is gone stays in the log by name.
reset role;
delete from auth.users where id = '00000000-0000-4000-8000-0000000000c1';
select is((select array_agg(distinct reader_name) from public.access_log), array['Coach'], 'the log outlives the reader');

select * from finish();
rollback;
