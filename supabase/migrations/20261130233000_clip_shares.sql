-- Links by which people without an account see one clip, for a time.

create table public.clip_shares (
  id uuid primary key default gen_random_uuid(),
  clip_id uuid not null references public.session_clips (id) on delete cascade,
  -- Who made the link; it is good for no longer than that person reads the clip.
  user_id uuid not null references auth.users (id) on delete cascade,
  -- SHA-256 of the link's secret, so that who reads the database has no links.
  secret_hash text not null unique check (secret_hash ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  opened integer not null default 0 check (opened >= 0)
);
create index on public.clip_shares (clip_id);
create index on public.clip_shares (user_id);

-- Who opened a link, as coarse as is of use: no address, no name.
create table public.clip_share_visits (
  id uuid primary key default gen_random_uuid(),
  share_id uuid not null references public.clip_shares (id) on delete cascade,
  -- To the minute.
  opened_at timestamptz not null default date_trunc('minute', now()),
  device text not null
);
create index on public.clip_share_visits (share_id, opened_at desc);

revoke all on public.clip_shares, public.clip_share_visits from public, anon, authenticated;
grant select, insert, update, delete on public.clip_shares, public.clip_share_visits to service_role;
grant select (id, clip_id, user_id, created_at, expires_at, revoked_at, opened) on public.clip_shares to authenticated;
grant select (id, share_id, opened_at, device) on public.clip_share_visits to authenticated;

alter table public.clip_shares enable row level security;
alter table public.clip_share_visits enable row level security;

create policy "who made a clip and the session's owner see its links" on public.clip_shares
for select to authenticated
using (exists (
  select from public.session_clips c join public.coaching_sessions s on s.id = c.session_id
  where c.id = clip_id and (select auth.uid()) in (c.user_id, s.user_id)
));

create policy "who sees a link sees when it was opened" on public.clip_share_visits
for select to authenticated
using (exists (select from public.clip_shares s where s.id = share_id));
