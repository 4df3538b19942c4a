-- Where the database is a Supabase project's: the buckets, all private, and who reads what in them. The server, which has the secret key, puts
-- files there past the policies; browsers put films there by a token that the server had signed for one name. Storage's tables are not
-- everywhere and may not be ours to change; so this can be done again, and the server does so at each start.

-- Whether the buckets and their policies are there: 'open', 'absent' where there is no Storage, 'refused' where only its owner may add them.
create function private.open_storage() returns text
language plpgsql security definer set search_path = ''
as $$
declare
  policy record;
begin
  if to_regclass('storage.buckets') is null or to_regclass('storage.objects') is null then return 'absent'; end if;
  execute $buckets$
    insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
    values
      ('recordings', 'recordings', false, null, null),
      ('clips', 'clips', false, null, null),
      -- As much as a film may have.
      ('uploads', 'uploads', false, 4294967296, null),
      ('avatars', 'avatars', false, 2097152, array['image/png', 'image/jpeg', 'image/webp'])
    on conflict (id) do nothing
  $buckets$;
  for policy in
    select * from (values
      (
        'who reads the row of a file reads the file',
        $rule$for select to authenticated using (
          bucket_id in ('recordings', 'clips') and exists (select from public.session_files f where f.name = objects.name)
        )$rule$
      ),
      (
        'people read their films on the way',
        $rule$for select to authenticated using (
          bucket_id = 'uploads' and exists (
            select from public.coaching_sessions s
            where 'uploads/' || s.id = objects.name and s.user_id = (select auth.uid())
          )
        )$rule$
      ),
      (
        'people see their own picture, and of those whom they know',
        $rule$for select to authenticated using (
          bucket_id = 'avatars' and (
            split_part(objects.name, '/', 1) = (select auth.uid())::text
            or split_part(objects.name, '/', 1) in (select k.user_id::text from private.people_known() k)
          )
        )$rule$
      ),
      (
        'people add their own picture',
        $rule$for insert to authenticated with check (
          bucket_id = 'avatars' and split_part(objects.name, '/', 1) = (select auth.uid())::text
        )$rule$
      ),
      (
        'people replace their own picture',
        $rule$for update to authenticated
        using (bucket_id = 'avatars' and split_part(objects.name, '/', 1) = (select auth.uid())::text)
        with check (bucket_id = 'avatars' and split_part(objects.name, '/', 1) = (select auth.uid())::text)$rule$
      ),
      (
        'people remove their own picture',
        $rule$for delete to authenticated using (
          bucket_id = 'avatars' and split_part(objects.name, '/', 1) = (select auth.uid())::text
        )$rule$
      )
    ) wanted (name, rule)
    where not exists (
      select from pg_policies p where p.schemaname = 'storage' and p.tablename = 'objects' and p.policyname = wanted.name
    )
  loop
    execute format('create policy %I on storage.objects %s', policy.name, policy.rule);
  end loop;
  return 'open';
exception when insufficient_privilege then
  return 'refused';
end;
$$;

-- A film that came to a bucket is removed there once it is judged, can't be, or is given up: by a trigger, so that no way of ending it
-- leaves it behind.
create function private.remove_sent_film() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into private.file_removals (name) values ('uploads/' || old.id);
  return null;
end;
$$;
create trigger remove_judged_film after update of status on public.coaching_sessions
for each row when (
  new.upload ? 'sentToStore' and new.status in ('ended', 'failed') and old.status not in ('ended', 'failed')
)
execute function private.remove_sent_film();
create trigger remove_given_up_film after delete on public.coaching_sessions
for each row when (old.upload ? 'sentToStore' and old.status not in ('ended', 'failed'))
execute function private.remove_sent_film();

revoke all on function private.open_storage(), private.remove_sent_film() from public;
grant execute on function private.open_storage() to service_role;

select private.open_storage();
