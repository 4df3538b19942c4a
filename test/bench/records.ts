/** `npm run bench -- records`: what the database does in a second, and what row-level security costs. docs/benchmarks.md describes the method. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Command } from 'commander';
import { pino } from 'pino';
import { z } from 'zod';
import { Database, type Sql } from '../../server/records/database.ts';
import { Records } from '../../server/records/records.ts';
import { fragment } from '../../server/records/sql.ts';
import { SessionCloser } from '../../server/sessions/session-closer.ts';
import { freePort } from '../support/records/databases.ts';
import { aRepetition, athleteJoined, coachingEvent } from '../support/records/events.ts';
import { findPostgres, PostgresServer } from '../support/records/postgres-server.ts';
import { aNewSession } from '../support/records/sessions.ts';
import { runBenchmark } from './support/benchmark.ts';
import { type Distribution, distributionOf } from './support/distribution.ts';

const logger = pino({ level: 'silent' });
const EVENTS_A_SESSION = 20;
const EVENTS_OF_A_LONG_SESSION = 2_000;
/** A statement that fills the tables. */
const FILLED_WITHIN_MS = 10 * 60_000;
/** Of each kind, before those that count. */
const NOT_COUNTED = 20;

interface Contender {
  database: 'embedded' | 'PostgreSQL';
  /** Live sessions with 20 events that were ended in a second, with all that follows from an end. */
  sessionsEndedPerSecond: number;
  /** Events that became durable in a second. */
  eventsPerSecond: number;
  /** The page of 50 sessions as the server reads it, ms. */
  page: Distribution;
  /** The ids of that page by a bare query: with row-level security, and past it with the same rule written into the query, ms. */
  withSecurity: Distribution;
  withoutSecurity: Distribution;
  /** All of a session of 2,000 events, as its coach reads them, and past row-level security, ms. */
  eventsWithSecurity: Distribution;
  eventsWithoutSecurity: Distribution;
}

const options = z.object({
  sessions: z.coerce.number().int().min(1_000).max(1_000_000),
  people: z.coerce.number().int().min(10).max(100_000),
  ended: z.coerce.number().int().min(10).max(10_000),
  lists: z.coerce.number().int().min(20).max(10_000),
});
type Options = z.infer<typeof options>;

export async function run(args: string[]): Promise<void> {
  const command = new Command('bench -- records')
    .description('Sessions ended and events written in a second, and how long a list of sessions takes.')
    .option('--sessions <number>', 'on record', '100000')
    .option('--people <number>', 'who share them', '1000')
    .option('--ended <number>', 'sessions that are ended', '200')
    .option('--lists <number>', 'that are read, of each kind', '200');
  await runBenchmark(args, { command, options, measure, print });
}

async function measure(wish: Options): Promise<Options & { contenders: Contender[] }> {
  const contenders = [await inFolder((dataDir) => measureOn('embedded', { dataDir }, wish))];
  const bin = findPostgres();
  if (bin) {
    const server = PostgresServer.start(bin, await freePort());
    try {
      const measured = (dataDir: string) => measureOn('PostgreSQL', { dataDir, databaseUrl: server.url }, wish);
      contenders.push(await inFolder(measured));
    } finally {
      server.stop();
    }
  } else console.info('no PostgreSQL on this machine: the embedded database alone is measured');
  return { ...wish, contenders };
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'sideline-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureOn(
  name: Contender['database'],
  place: { dataDir: string; databaseUrl?: string },
  { sessions, people, ended, lists }: Options,
): Promise<Contender> {
  const records = await Records.create({ ...place, logger, hangsAfterMs: FILLED_WITHIN_MS });
  let written: Pick<Contender, 'sessionsEndedPerSecond' | 'eventsPerSecond' | 'page'>;
  let ids: string[];
  try {
    ids = await fill(records, { sessions, people });
    written = {
      ...(await write(records, ids, ended)),
      page: await timed(lists, (at) => records.sessions.list(user(ids, at))),
    };
  } finally {
    await records.close();
  }
  // Past the repositories: the same rows with and without the policies.
  const database = await Database.create({ ...place, logger });
  try {
    const [withSecurity, withoutSecurity] = await timedInTurn(
      lists,
      (at) => database.asUser(user(ids, at), (sql) => sql`${IDS} ${FIRST_PAGE}`),
      (at) => database.asServer((sql) => ruleWritten(sql, user(ids, at).id)),
    );
    const long = await aLongSession(database);
    const events = (sql: Sql) =>
      sql`select seq, at_ms, change from public.session_events where session_id = ${long.id} order by seq`;
    const [eventsWithSecurity, eventsWithoutSecurity] = await timedInTurn(
      lists,
      () => database.asUser({ id: long.coach }, events),
      () => database.asServer(events),
    );
    return { database: name, ...written, withSecurity, withoutSecurity, eventsWithSecurity, eventsWithoutSecurity };
  } finally {
    await database.close();
  }
}

