-- What athlete and coaches say to each other about moments of a session.

-- Whether the user reads this moment of a session's record: the owner all of it, athletes and coaches what was until they left.
create function private.reads_moment(session_id uuid, at_ms double precision) returns boolean
language sql stable set search_path = ''
as $$
  select exists (
    select from public.coaching_sessions s
    where s.id = reads_moment.session_id and (
      s.user_id = (select auth.uid())
      or exists (
        select from private.sessions_taken_part_in() p
        where p.session_id = s.id and (
          p.until is null or p.until >= s.ended_at
          or s.created_at + reads_moment.at_ms * interval '1 millisecond' <= p.until
        )
      )
    )
  );
$$;
revoke all on function private.reads_moment(uuid, double precision) from public;
grant execute on function private.reads_moment(uuid, double precision) to authenticated, service_role;

create table public.session_comments (
  id uuid primary key default gen_random_uuid(),
  session_id uuid not null references public.coaching_sessions (id) on delete cascade,
  -- The comment that this one answers; answers have none of their own.
  thread_id uuid,
  user_id uuid not null references auth.users (id) on delete cascade,
  -- As it was when the comment was written; who reads a session may not read profiles.
  author_name text not null,
  -- On the session's clock: a moment, or a range where it ends later. An answer has its thread's.
  from_ms double precision not null check (from_ms >= 0),
  to_ms double precision check (to_ms > from_ms),
  body text not null check (char_length(body) between 1 and 2000),
  -- Strokes over the picture of that moment.
  ink jsonb not null default '[]' check (jsonb_typeof(ink) = 'array'),
  created_at timestamptz not null default now(),
  edited_at timestamptz,
  -- Of a thread.
  resolved_at timestamptz,
  check (thread_id is null or resolved_at is null),
  unique (id, session_id),
  foreign key (thread_id, session_id) references public.session_comments (id, session_id) on delete cascade
);
create index on public.session_comments (session_id, from_ms);
create index on public.session_comments (thread_id);
create index on public.session_comments (user_id);

-- What the writer does not decide. A definer function, since people read no other profiles.
create function private.sign_comment() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  thread public.session_comments;
begin
  select name into new.author_name from public.profiles where user_id = new.user_id;
  new.created_at := now();
  new.edited_at := null;
  new.resolved_at := null;
  if new.thread_id is not null then
    select * into thread from public.session_comments where id = new.thread_id and session_id = new.session_id;
    if thread.id is null or thread.thread_id is not null then
      raise foreign_key_violation using message = 'an answer belongs to a comment that is none itself';
    end if;
    new.from_ms := thread.from_ms;
    new.to_ms := thread.to_ms;
  end if;
  return new;
end;
$$;
create trigger sign_comment before insert on public.session_comments
for each row execute function private.sign_comment();

-- Everyone who reads a thread may resolve it; what it says is its author's.
create function private.guard_comment() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if new.body is distinct from old.body or new.ink is distinct from old.ink then
    if old.user_id <> (select auth.uid()) then
      raise insufficient_privilege using message = 'a comment is edited by its author';
    end if;
    new.edited_at := now();
  end if;
  return new;
end;
$$;
create trigger guard_comment before update on public.session_comments
for each row execute function private.guard_comment();

revoke all on function private.sign_comment(), private.guard_comment() from public;
revoke all on public.session_comments from public, anon, authenticated;
grant select, insert, update, delete on public.session_comments to service_role;
grant select, delete on public.session_comments to authenticated;
grant insert (id, session_id, thread_id, user_id, from_ms, to_ms, body, ink) on public.session_comments to authenticated;
grant update (body, ink, resolved_at) on public.session_comments to authenticated;

alter table public.session_comments enable row level security;

create policy "who reads a moment reads what was said of it" on public.session_comments
for select to authenticated using (private.reads_moment(session_id, from_ms));

create policy "who reads a moment comments on it" on public.session_comments
for insert to authenticated
with check (user_id = (select auth.uid()) and private.reads_moment(session_id, from_ms));

create policy "who reads a moment resolves what was said of it" on public.session_comments
for update to authenticated
using (private.reads_moment(session_id, from_ms)) with check (private.reads_moment(session_id, from_ms));

create policy "authors and the session's owner delete comments" on public.session_comments
for delete to authenticated
using (
  (user_id = (select auth.uid()) and private.reads_moment(session_id, from_ms))
  or exists (select from public.coaching_sessions s where s.id = session_id and s.user_id = (select auth.uid()))
);
