-- Pictures of people lie in the file store, which is the bucket `avatars` in a project, and here is which file is whose. What was kept in the
-- database before is let go: no release had it.

delete from private.profile_pictures;
alter table private.profile_pictures
  drop column picture,
  -- JPEG, 128 px square, made by the server of what the person gave.
  add column name text not null unique,
  add column bytes integer not null check (bytes between 1 and 32768),
  add column sha256 text not null;

-- A file goes with its row, whichever way that goes.
create function private.remove_picture() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into private.file_removals (name) values (old.name);
  return null;
end;
$$;
create trigger remove_picture after delete or update of name on private.profile_pictures
for each row execute function private.remove_picture();

-- The rules are as before.
drop function private.pictures_known();
create function private.pictures_known() returns table (user_id uuid, name text)
language plpgsql stable security definer set search_path = ''
as $$
begin
  return query select p.user_id, p.name from private.profile_pictures p
  where p.user_id = (select auth.uid()) or p.user_id in (select k.user_id from private.people_known() k);
end;
$$;

drop function private.pictures_in_session(uuid);
create function private.pictures_in_session(session uuid) returns table (participant_id uuid, name text)
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not exists (
    select from public.coaching_sessions s where s.id = session and s.user_id = (select auth.uid())
  ) and not exists (
    select from public.session_participants p left join public.invitations i on i.id = p.invitation_id
    where p.session_id = session and p.user_id = (select auth.uid()) and i.revoked_at is null
  ) then return; end if;
  return query select p.participant_id, x.name
  from public.session_participants p join private.profile_pictures x on x.user_id = p.user_id
  where p.session_id = session and p.role <> 'spectator';
end;
$$;

revoke all on function private.pictures_known(), private.pictures_in_session(uuid), private.remove_picture() from public;
grant execute on function private.pictures_known(), private.pictures_in_session(uuid) to authenticated, service_role;

-- A picture is what the server has made of it, so nobody else writes any.
create or replace function private.open_storage() returns text
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
    select p.policyname as name from pg_policies p
    where p.schemaname = 'storage' and p.tablename = 'objects'
      and p.policyname in ('people add their own picture', 'people replace their own picture', 'people remove their own picture')
  loop
    execute format('drop policy %I on storage.objects', policy.name);
  end loop;
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

select private.open_storage();
