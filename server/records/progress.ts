/** What people's training came to, as the database keeps it when sessions end. */
import { z } from 'zod';
import { localisedSchema, skillLevelSchema } from '../../shared/coaching/index.ts';
import { SidelineError } from '../../shared/contract/errors.ts';
import {
  type Progress as ProgressOfPerson,
  type ProgressQuery,
  progressDaySchema,
  reviewDaySchema,
} from '../../shared/contract/progress.ts';
import { type User, userSchema } from '../../shared/contract/rest.ts';
import { noteAccess } from './access-log.ts';
import type { Database } from './database.ts';
import { instant, one } from './rows.ts';
import { isUnknownValue } from './storage-error.ts';

/** Numbers within `jsonb` are as the contract has them; times are PostgreSQL's. */
const best = z
  .object({
    value: z.number(),
    at: z.iso.datetime({ offset: true }).transform((time) => new Date(time).toISOString()),
    sessionId: z.uuid(),
  })
  .nullable();

const activitySchema = z.object({
  activity: z.string(),
  activityName: localisedSchema,
  /** A level that this version does not know is none. */
  skillLevel: skillLevelSchema.nullable().catch(null),
  totalSessions: z.int(),
  lastSessionAt: instant,
  bests: z.object({ reps: best, score: best, range: best, holdMs: best }),
});

