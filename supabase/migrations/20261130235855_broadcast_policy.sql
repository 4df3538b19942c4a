-- Who may hear on which of Realtime's private channels: each person on their own, and nobody sends there but the database. The table is
-- Realtime's, which is not everywhere, makes it late, and may not let us; so this can be done again, and the server does so at each start.

-- Whether pages hear by Realtime: 'open', 'absent' where there is no Realtime, 'refused' where only its owner may add the policy.
create function private.open_realtime() returns text
language plpgsql security definer set search_path = ''
as $$
begin
  if to_regclass('realtime.messages') is null or to_regprocedure('realtime.send(jsonb, text, text, boolean)') is null then
    return 'absent';
  end if;
  if not exists (
    select from pg_policies
    where schemaname = 'realtime' and tablename = 'messages' and policyname = 'people hear of their own changes'
  ) then
    execute $policy$
      create policy "people hear of their own changes" on realtime.messages for select to authenticated
      using (extension = 'broadcast' and (select realtime.topic()) = 'person:' || (select auth.uid()))
    $policy$;
  end if;
  return 'open';
exception when insufficient_privilege then
  return 'refused';
end;
$$;
revoke all on function private.open_realtime() from public;
grant execute on function private.open_realtime() to service_role;

select private.open_realtime();
