-- Activities that coaches write themselves, and in each session the definition that it was judged by.

create table public.activities (
  user_id uuid not null references auth.users (id) on delete cascade,
  id text not null check (id ~ '^[a-z][a-z0-9-]{0,39}$'),
  definition jsonb not null check (definition ->> 'id' = id),
  updated_at timestamptz not null default now(),
  primary key (user_id, id)
);

alter table public.coaching_sessions add column definition jsonb;

revoke all on public.activities from anon, authenticated;
grant select, insert, update, delete on public.activities to authenticated, service_role;
grant insert (definition) on public.coaching_sessions to authenticated;

alter table public.activities enable row level security;

create policy "people read their own activities" on public.activities
for select to authenticated using (user_id = (select auth.uid()));

create policy "people write activities of their own" on public.activities
for insert to authenticated with check (user_id = (select auth.uid()));

create policy "people change their own activities" on public.activities
for update to authenticated using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));

create policy "people remove their own activities" on public.activities
for delete to authenticated using (user_id = (select auth.uid()));
