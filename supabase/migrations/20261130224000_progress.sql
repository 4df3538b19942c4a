-- What each session came to for each of its athletes, and what follows from that for the progress of each. Kept by triggers, in the
-- transaction that ends or deletes a session, so that no way of doing so leaves progress behind.

create table public.session_results (
  session_id uuid not null references public.coaching_sessions (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  -- As in the session's events.
  participant_id uuid not null,
  activity text not null,
  activity_name jsonb not null,
  began_at timestamptz not null,
  ended_at timestamptz not null,
  reps integer not null default 0 check (reps >= 0),
  -- Movements that were begun and did not count.
  attempts integer not null default 0 check (attempts >= 0),
  -- Repetitions with no more than two minor faults.
  good integer not null default 0 check (good >= 0),
  sets integer not null default 0 check (sets >= 0),
  -- Technique, 0 to 100; null where nothing was judged.
  score double precision check (score between 0 and 100),
  best_score double precision check (best_score between 0 and 100),
  -- Of the activity's main measure, in its unit.
  range_measure text,
  range_mean double precision,
  range_best double precision,
  -- Mean time of a repetition.
  tempo_ms double precision check (tempo_ms >= 0),
  -- Mean difference of left and right in the main measure, in its unit; null where one side was hidden.
  asymmetry double precision check (asymmetry >= 0),
  -- Repetitions with each limb, where they alternate.
  left_reps integer check (left_reps >= 0),
  right_reps integer check (right_reps >= 0),
  -- Time held in good form, altogether and at once.
  hold_ms double precision check (hold_ms >= 0),
  hold_best_ms double precision check (hold_best_ms >= 0),
  skill_level text,
  primary key (session_id, user_id)
);
create index on public.session_results (user_id, began_at);
create index on public.session_results (user_id, activity, ended_at);

-- Of one session, or of all.
create function private.add_session_results(only_session uuid) returns void
language sql security definer set search_path = ''
as $$
  insert into public.session_results (
    session_id, user_id, participant_id, activity, activity_name, began_at, ended_at, reps, attempts, good, sets, score,
    best_score, range_measure, range_mean, range_best, tempo_ms, asymmetry, left_reps, right_reps, hold_ms, hold_best_ms,
    skill_level
  )
  select s.id, p.user_id, p.participant_id, s.config_id,
    coalesce(s.definition -> 'name', jsonb_build_object('en', s.config_id)), s.created_at, s.ended_at,
    coalesce(seen.reps, 0), coalesce(seen.attempts, 0), coalesce(seen.good, 0),
    coalesce(jsonb_array_length(seen.sets), 0),
    case when seen.judged then seen.score end,
    case when seen.judged then coalesce((seen."bestRep" ->> 'score')::double precision, seen.score) end,
    case when seen.reps > 0 then seen.range ->> 'measure' end,
    case when seen.reps > 0 then (seen.range ->> 'mean')::double precision end,
    case when seen.reps > 0 then (seen.range ->> 'best')::double precision end,
    case when seen.reps > 0 then (seen.tempo ->> 'meanMs')::double precision end,
    seen.asymmetry, (seen.sides ->> 'left')::integer, (seen.sides ->> 'right')::integer,
    (seen.hold ->> 'totalMs')::double precision, (seen.hold ->> 'bestMs')::double precision,
    seen.skill ->> 'level'
  from public.coaching_sessions s
  join public.session_participants p on p.session_id = s.id and p.role = 'athlete'
  left join lateral (
    select of_athlete.*, coalesce(of_athlete.reps > 0 or (of_athlete.hold ->> 'holds')::integer > 0, false) as judged
    from jsonb_path_query(s.feedback_data, '$.athletes[*]') athlete
    cross join jsonb_to_record(athlete -> 'summary') as of_athlete (
      reps integer, attempts integer, good integer, sets jsonb, score double precision, "bestRep" jsonb, range jsonb,
      tempo jsonb, asymmetry double precision, sides jsonb, hold jsonb, skill jsonb
    )
    where athlete ->> 'id' = p.participant_id::text and jsonb_typeof(athlete -> 'summary') = 'object'
    limit 1
  ) seen on true
  where s.status in ('ended', 'interrupted') and (only_session is null or s.id = only_session);
$$;

create function private.note_session_results() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from public.session_results where session_id = new.id;
  perform private.add_session_results(new.id);
  return null;
end;
$$;

create trigger note_session_results after update of status, feedback_data on public.coaching_sessions
for each row when (new.status in ('ended', 'interrupted'))
execute function private.note_session_results();

-- Counted anew from the results instead of one more or less, so it is right whatever was there before. Whoever counts for the same
-- person and activity waits for the other's transaction, and then sees what it has written: each statement of a function sees what
-- was committed before that statement.
create function private.count_progress(person uuid, of_activity text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('progress ' || person::text || ' ' || of_activity, 0));
  delete from public.user_progress p
  where p.user_id = person and p.activity = of_activity
    and not exists (select from public.session_results r where r.user_id = person and r.activity = of_activity);
  insert into public.user_progress (user_id, activity, skill_level, total_sessions, last_session_at)
  select person, of_activity,
    (array_agg(r.skill_level order by r.ended_at desc, r.session_id) filter (where r.skill_level is not null))[1],
    count(*)::integer, max(r.ended_at)
  from public.session_results r
  where r.user_id = person and r.activity = of_activity
    -- A person who is being deleted has no progress any more.
    and exists (select from auth.users u where u.id = person)
  having count(*) > 0
  on conflict (user_id, activity) do update set
    skill_level = excluded.skill_level,
    total_sessions = excluded.total_sessions,
    last_session_at = excluded.last_session_at;
end;
$$;

create function private.count_progress_of_changed() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- In one order, so that two sessions with the same athletes never wait for each other.
  perform private.count_progress(c.user_id, c.activity)
  from (select distinct user_id, activity from changed order by user_id, activity) c;
  return null;
end;
$$;

create trigger count_progress_of_added after insert on public.session_results
referencing new table as changed for each statement execute function private.count_progress_of_changed();
create trigger count_progress_of_removed after delete on public.session_results
referencing old table as changed for each statement execute function private.count_progress_of_changed();

-- All of it anew, from what the sessions came to; sessions that end meanwhile wait.
create function private.recompute_progress(out sessions bigint, out progress bigint)
language plpgsql security definer set search_path = ''
as $$
begin
  lock table public.session_results in share row exclusive mode;
  delete from public.session_results;
  delete from public.user_progress;
  perform private.add_session_results(null);
  select count(*) into sessions from public.session_results;
  select count(*) into progress from public.user_progress;
end;
$$;

revoke all on function private.add_session_results(uuid), private.note_session_results(), private.count_progress(uuid, text),
  private.count_progress_of_changed(), private.recompute_progress() from public;
grant execute on function private.recompute_progress() to service_role;

-- Nobody writes these but the functions above.
revoke insert, update, delete on public.user_progress from service_role;
revoke all on public.session_results from public, anon, authenticated, service_role;
grant select on public.session_results to authenticated, service_role;

alter table public.session_results enable row level security;

create policy "people read what their own sessions came to" on public.session_results
for select to authenticated using (user_id = (select auth.uid()));

-- What was kept before.
select private.recompute_progress();
