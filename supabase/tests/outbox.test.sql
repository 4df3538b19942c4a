-- The outbox is the server's alone.
begin;
create extension if not exists pgtap;
select plan(4);

select ok(
  (select relrowsecurity from pg_class where oid = 'private.outbox'::regclass), 'the outbox has row-level security'
);

set local role service_role;
select lives_ok(
  $$insert into private.outbox (node, name, path, content_type, bytes, sha256)
    values ('here', 'film', '/film', 'video/webm', 1, repeat('0', 64))$$,
  'the server adds files'
);

set local role authenticated;
select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000a1"}', true);
select throws_ok('select * from private.outbox', '42501', null, 'a person does not read what waits');
select throws_ok('delete from private.outbox', '42501', null, 'a person does not remove what waits');

reset role;
select * from finish();
rollback;
