-- Who reads and writes which files past the server, by Storage: `supabase test db`, or the project's own tests.
begin;
create extension if not exists pgtap;
select plan(24);

-- Where there is no Storage: its tables, as a project has them.
do $$
begin
  if to_regclass('storage.objects') is not null then return; end if;
  create schema storage;
  create table storage.buckets (
    id text primary key, name text not null unique, owner uuid, public boolean default false, file_size_limit bigint,
    allowed_mime_types text[], created_at timestamptz default now(), updated_at timestamptz default now()
  );
  create table storage.objects (
    id uuid primary key default gen_random_uuid(), bucket_id text references storage.buckets (id), name text, owner uuid,
    owner_id text, metadata jsonb, created_at timestamptz default now(), updated_at timestamptz default now(), unique (bucket_id, name)
  );
  alter table storage.buckets enable row level security;
  alter table storage.objects enable row level security;
  grant usage on schema storage to anon, authenticated, service_role;
  grant all on storage.buckets, storage.objects to anon, authenticated, service_role;
end;
$$;

select is(private.open_storage(), 'open', 'buckets and policies are made where Storage is');
create policy "people add their own picture" on storage.objects for insert to authenticated with check (bucket_id = 'avatars');
select is(private.open_storage(), 'open', 'and are made once');
select is(
  (select count(*) from pg_policies where schemaname = 'storage' and tablename = 'objects' and policyname like 'people % their own picture'),
  0::bigint, 'policies by which people wrote pictures are taken away'
);
select is(
  (select string_agg(id, ', ' order by id) from storage.buckets where id in ('recordings', 'uploads', 'clips', 'avatars') and not public),
  'avatars, clips, recordings, uploads', 'all buckets are private'
);

create function pg_temp.id(person text) returns uuid language sql immutable as
  $$ select ('00000000-0000-4000-8000-0000000000' || person)::uuid $$;
-- a1 owns and trains, a2 coaches in the session, a3 is let see by a grant, a4 is nobody.
insert into auth.users (id, raw_user_meta_data)
select pg_temp.id(person), '{"name": "Somebody"}' from unnest(array['a1', 'a2', 'a3', 'a4']) person;
insert into public.coaching_sessions (id, user_id, config_id) values (pg_temp.id('b1'), pg_temp.id('a1'), 'squat');
insert into public.session_participants (session_id, user_id, name, role) values
  (pg_temp.id('b1'), pg_temp.id('a1'), 'Ada', 'athlete'), (pg_temp.id('b1'), pg_temp.id('a2'), 'Kim', 'coach');
insert into public.training_grants (athlete_id, coach_id) values (pg_temp.id('a1'), pg_temp.id('a3'));
insert into public.session_files (id, session_id, kind, number, name, content_type, started_at_ms, node, path)
values (pg_temp.id('b2'), pg_temp.id('b1'), 'recording', 0, 'b1/recording', 'video/webm', 0, pg_temp.id('b3'), '/x');
insert into public.coaching_sessions (id, user_id, config_id, session_type, status, upload)
values (pg_temp.id('b4'), pg_temp.id('a1'), 'squat', 'upload', 'uploading', '{"sentToStore": true}');
insert into storage.objects (bucket_id, name) values
  ('recordings', 'b1/recording'), ('recordings', 'b1/of-no-row'), ('uploads', 'uploads/' || pg_temp.id('b4')),
  ('avatars', pg_temp.id('a1') || '/picture');

create function pg_temp.seen(person text) returns text language sql as $$
  select set_config('request.jwt.claims', format('{"sub": "%s", "role": "authenticated"}', pg_temp.id(person)), true);
  select coalesce(string_agg(bucket_id, ', ' order by bucket_id), '') from storage.objects
  where name in ('b1/recording', 'b1/of-no-row', 'uploads/' || pg_temp.id('b4'), pg_temp.id('a1') || '/picture');
