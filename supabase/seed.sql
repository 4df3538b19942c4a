-- A coach and an athlete to look around with after `supabase db reset`. Running it twice changes nothing.

insert into auth.users (id, aud, role, is_anonymous, raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
values
  (
    '00000000-0000-4000-8000-000000000001', 'authenticated', 'authenticated', true, '{"provider": "sideline"}',
    '{"name": "Ada Athlete"}', now(), now()
  ),
  (
    '00000000-0000-4000-8000-000000000002', 'authenticated', 'authenticated', true, '{"provider": "sideline"}',
    '{"name": "Cleo Coach"}', now(), now()
  )
on conflict (id) do nothing;

insert into public.coaching_sessions (id, user_id, config_id, status, created_at, ended_at)
values (
  '00000000-0000-4000-8000-000000000011', '00000000-0000-4000-8000-000000000001', 'squat', 'interrupted',
  now() - interval '1 day', now() - interval '1 day' + interval '10 minutes'
)
on conflict (id) do nothing;

insert into public.session_participants (session_id, user_id, name, role)
values
  ('00000000-0000-4000-8000-000000000011', '00000000-0000-4000-8000-000000000001', 'Ada Athlete', 'athlete'),
  ('00000000-0000-4000-8000-000000000011', '00000000-0000-4000-8000-000000000002', 'Cleo Coach', 'coach')
on conflict do nothing;
