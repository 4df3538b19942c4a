-- Who is sent which changes by Realtime, and who may hear them: `supabase test db`, or the project's own tests.
begin;
create extension if not exists pgtap;
select plan(25);

-- Where there is no Realtime: its table and functions, as a project has them.
do $$
begin
  if to_regclass('realtime.messages') is not null then return; end if;
  create schema realtime;
  create table realtime.messages (
    topic text not null, extension text not null, payload jsonb, event text, private boolean default false,
    updated_at timestamp not null default now(), inserted_at timestamp not null default now(), id uuid not null default gen_random_uuid()
  );
  alter table realtime.messages enable row level security;
  grant usage on schema realtime to anon, authenticated, service_role;
  grant select, insert, update on realtime.messages to anon, authenticated, service_role;
  create function realtime.topic() returns text language sql stable as
    $f$ select nullif(current_setting('realtime.topic', true), '')::text $f$;
  create function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void
  language plpgsql as $f$
  begin
    insert into realtime.messages (payload, event, topic, private, extension) values (payload, event, topic, private, 'broadcast');
  end;
  $f$;
end;
$$;

select is(private.open_realtime(), 'open', 'the policy is made where Realtime is');
select is(private.open_realtime(), 'open', 'and is made once');

create function pg_temp.id(person text) returns uuid language sql immutable as
  $$ select ('00000000-0000-4000-8000-0000000000' || person)::uuid $$;
-- c1 owns and trains, c2 coaches in the session, c3 came by a link that was taken back, c4 watched, c5 is let see by a grant, c6 is nobody.
insert into auth.users (id, raw_user_meta_data)
select pg_temp.id(person), '{"name": "Somebody"}' from unnest(array['c1', 'c2', 'c3', 'c4', 'c5', 'c6']) person;
insert into public.coaching_sessions (id, user_id, config_id) values (pg_temp.id('d1'), pg_temp.id('c1'), 'squat');
insert into public.invitations (id, session_id, role, created_by, expires_at, revoked_at) values
  (pg_temp.id('d2'), pg_temp.id('d1'), 'coach', pg_temp.id('c1'), now() + interval '1 day', now()),
  (pg_temp.id('d3'), pg_temp.id('d1'), 'coach', pg_temp.id('c1'), now() + interval '1 day', null);
insert into public.session_participants (session_id, user_id, name, role, invitation_id) values
  (pg_temp.id('d1'), pg_temp.id('c1'), 'Ada', 'athlete', null),
  (pg_temp.id('d1'), pg_temp.id('c2'), 'Kim', 'coach', pg_temp.id('d3')),
  (pg_temp.id('d1'), pg_temp.id('c3'), 'Away', 'coach', pg_temp.id('d2')),
  (pg_temp.id('d1'), pg_temp.id('c4'), 'Watched', 'spectator', null);
insert into public.training_grants (id, athlete_id, coach_id) values (pg_temp.id('d4'), pg_temp.id('c1'), pg_temp.id('c5'));

-- What was sent, as `person kind`, since the last call: messages are told apart by their ids.
create temporary table heard (id uuid primary key);
create function pg_temp.sent(about text) returns text language sql as $$
  with fresh as (
    select id, right(topic, 2) || ' ' || (payload ->> 'kind') as message, payload ->> 'topic' as topic
    from realtime.messages
    where extension = 'broadcast' and event = 'change' and private and topic like 'person:00000000-0000-4000-8000-0000000000__'
      and id not in (select id from heard)
  ), noted as (insert into heard select id from fresh)
  select coalesce(string_agg(distinct message, ', ' order by message), '') from fresh where topic is not distinct from about;
$$;
create function pg_temp.session() returns text language sql immutable as $$ select 'session:' || pg_temp.id('d1') $$;
select pg_temp.sent('own');

insert into public.session_comments (id, session_id, user_id, author_name, from_ms, body)
values (pg_temp.id('d5'), pg_temp.id('d1'), pg_temp.id('c1'), 'Ada', 0, 'Knees out');
select is(
  pg_temp.sent(pg_temp.session()), 'c1 comments, c2 comments, c5 comments',
  'of a comment hear owner, coach and who is let see; not who was sent away, who watched, or a stranger'
);
insert into public.session_files (id, session_id, kind, number, name, content_type, started_at_ms, node, path)
values (pg_temp.id('d6'), pg_temp.id('d1'), 'recording', 0, 'x', 'video/webm', 0, pg_temp.id('d7'), '/x');
select is(pg_temp.sent(pg_temp.session()), 'c1 files, c2 files, c5 files', 'a file that begins is announced');
update public.session_files set path = '/y' where id = pg_temp.id('d6');
select is(pg_temp.sent(pg_temp.session()), '', 'where it lies is not');
update public.session_files set bytes = 1 where id = pg_temp.id('d6');
select is(pg_temp.sent(pg_temp.session()), 'c1 files, c2 files, c5 files', 'how far it is, is');