$$;
create function pg_temp.as_person(person text) returns void language sql as $$
  select set_config('request.jwt.claims', format('{"sub": "%s", "role": "authenticated"}', pg_temp.id(person)), true);
$$;
set local role authenticated;
select is(pg_temp.seen('a1'), 'avatars, recordings, uploads', 'the owner reads recording, film on its way and picture');
select is(pg_temp.seen('a2'), 'recordings', 'a coach of the session reads its recording');
select is(pg_temp.seen('a3'), 'avatars, recordings', 'who is let see reads the recording and sees the picture');
select is(pg_temp.seen('a4'), '', 'a stranger reads nothing');

-- Nobody but the server writes, not even one's own picture.
select pg_temp.as_person('a1');
select throws_ok(
  format($$insert into storage.objects (bucket_id, name) values ('%s', '%s/mine')$$, bucket, pg_temp.id('a1')), '42501', null,
  'the owner puts nothing into ' || bucket
) from unnest(array['recordings', 'uploads', 'clips', 'avatars']) bucket;
-- Storage lets nobody delete past it, unless this is said.
select set_config('storage.allow_delete_query', 'true', true);
create function pg_temp.changed(statement text) returns bigint language plpgsql as
  $$ declare changed bigint; begin execute statement; get diagnostics changed = row_count; return changed; end; $$;
select is(pg_temp.changed($$update storage.objects set metadata = '{"x": 1}'$$), 0::bigint, 'the owner changes no file');
select is(pg_temp.changed('delete from storage.objects'), 0::bigint, 'and removes none, nor the own picture');
select pg_temp.as_person('a4');
select is(pg_temp.changed($$update storage.objects set metadata = '{"x": 1}'$$), 0::bigint, 'a stranger changes no file');
select is(pg_temp.changed('delete from storage.objects'), 0::bigint, 'and removes none');
select pg_temp.as_person('a2');
select is(pg_temp.changed($$delete from storage.objects where bucket_id = 'recordings'$$), 0::bigint, 'nor does a coach');
select throws_ok('select private.open_storage()', '42501', null, 'nobody but the server makes buckets');
set local role anon;
select is((select count(*) from storage.objects where name = 'b1/recording'), 0::bigint, 'nobody reads without having signed in');
reset role;

-- Withdrawn at once.
update public.training_grants set withdrawn_at = now() where athlete_id = pg_temp.id('a1');
set local role authenticated;
select is(pg_temp.seen('a3'), '', 'a right that is withdrawn ends for files too');
reset role;

-- What is over or given up leaves no film in the bucket.
update public.coaching_sessions set status = 'queued' where id = pg_temp.id('b4');
select is((select count(*) from private.file_removals where name = 'uploads/' || pg_temp.id('b4')), 0::bigint, 'a film that waits stays');
delete from public.coaching_sessions where id = pg_temp.id('b4');
select is((select count(*) from private.file_removals where name = 'uploads/' || pg_temp.id('b4')), 1::bigint, 'one that is given up goes');
insert into public.coaching_sessions (id, user_id, config_id, session_type, status, upload) values
  (pg_temp.id('b5'), pg_temp.id('a1'), 'squat', 'upload', 'analysing', '{"sentToStore": true}'),
  (pg_temp.id('b6'), pg_temp.id('a1'), 'squat', 'upload', 'analysing', '{}');
update public.coaching_sessions set status = 'ended', ended_at = now() where id in (pg_temp.id('b5'), pg_temp.id('b6'));
select is(
  (select string_agg(right(name, 2), ', ') from private.file_removals where name like 'uploads/%b5' or name like 'uploads/%b6'), 'b5',
  'one that is judged goes, where it came to a bucket'
);

-- Whoever migrated the database may not be let change Storage's tables.
drop policy "people read their films on the way" on storage.objects;
create role no_owner nologin;
grant create on schema private to no_owner;
alter function private.open_storage() owner to no_owner;
select is(private.open_storage(), 'refused', 'it is said where buckets or policies can not be made');

select * from finish();
rollback;
