-- What the sign-in leaves in the records: profiles, and who is still signed in.
begin;
create extension if not exists pgtap;
select plan(21);

insert into auth.users (id, raw_user_meta_data)
values
  ('00000000-0000-4000-8000-0000000000d1', '{"name": "  Ada  "}'),
  ('00000000-0000-4000-8000-0000000000d2', jsonb_build_object('name', repeat('x', 100))),
  ('00000000-0000-4000-8000-0000000000d3', jsonb_build_object('name', U&'\202EAda\2066\000A')),
  ('00000000-0000-4000-8000-0000000000d4', jsonb_build_object('name', U&'\200B\FEFF ')),
  ('00000000-0000-4000-8000-0000000000d5', '["no object"]');
insert into auth.sessions (id, user_id, not_after)
values
  ('00000000-0000-4000-8000-0000000000e1', '00000000-0000-4000-8000-0000000000d1', null),
  ('00000000-0000-4000-8000-0000000000e2', '00000000-0000-4000-8000-0000000000d1', now() - interval '1 second');

create function name_of(person text) returns text language sql
as $$ select name from public.profiles where user_id = ('00000000-0000-4000-8000-0000000000' || person)::uuid $$;

select is(name_of('d1'), 'Ada', 'a profile has the name without spaces around it');
select is(name_of('d2'), repeat('x', 60), 'a name that is too long is cut');
select is(name_of('d3'), 'Ada', 'a name turns nothing round and moves no lines');
select is(name_of('d4'), 'Somebody', 'a name that nobody sees is none');
select is(name_of('d5'), 'Somebody', 'who says no name has a profile all the same');

update auth.users set raw_user_meta_data = '{"name": "Ada King"}' where id = '00000000-0000-4000-8000-0000000000d1';
select is(name_of('d1'), 'Ada King', 'a profile follows the name');
update auth.users set raw_user_meta_data = '{"language": "de"}' where id = '00000000-0000-4000-8000-0000000000d1';
select is(name_of('d1'), 'Ada King', 'a name stays where none is said');

set local role service_role;
select results_eq(
  $$select sign_in_id::text, name from private.signed_in(array[
    '00000000-0000-4000-8000-0000000000e1', '00000000-0000-4000-8000-0000000000e2', '00000000-0000-4000-8000-0000000000e3'
  ]::uuid[])$$,
  $$values ('00000000-0000-4000-8000-0000000000e1', 'Ada King')$$,
  'the server learns which sign-ins have not ended'
);
select throws_ok(
  $$select encrypted_password from auth.users$$, '42501', null, 'the server’s own role reads no passwords'
);

set local role authenticated;
select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000d1"}', true);
select throws_ok(
  $$select * from private.signed_in(array['00000000-0000-4000-8000-0000000000e1']::uuid[])$$,
  '42501', null, 'nobody learns who is signed in'
);
select throws_ok($$select * from auth.sessions$$, '42501', null, 'nobody reads sign-ins');
select throws_ok(
  $$update public.profiles set name = 'Somebody else'$$, '42501', null, 'a name is changed by the sign-in alone'
);

set local role anon;
select throws_ok($$select * from public.profiles$$, '42501', null, 'strangers read no profiles');

reset role;
delete from auth.users where id = '00000000-0000-4000-8000-0000000000d1';
select is(
  (select count(*) from auth.sessions where user_id = '00000000-0000-4000-8000-0000000000d1'), 0::bigint,
  'the sign-ins of a person who is gone are gone'
);

-- An owner's session in which the person who leaves was an athlete beside another one.
insert into public.coaching_sessions (id, user_id, config_id, status, ended_at, feedback_data)
values (
  '00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000d2', 'squat', 'ended', now(),
  '{"athletes": [{"id": "00000000-0000-4000-8000-0000000000f3"}, {"id": "00000000-0000-4000-8000-0000000000f4"}]}'
);
insert into public.session_participants (session_id, user_id, name, role, participant_id)
values
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000d3', 'Ada', 'athlete', '00000000-0000-4000-8000-0000000000f3'),
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000d4', 'Bo', 'athlete', '00000000-0000-4000-8000-0000000000f4');
insert into public.session_events (session_id, seq, at_ms, change)
values
  ('00000000-0000-4000-8000-0000000000b1', 1, 0, '{"type": "participant-joined", "participant": {"id": "00000000-0000-4000-8000-0000000000f3", "name": "Ada"}}'),
  ('00000000-0000-4000-8000-0000000000b1', 2, 0, '{"type": "coaching", "athleteId": "00000000-0000-4000-8000-0000000000f3"}'),
  ('00000000-0000-4000-8000-0000000000b1', 3, 0, '{"type": "coaching", "athleteId": "00000000-0000-4000-8000-0000000000f4"}');
insert into public.session_files (id, session_id, participant_id, kind, number, name, content_type, started_at_ms, state)
values
  ('00000000-0000-4000-8000-000000000003', '00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000f3', 'track', 0, 'three', 'x/y', 0, 'lost'),
  ('00000000-0000-4000-8000-000000000004', '00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000f4', 'track', 0, 'four', 'x/y', 0, 'lost');

set local role authenticated;
select throws_ok(
  $$select private.forget_person('00000000-0000-4000-8000-0000000000d3')$$, '42501', null, 'nobody forgets others'
);
set local role service_role;
select private.forget_person('00000000-0000-4000-8000-0000000000d3');
select is(
  (select feedback_data -> 'athletes' from public.coaching_sessions where id = '00000000-0000-4000-8000-0000000000b1'),
  '[{"id": "00000000-0000-4000-8000-0000000000f4"}]'::jsonb, 'what the session came to for who left is gone, that of others stays'
);
select results_eq(
  $$select seq from public.session_events where session_id = '00000000-0000-4000-8000-0000000000b1' order by seq$$,
  array[1, 3], 'what was counted of who left is gone'
);
select is(
  (select change #>> '{participant,name}' from public.session_events
   where session_id = '00000000-0000-4000-8000-0000000000b1' and seq = 1), 'Somebody', 'and the name'
);
select results_eq(
  $$select name from public.session_files where session_id = '00000000-0000-4000-8000-0000000000b1'$$,
  array['four'], 'and the files'
);
select is((select count(*) from private.file_removals where name = 'three'), 1::bigint, 'whose bytes go too');

reset role;
delete from auth.users where id = '00000000-0000-4000-8000-0000000000d2';
select is(
  (select count(*) from public.coaching_sessions where id = '00000000-0000-4000-8000-0000000000b1'), 0::bigint,
  'the sessions of somebody who is gone are gone'
);

select * from finish();
rollback;