insert into public.session_clips (id, session_id, user_id, maker_name, source_id, title, from_ms, to_ms, wish, node)
values (pg_temp.id('d8'), pg_temp.id('d1'), pg_temp.id('c1'), 'Ada', pg_temp.id('d6'), 'Best', 0, 1, '{}', pg_temp.id('d7'));
select pg_temp.sent('own');
insert into public.clip_shares (id, clip_id, user_id, secret_hash, expires_at)
values (pg_temp.id('d9'), pg_temp.id('d8'), pg_temp.id('c1'), repeat('0', 64), now() + interval '1 day');
select is(pg_temp.sent(pg_temp.session()), 'c1 clips, c2 clips, c5 clips', 'a link to a clip is announced');
update public.clip_shares set opened = 1 where id = pg_temp.id('d9');
select is(pg_temp.sent(pg_temp.session()), '', 'that it was opened is not');
update public.clip_shares set revoked_at = now() where id = pg_temp.id('d9');
select is(pg_temp.sent(pg_temp.session()), 'c1 clips, c2 clips, c5 clips', 'that it was taken back is');

update public.invitations set revoked_at = now() where id = pg_temp.id('d3');
select is(
  pg_temp.sent(pg_temp.session()), 'c2 everything, c3 everything',
  'a coach whose link is taken back is sent to ask anew, as all who may not read the session'
);
update public.training_grants set withdrawn_at = now() where id = pg_temp.id('d4');
select is(pg_temp.sent(null), 'c5 everything', 'whose grant is withdrawn is sent to ask for all anew');
update public.session_comments set body = 'Knees' where id = pg_temp.id('d5');
select is(pg_temp.sent(pg_temp.session()), 'c1 comments', 'and both hear of the session no more');

update public.coaching_sessions set title = 'Monday' where id = pg_temp.id('d1');
select is(pg_temp.sent('own'), 'c1 sessions, c2 sessions, c3 sessions', 'a new title is announced to whose lists may show it');
update public.profiles set name = 'Ada King' where user_id = pg_temp.id('c1');
select is(pg_temp.sent('own'), 'c1 roster', 'a new name is announced to nobody whose grant has ended');
insert into public.training_grants (athlete_id, coach_id) values (pg_temp.id('c1'), pg_temp.id('c5'));
select pg_temp.sent('own');
update public.profiles set name = 'Ada' where user_id = pg_temp.id('c1');
select is(pg_temp.sent('own'), 'c1 roster, c5 roster', 'but to whom a grant binds');
insert into public.coaching_sessions (id, user_id, config_id, session_type, status, upload)
values (pg_temp.id('da'), pg_temp.id('c6'), 'squat', 'upload', 'uploading', '{}');
select is(pg_temp.sent('own'), 'c6 sessions, c6 uploads', 'an upload is announced to who uploads');

-- Joining a private channel, as Realtime tries it: a message on the topic, seen or not by the role with the claims.
insert into realtime.messages (topic, extension, private, event, payload)
select 'person:' || pg_temp.id('c1'), extension, true, 'probe', '{}' from unnest(array['broadcast', 'presence']) extension;
create function pg_temp.seen(person text, topic text) returns text language sql as $$
  select set_config('request.jwt.claims', format('{"sub": "%s", "role": "authenticated"}', pg_temp.id(person)), true);
  select set_config('realtime.topic', seen.topic, true);
  select coalesce(string_agg(distinct extension, ',' order by extension), '') from realtime.messages m where m.topic = seen.topic and event = 'probe';
$$;
set local role authenticated;
select is(pg_temp.seen('c1', 'person:' || pg_temp.id('c1')), 'broadcast', 'people hear broadcasts on their own channel, and nothing else');
select is(pg_temp.seen('c2', 'person:' || pg_temp.id('c1')), '', 'a coach does not hear on it');
select is(pg_temp.seen('c6', 'person:' || pg_temp.id('c1')), '', 'nor does a stranger');
select is(pg_temp.seen('c1', 'session:' || pg_temp.id('d1')), '', 'there is no channel of a session');
select throws_ok(
  format($$insert into realtime.messages (topic, extension, private) values ('person:%s', 'broadcast', true)$$, pg_temp.id('c1')),
  '42501', null, 'nobody sends there but the database'
);
select throws_ok('select private.open_realtime()', '42501', null, 'nobody but the server changes who may hear');
select throws_ok('select private.broadcast(''{}'')', '42501', null, 'nobody has the database send what they like');
set local role anon;
select is(pg_temp.seen('c1', 'person:' || pg_temp.id('c1')), '', 'nobody hears without having signed in');

-- Whoever migrated the database may not be let change Realtime's table.
reset role;
drop policy "people hear of their own changes" on realtime.messages;
create role no_owner nologin;
grant usage on schema realtime to no_owner;
grant create on schema private to no_owner;
alter function private.open_realtime() owner to no_owner;
select is(private.open_realtime(), 'refused', 'it is said where the policy can not be made');

select * from finish();
rollback;
