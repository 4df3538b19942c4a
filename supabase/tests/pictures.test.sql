-- Who sees the pictures of whom.
begin;
create extension if not exists pgtap;
select plan(10);

-- An athlete with a coach whom a grant binds to her, a spectator of her session and a stranger.
insert into auth.users (id, raw_user_meta_data)
values
  ('00000000-0000-4000-8000-0000000000a1', '{"name": "Athlete"}'),
  ('00000000-0000-4000-8000-0000000000a2', '{"name": "Coach"}'),
  ('00000000-0000-4000-8000-0000000000a3', '{"name": "Spectator"}'),
  ('00000000-0000-4000-8000-0000000000a4', '{"name": "Stranger"}');
insert into private.profile_pictures (user_id, name, bytes, sha256) select id, id || '/picture-1.jpg', 1, 'x' from auth.users;
insert into public.training_grants (athlete_id, coach_id)
values ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000a2');
insert into public.coaching_sessions (id, user_id, config_id)
values ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 'squat');
insert into public.session_participants (session_id, user_id, name, role)
values
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 'Athlete', 'athlete'),
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a3', 'Spectator', 'spectator');

create function pg_temp.become(person text) returns void language sql as $$
  select set_config('request.jwt.claims', json_build_object('sub', '00000000-0000-4000-8000-0000000000' || person)::text, true);
$$;
create function pg_temp.known() returns text language sql as $$
  select string_agg(right(user_id::text, 2), ' ' order by user_id) from private.pictures_known();
$$;
create function pg_temp.in_session() returns bigint language sql as $$
  select count(*) from private.pictures_in_session('00000000-0000-4000-8000-0000000000b1');
$$;

set local role authenticated;
select pg_temp.become('a1');
select is(pg_temp.known(), 'a1 a2', 'the athlete sees her own and her coach’s');
select is(pg_temp.in_session(), 1::bigint, 'the owner sees those of athletes and coaches of the session, and of no spectator');
select pg_temp.become('a2');
select is(pg_temp.known(), 'a1 a2', 'the coach sees that of the athlete');
select is(pg_temp.in_session(), 0::bigint, 'who has no place in the session sees none there');
select pg_temp.become('a3');
select is(pg_temp.known(), 'a3', 'a spectator knows nobody by that');
select is(pg_temp.in_session(), 1::bigint, 'a spectator sees who is on show in the session');
select pg_temp.become('a4');
select is(pg_temp.known(), 'a4', 'a stranger sees none but their own');
select throws_ok('select * from private.profile_pictures', '42501', null, 'nobody reads the table');

reset role;
update private.profile_pictures set name = user_id || '/picture-2.jpg' where user_id = '00000000-0000-4000-8000-0000000000a1';
select is(
  (select string_agg(name, ' ') from private.file_removals where name like '%0a1/picture-%'),
  '00000000-0000-4000-8000-0000000000a1/picture-1.jpg', 'a picture that is replaced goes from the store'
);
delete from auth.users where id = '00000000-0000-4000-8000-0000000000a1';
select is(
  (select count(*) from private.file_removals where name like '%0a1/picture-2.jpg'), 1::bigint, 'and so does that of who is deleted'
);
select * from finish();
rollback;