/** The newest session that somebody else coaches, with so many events. */
async function aLongSession(database: Database): Promise<{ id: string; coach: string }> {
  return await database.asServer(async (sql) => {
    const [session] = await sql`
      select s.id, p.user_id as coach from public.coaching_sessions s
      join public.session_participants p on p.session_id = s.id and p.role = 'coach' and p.user_id <> s.user_id
      order by s.created_at desc limit 1
    `;
    const long = z.object({ id: z.uuid(), coach: z.uuid() }).parse(session);
    await sql`
      insert into public.session_events (session_id, seq, at_ms, change)
      select ${long.id}, n, n * 10, ${sql.json(aRepetition())} from generate_series(1, ${EVENTS_OF_A_LONG_SESSION}::integer) n
    `;
    return long;
  });
}

const IDS = fragment`select s.id from public.coaching_sessions s`;
const FIRST_PAGE = fragment`order by s.created_at desc, s.id limit 50`;

/** What the policy on sessions says, as a server would ask it for whom the policies don't hold: own sessions, joined ones and granted ones. */
const ruleWritten = (sql: Sql, reader: string) => sql`
  with athletes (id) as (
    select g.athlete_id from public.training_grants g
    where g.withdrawn_at is null and (not g.needs_consent or g.consented_at is not null) and g.athlete_id <> ${reader}
      and (g.coach_id = ${reader} or g.team_id in (select c.team_id from public.team_coaches c where c.user_id = ${reader}))
  )
  ${IDS}
  where s.user_id = ${reader} or s.id = any (array(
    select p.session_id from public.session_participants p left join public.invitations i on i.id = p.invitation_id
    where p.user_id = ${reader} and p.role in ('athlete', 'coach') and i.revoked_at is null
    union all
    select p.session_id from public.session_participants p
    where p.role = 'athlete' and p.user_id in (select id from athletes) and not exists (
      select from public.session_participants other
      where other.session_id = p.session_id and other.role = 'athlete' and other.user_id not in (select id from athletes)
    )
  ))
  ${FIRST_PAGE}
`;

const user = (ids: readonly string[], at: number) => ({ id: ids[at % ids.length] ?? '', name: 'Somebody' });

/** People, and sessions of each in turn, that ended some time ago; an athlete's each, with the next person as a coach. */
async function fill(records: Records, { sessions, people }: Pick<Options, 'sessions' | 'people'>): Promise<string[]> {
  const { statements } = records;
  const ids = Array.from({ length: people }, () => randomUUID());
  await statements.execute(
    `insert into auth.users (id, raw_user_meta_data) select id, '{"name": "Somebody"}' from unnest($1::uuid[]) as id`,
    [ids],
  );
  await statements.execute(
    `insert into public.coaching_sessions (id, user_id, config_id, status, created_at, ended_at, feedback_data)
     select gen_random_uuid(), ($1::uuid[])[1 + n % $2], 'squat', 'ended', now() - n * interval '1 minute',
       now() - n * interval '1 minute' + interval '30 seconds', '{"athletes": []}'
     from generate_series(1, $3::integer) n`,
    [ids, people, sessions],
  );
  for (const role of ['athlete', 'coach']) {
    await statements.execute(
      `insert into public.session_participants (session_id, user_id, name, role, left_at)
       select s.id, case when $2 = 'athlete' then s.user_id else ($1::uuid[])[1 + abs(hashtext(s.id::text)::bigint) % cardinality($1::uuid[])] end,
         'Somebody', $2, s.ended_at
       from public.coaching_sessions s where s.status = 'ended'
       on conflict do nothing`,
      [ids, role],
    );
  }
  await statements.execute('analyze');
  return ids;
}

