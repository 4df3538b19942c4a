-- Who is banned in a Supabase project is signed in no more, at once: there a ban alone ends no sign-in, only its renewal.
create or replace function private.signed_in(sign_ins uuid[]) returns table (sign_in_id uuid, user_id uuid, name text)
language sql stable security definer set search_path = ''
as $$
  select s.id, p.user_id, p.name
  from auth.sessions s
  join public.profiles p on p.user_id = s.user_id
  join auth.users u on u.id = s.user_id
  where s.id = any (sign_ins) and (s.not_after is null or s.not_after > now())
    -- By name, since our own sign-in bans nobody and has no such column.
    and coalesce((to_jsonb(u) ->> 'banned_until')::timestamptz <= now(), true);
$$;
