/** Judges tracks of people by what is right about them. */
import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import {
  ACTIVITIES,
  type Activity,
  createTracker,
  findActivity,
  guessActivity,
  readTrack,
  type TrackEntry,
} from '../../../shared/coaching/index.ts';

/** What is right about each track, by its file's name. */
const truthSchema = z.record(
  z.string(),
  z.object({
    activity: z.string(),
    /** Repetitions of that activity; null for a hold. */
    reps: z.number().int().nonnegative().nullable(),
    /** Counts that are right as well. */
    accept: z.array(z.number()).optional(),
    /** In how many repetitions or holds each fault is there. */
    faults: z.record(z.string(), z.number()).optional(),
    /** Counts under other activities. */
    also: z.record(z.string(), z.number()).optional(),
    note: z.string(),
  }),
);

export interface TrackScore {
  file: string;
  activity: string;
  /** Counts that are right; none for a hold. */
  right: number[];
  reps: number;
  attempts: number;
  /** Time held, ms. */
  heldMs: number;
  /** The activity that is guessed, or `none`. */
  guess: string;
  minutes: number;
}

export interface PeopleFault {
  file: string;
  fault: string;
  right: number;
  /** How many times it was reported, and how many of them too many. */
  told: number;
  wrong: number;
}

export interface PeopleReport {
  /** One line for each track and activity that has a truth. */
  tracks: TrackScore[];
  faults: PeopleFault[];
  /** What every other activity counts in the same tracks: repetitions of one track under one activity. */
  confusion: { file: string; activity: string; reps: number; attempts: number; heldMs: number }[];
  totals: {
    counted: number;
    exact: number;
    withinOne: number;
    /** Where nothing should be counted at all, by all activities. */
    idleMinutes: number;
    falseReps: number;
    falseRepsAnHour: number;
    falseAttempts: number;
  };
}

interface Count {
  reps: number;
  attempts: number;
  heldMs: number;
  faults: Map<string, number>;
}

export function peopleScores(folder: URL): PeopleReport {
  const truths = truthSchema.parse(JSON.parse(readFileSync(new URL('truth.json', folder), 'utf8')));
  const report: PeopleReport = {
    tracks: [],
    faults: [],
    confusion: [],
    totals: { counted: 0, exact: 0, withinOne: 0, idleMinutes: 0, falseReps: 0, falseRepsAnHour: 0, falseAttempts: 0 },
  };
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.jsonl'))) {
    const truth = truths[file];
    if (!truth) continue;
    const entries = [...readTrack(readFileSync(new URL(file, folder), 'utf8').split('\n'))];
    const minutes = ((entries.at(-1)?.at ?? 0) - (entries[0]?.at ?? 0)) / 60_000;
    const guess = guessActivity(entries)?.activity ?? 'none';
    const counts = new Map(ACTIVITIES.map((activity) => [activity.id, countOf(activity, entries)]));
    const rights = new Map(Object.entries(truth.also ?? {}).map(([id, reps]) => [id, [reps]]));
    rights.set(truth.activity, truth.reps === null ? [] : [truth.reps, ...(truth.accept ?? [])]);
    for (const [activity, right] of rights) {
      const count = counts.get(activity);
      if (!count) throw new Error(`${file}: there is no activity ${activity}`);
      const { reps, attempts, heldMs } = count;
      report.tracks.push({ file, activity, right, reps, attempts, heldMs, guess, minutes });
      if (right.length > 0) score(report, reps, right);
    }
    for (const [activity, { reps, attempts, heldMs }] of counts) {
      if (rights.has(activity) || reps + attempts + heldMs === 0) continue;
      report.confusion.push({ file, activity, reps, attempts, heldMs });
    }
    addFaults(report, file, findActivity(truth.activity), counts.get(truth.activity), truth.faults);
    if (truth.reps === 0) addIdle(report, minutes, [...counts.values()]);
  }
  const { totals } = report;
  totals.falseRepsAnHour = totals.idleMinutes > 0 ? (60 * totals.falseReps) / totals.idleMinutes : 0;
  return report;
}

function countOf(activity: Activity, entries: readonly TrackEntry[]): Count {
  const tracker = createTracker(activity);
  const faults = new Map<string, number>();
  const events = entries.flatMap((entry) => ('layout' in entry ? tracker.update(entry) : tracker.missing(entry.at)));
  events.push(...tracker.finish(entries.at(-1)?.at ?? 0));
  for (const event of events) if (event.type === 'fault') faults.set(event.rule, (faults.get(event.rule) ?? 0) + 1);
  const { reps, attempts } = tracker.state;
  return { reps, attempts, heldMs: tracker.summary().hold?.totalMs ?? 0, faults };
}

function score({ totals }: PeopleReport, reps: number, right: readonly number[]): void {
  const off = Math.min(...right.map((count) => Math.abs(count - reps)));
  totals.counted++;
  if (off === 0) totals.exact++;
  if (off <= 1) totals.withinOne++;
}

function addIdle({ totals }: PeopleReport, minutes: number, counts: readonly Count[]): void {
  totals.idleMinutes += minutes * counts.length;
  for (const { reps, attempts } of counts) {
    totals.falseReps += reps;
    totals.falseAttempts += attempts;
  }
}

/** Faults of which the truth is known; of the others of that activity, how often they are reported where it names any. */
function addFaults(
  { faults }: PeopleReport,
  file: string,
  activity: Activity | undefined,
  count: Count | undefined,
  truth: Readonly<Record<string, number>> | undefined,
): void {
  if (!truth || !activity || !count) return;
  for (const { id } of activity.rules) {
    const [right, told] = [truth[id] ?? 0, count.faults.get(id) ?? 0];
    if (right + told > 0) faults.push({ file, fault: id, right, told, wrong: Math.max(0, told - right) });
  }
}
