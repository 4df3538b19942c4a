-- Only the sign-in makes people: GoTrue in a Supabase project, this server's own part of GoTrue elsewhere. Their names follow what
-- they say of themselves there.

drop function private.sign_in(text);

-- A name as it can be shown: without characters that move lines or turn the order of others round; null where nothing is seen of it.
create function private.shown_name(metadata jsonb) returns text
language sql immutable set search_path = ''
as $$
  with given as (
    select regexp_replace(metadata ->> 'name', '[\u0001-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]', ' ', 'g') as name
  )
  select left(btrim(name), 60) from given
  where regexp_replace(name, '[\s\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u2060-\u2065\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]', '', 'g') <> '';
$$;

create or replace function private.create_profile() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.profiles (user_id, name) values (new.id, coalesce(private.shown_name(new.raw_user_meta_data), 'Somebody'));
  return new;
end;
$$;

create function private.rename_profile() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.profiles
  set name = coalesce(private.shown_name(new.raw_user_meta_data), name)
  where user_id = new.id;
  return new;
end;
$$;

create trigger rename_profile after update of raw_user_meta_data on auth.users
for each row when (old.raw_user_meta_data is distinct from new.raw_user_meta_data)
execute function private.rename_profile();

-- Names are changed by the sign-in.
drop policy "people change their own name" on public.profiles;
revoke update (name) on public.profiles from authenticated;

-- Who is still signed in, of those whose tokens say so: signing out and being deleted end a sign-in at once, a token only runs out.
create function private.signed_in(sign_ins uuid[]) returns table (sign_in_id uuid, user_id uuid, name text)
language sql stable security definer set search_path = ''
as $$
  select s.id, p.user_id, p.name
  from auth.sessions s
  join public.profiles p on p.user_id = s.user_id
  where s.id = any (sign_ins) and (s.not_after is null or s.not_after > now());
$$;

revoke all on function private.shown_name(jsonb), private.create_profile(), private.rename_profile(),
  private.signed_in(uuid[]) from public;
grant execute on function private.signed_in(uuid[]) to service_role;
