/** `GET /api/progress`: what a person's training came to, by day and activity. */
import { z } from 'zod';
import { activityIdSchema, localisedSchema, skillLevelSchema } from '../coaching/index.ts';
import { userSchema } from './rest.ts';

/** Days that are asked for at once, at most: a year and a day. */
export const PROGRESS_DAYS = 366;

const DAY_MS = 24 * 60 * 60 * 1000;
const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
/** @param day ISO date; the date so many days later */
const laterBy = (day: string, days: number) => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

export const progressQuerySchema = z
  .object({
    /** Where the days begin and end: a name of the time zone database, such as `Europe/Berlin`. */
    zone: z
      .string()
      .max(60)
      .regex(/^\w/, 'this is no time zone')
      .refine(isTimeZone, 'this is no time zone')
      .default('UTC'),
    /** First and last day; the year up to today by default. */
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
    /** Only this one. */
    activity: activityIdSchema.optional(),
    /** Somebody else than the caller, who lets the caller see it. */
    person: z.uuid().optional(),
  })
  .transform(({ from, to, zone, ...rest }) => {
    const today = new Date().toLocaleDateString('en-CA', { timeZone: zone });
    const last = to ?? (from === undefined ? today : laterBy(from, PROGRESS_DAYS - 1));
    return { ...rest, zone, to: last, from: from ?? laterBy(last, 1 - PROGRESS_DAYS) };
  })
  .refine(({ from, to }) => from <= to, { path: ['from'], message: 'the first day comes before the last' })
  .refine(({ from, to }) => daysBetween(from, to) <= PROGRESS_DAYS, {
    path: ['from'],
    message: `ask for ${PROGRESS_DAYS} days at most`,
  });
export type ProgressQuery = z.infer<typeof progressQuerySchema>;

/** A mean over what was judged, and the best of it. */
const meanAndBest = z.object({ mean: z.number(), best: z.number() });

/** One day's training of one activity. */
export const progressDaySchema = z.object({
  /** ISO date in the zone that was asked for: the day on which the sessions began. */
  day: z.iso.date(),
  activity: z.string(),
  activityName: localisedSchema,
  sessions: z.int().positive(),
  sets: z.int().nonnegative(),
  reps: z.int().nonnegative(),
  /** Movements that were begun and did not count. */
  attempts: z.int().nonnegative(),
  /** Repetitions with no more than two minor faults. */
  good: z.int().nonnegative(),
  /** Technique 0..100: mean over the repetitions, and the best repetition; null where nothing was judged. */
  score: meanAndBest.nullable(),
  /** Of the activity's main measure, in its unit. */
  range: meanAndBest.extend({ measure: z.string() }).nullable(),
  /** Mean time of a repetition, ms. */
  tempoMs: z.number().nullable(),
  /** Mean difference of left and right in the main measure, in its unit; null where one side was hidden. */
  asymmetry: z.number().nullable(),
  /** Repetitions with each limb, where they alternate. */
  sides: z.object({ left: z.int(), right: z.int() }).nullable(),
  /** Time held in good form: altogether, and at once, ms. */
  hold: z.object({ totalMs: z.number(), bestMs: z.number() }).nullable(),
});
export type ProgressDay = z.infer<typeof progressDaySchema>;

const best = z.object({ value: z.number(), at: z.iso.datetime(), sessionId: z.uuid() }).nullable();

/** One activity over all of the person's time. */
export const progressActivitySchema = z.object({
  activity: z.string(),
  activityName: localisedSchema,
  skillLevel: skillLevelSchema.nullable(),
  totalSessions: z.int().nonnegative(),
  lastSessionAt: z.iso.datetime(),
  /** The best session in each respect; null where that is not measured. `range` and `holdMs` as in `ProgressDay`. */
  bests: z.object({ reps: best, score: best, range: best, holdMs: best }),
});
export type ProgressActivity = z.infer<typeof progressActivitySchema>;

/** How long coaches looked at the person's sessions again on one day. */
export const reviewDaySchema = z.object({
  /** ISO date in the zone that was asked for. */
  day: z.iso.date(),
  /** Of all coaches. */
  minutes: z.int().positive(),
});
export type ReviewDay = z.infer<typeof reviewDaySchema>;

/**
 * `POST /api/sessions/:id/review-minutes`, while a coach looks at the session. `counted` is false for an athlete, who need not ask
 * again.
 */
export const reviewMinuteSchema = z.object({ counted: z.boolean() });

export const progressSchema = z.object({
  /** Whose training it is. */
  athlete: userSchema,
  zone: z.string(),
  from: z.iso.date(),
  to: z.iso.date(),
  /** Oldest first. */
  days: z.array(progressDaySchema),
  /** Oldest first; not of one activity alone. */
  reviews: z.array(reviewDaySchema),
  /** What the person did last comes first. */
  activities: z.array(progressActivitySchema),
});
export type Progress = z.infer<typeof progressSchema>;