async function write(records: Records, ids: readonly string[], ended: number) {
  const open = [];
  for (let at = 0; at < ended; at += 1) {
    const { id } = await records.sessions.create(user(ids, at), aNewSession());
    const participantId = randomUUID();
    await records.participants.join(id, {
      participantId,
      user: user(ids, at),
      role: 'athlete',
      invitationId: undefined,
    });
    open.push({ id, participantId });
  }
  const writing = performance.now();
  await Promise.all(
    open.flatMap(({ id, participantId }) => [
      records.journal.append(id, athleteJoined(1, participantId, 'Somebody')),
      ...Array.from({ length: EVENTS_A_SESSION - 1 }, (_, index) => {
        const repetition = aRepetition({ index: index + 1 });
        return records.journal.append(id, coachingEvent(index + 2, repetition, repetition.at, participantId));
      }),
    ]),
  );
  const eventsPerSecond = (ended * EVENTS_A_SESSION * 1_000) / (performance.now() - writing);
  const closer = new SessionCloser(records);
  const ending = performance.now();
  // Eight at a time, as many as end together on a busy evening.
  for (let at = 0; at < open.length; at += 8) {
    await Promise.all(open.slice(at, at + 8).map(({ id }) => closer.close(id, 'ended')));
  }
  return { eventsPerSecond, sessionsEndedPerSecond: (ended * 1_000) / (performance.now() - ending) };
}

/** One after the other, after some that don't count. */
async function timed(times: number, work: (at: number) => Promise<unknown>): Promise<Distribution> {
  const taken: number[] = [];
  for (let at = -NOT_COUNTED; at < times; at += 1) {
    const ms = await timeOf(() => work(at + NOT_COUNTED));
    if (at >= 0) taken.push(ms);
  }
  return distributionOf(taken);
}

/** Two ways to do the same, in turn, each as often the first as the second: what comes first after a start finds nothing in memory. */
async function timedInTurn(
  times: number,
  ...[one, other]: [(at: number) => Promise<unknown>, (at: number) => Promise<unknown>]
): Promise<[Distribution, Distribution]> {
  const taken: [number[], number[]] = [[], []];
  for (let at = -NOT_COUNTED; at < times; at += 1) {
    const ways = [
      { work: one, ms: taken[0] },
      { work: other, ms: taken[1] },
    ];
    for (const { work, ms } of at % 2 === 0 ? ways : ways.reverse()) {
      const took = await timeOf(() => work(at + NOT_COUNTED));
      if (at >= 0) ms.push(took);
    }
  }
  return [distributionOf(taken[0]), distributionOf(taken[1])];
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function print({ sessions, people, contenders }: Options & { contenders: Contender[] }): void {
  console.info(`${sessions} sessions of ${people} people on record`);
  console.table(
    contenders.map(({ database, sessionsEndedPerSecond, eventsPerSecond, page, ...read }) => ({
      database,
      'sessions ended/s': Math.round(sessionsEndedPerSecond),
      'events/s': Math.round(eventsPerSecond),
      'page p50 (ms)': page.p50.toFixed(1),
      'page p95 (ms)': page.p95.toFixed(1),
      'ids p50 with security, without (ms)': compared(read.withSecurity, read.withoutSecurity),
      'events of a session (ms)': compared(read.eventsWithSecurity, read.eventsWithoutSecurity),
    })),
  );
}

/** Medians, and how much longer the one takes than the other. */
const compared = ({ p50: one }: Distribution, { p50: other }: Distribution): string =>
  `${one.toFixed(2)}, ${other.toFixed(2)}: ${Math.round(100 * (one / other - 1))} %`;