/** Every method throws SidelineError `storage_unavailable` when the database can't serve. */
export class Progress {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * The training of `query.person`, or else of the user.
   * @throws also SidelineError `not_found` for a person who does not let the user see it, `invalid_request` for a time zone that the database does not know
   */
  async of(user: Pick<User, 'id'>, query: ProgressQuery): Promise<ProgressOfPerson> {
    const { zone, from, to, activity = null } = query;
    const person = query.person ?? user.id;
    try {
      return await this.#database.asUser(user, async (sql) => {
        if (person !== user.id) {
          const [open] = await sql`select from private.athletes_open_to_user() athlete where athlete = ${person}`;
          if (!open) throw new SidelineError('not_found', 'Nobody of this id lets you see their training.');
          await noteAccess(sql, 'progress', { person });
        }
        const athlete = one(
          userSchema,
          await sql`
            select user_id as id, name from public.profiles where user_id = ${person}
            union select known.user_id, known.name from private.people_known() known where known.user_id = ${person}
          `,
        );
        const days = await sql`
          select to_char(r.began_at at time zone ${zone}, 'YYYY-MM-DD') as day, r.activity,
            (array_agg(r.activity_name order by r.began_at desc))[1] as "activityName",
            count(*)::integer as sessions, sum(r.sets)::integer as sets, sum(r.reps)::integer as reps,
            sum(r.attempts)::integer as attempts, sum(r.good)::integer as good,
            case when count(r.score) > 0 then jsonb_build_object(
              'mean', sum(r.score * greatest(r.reps, 1)) / sum(greatest(r.reps, 1)) filter (where r.score is not null),
              'best', max(r.best_score)) end as score,
            case when count(r.range_mean) > 0 then jsonb_build_object(
              'measure', (array_agg(r.range_measure order by r.began_at desc) filter (where r.range_measure is not null))[1],
              'mean', sum(r.range_mean * r.reps) / nullif(sum(r.reps) filter (where r.range_mean is not null), 0),
              'best', max(r.range_best)) end as range,
            sum(r.tempo_ms * r.reps) / nullif(sum(r.reps) filter (where r.tempo_ms is not null), 0) as "tempoMs",
            sum(r.asymmetry * r.reps) / nullif(sum(r.reps) filter (where r.asymmetry is not null), 0) as asymmetry,
            case when count(r.left_reps) > 0 then jsonb_build_object(
              'left', sum(coalesce(r.left_reps, 0)), 'right', sum(coalesce(r.right_reps, 0))) end as sides,
            case when count(r.hold_ms) > 0 then jsonb_build_object(
              'totalMs', sum(r.hold_ms), 'bestMs', max(r.hold_best_ms)) end as hold
          from public.session_results r
          where r.user_id = ${person}
            and r.began_at >= ${from}::date::timestamp at time zone ${zone}
            and r.began_at < (${to}::date + 1)::timestamp at time zone ${zone}
            and (${activity}::text is null or r.activity = ${activity})
          group by day, r.activity
          order by day, r.activity
        `;
        const activities = await sql`
          select p.activity, newest.activity_name as "activityName", p.skill_level as "skillLevel",
            p.total_sessions as "totalSessions", p.last_session_at as "lastSessionAt",
            jsonb_build_object('reps', bests.reps, 'score', bests.score, 'range', bests.range, 'holdMs', bests.hold) as bests
          from public.user_progress p
          cross join lateral (
            select r.activity_name from public.session_results r
            where r.user_id = p.user_id and r.activity = p.activity order by r.ended_at desc limit 1
          ) newest
          cross join lateral (
            select
              (array_agg(jsonb_build_object('value', r.reps, 'at', r.began_at, 'sessionId', r.session_id)
                order by r.reps desc, r.began_at) filter (where r.reps > 0))[1] as reps,
              (array_agg(jsonb_build_object('value', r.score, 'at', r.began_at, 'sessionId', r.session_id)
                order by r.score desc, r.began_at) filter (where r.score is not null))[1] as score,
              (array_agg(jsonb_build_object('value', r.range_best, 'at', r.began_at, 'sessionId', r.session_id)
                order by r.range_best desc, r.began_at) filter (where r.range_best is not null))[1] as range,
              (array_agg(jsonb_build_object('value', r.hold_best_ms, 'at', r.began_at, 'sessionId', r.session_id)
                order by r.hold_best_ms desc, r.began_at) filter (where r.hold_best_ms > 0))[1] as hold
            from public.session_results r where r.user_id = p.user_id and r.activity = p.activity
          ) bests
          where p.user_id = ${person} and (${activity}::text is null or p.activity = ${activity})
          order by p.last_session_at desc, p.activity
        `;
        const reviews = await sql`
          select to_char(m.minute at time zone ${zone}, 'YYYY-MM-DD') as day, count(*)::integer as minutes
          from public.review_minutes m
          join public.session_results r on r.session_id = m.session_id and r.user_id = ${person}
          where m.minute >= ${from}::date::timestamp at time zone ${zone}
            and m.minute < (${to}::date + 1)::timestamp at time zone ${zone}
          group by day order by day
        `;
        return {
          athlete,
          ...{ zone, from, to },
          days: z.array(progressDaySchema).parse(days),
          reviews: z.array(reviewDaySchema).parse(reviews),
          activities: z.array(activitySchema).parse(activities),
        };
      });
    } catch (error) {
      if (!isUnknownValue(error)) throw error;
      throw new SidelineError('invalid_request', `The database knows no time zone “${zone}”.`, { cause: error });
    }
  }

  /**
   * A coach looks at a session again in this minute.
   * @returns false for who is no coach in it, of whom nothing is noted
   * @throws also SidelineError `not_found`
   */
  async noteReview(user: Pick<User, 'id'>, sessionId: string): Promise<boolean> {
    const rows = await this.#database.asUser(
      user,
      (sql) => sql`select private.note_review_minute(${sessionId}) as counted`,
    );
    const { counted } = one(z.object({ counted: z.boolean().nullable() }), rows);
    if (counted === null) throw new SidelineError('not_found', 'There is no such session.');
    return counted;
  }

  /**
   * All progress anew from what the sessions came to; right already, unless somebody wrote to the tables by hand.
   * @returns how many results of athletes in sessions, and how many pairs of person and activity there are
   */
  recompute(): Promise<{ results: number; progress: number }> {
    return this.#database.asServer(async (sql) =>
      one(
        z.object({ results: z.int(), progress: z.int() }),
        await sql`select sessions::integer as results, progress::integer from private.recompute_progress()`,
      ),
    );
  }
}
