-- What the records of others' sessions say about a person who deletes the account. Sessions of their own go with the account.
create function private.forget_person(person uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  place record;
begin
  for place in
    select p.session_id, p.participant_id
    from public.session_participants p join public.coaching_sessions s on s.id = p.session_id
    where p.user_id = person and s.user_id <> person
  loop
    -- Their picture, voice and keypoints, and what was counted and said of them.
    delete from public.session_files
    where session_id = place.session_id and participant_id = place.participant_id;
    delete from public.session_events
    where session_id = place.session_id and change ->> 'athleteId' = place.participant_id::text;
    update public.session_events
    set change = jsonb_set(change, '{participant,name}', '"Somebody"')
    where session_id = place.session_id and change -> 'participant' ->> 'id' = place.participant_id::text;
    update public.coaching_sessions
    set feedback_data = jsonb_set(feedback_data, '{athletes}', (
      select coalesce(jsonb_agg(athlete order by number), '[]')
      from jsonb_array_elements(feedback_data -> 'athletes') with ordinality as a (athlete, number)
      where athlete ->> 'id' <> place.participant_id::text
    ))
    where id = place.session_id and jsonb_typeof(feedback_data -> 'athletes') = 'array';
  end loop;
end;
$$;

revoke all on function private.forget_person(uuid) from public;
grant execute on function private.forget_person(uuid) to service_role;
