/** Guesses what somebody is doing: every activity judges the track, and the one that explains most of the movement best wins. */
import { ACTIVITIES } from './activities/index.ts';
import type { Activity } from './activity.ts';
import type { CoachingEvent, CoachingEventOf } from './events.ts';
import type { TrackEntry } from './track.ts';
import { createTracker } from './tracker.ts';

export interface Guess {
  activity: string;
  /** 0 (nothing fits) to about 1. */
  fit: number;
}

/** The activities in order of how well they fit; empty when none does. */
export function rankActivities(entries: readonly TrackEntry[], activities: readonly Activity[] = ACTIVITIES): Guess[] {
  const first = entries[0]?.at ?? 0;
  const last = entries.at(-1)?.at ?? 0;
  const guesses = activities.map((activity) => ({
    activity: activity.id,
    fit: fitOf(activity, entries, last - first),
  }));
  return guesses.filter(({ fit }) => fit > 0.02).sort((a, b) => b.fit - a.fit);
}

export function guessActivity(entries: readonly TrackEntry[]): Guess | undefined {
  return rankActivities(entries)[0];
}

function fitOf(activity: Activity, entries: readonly TrackEntry[], duration: number): number {
  const tracker = createTracker(activity);
  const reps: CoachingEventOf<'repetition'>[] = [];
  let held = 0;
  const note = (events: readonly CoachingEvent[]) => {
    for (const event of events) {
      if (event.type === 'repetition') reps.push(event);
      if (event.type === 'hold' && event.state === 'ended') held += event.held;
    }
  };
  for (const entry of entries) note('layout' in entry ? tracker.update(entry) : tracker.missing(entry.at));
  note(tracker.finish(entries.at(-1)?.at ?? 0));
  if (activity.kind === 'hold') return duration > 0 ? (held / duration) * 0.8 : 0;
  if (reps.length === 0 || duration <= 0) return 0;
  const covered = Math.min(1, reps.reduce((sum, { start, end }) => sum + end - start, 0) / (duration * 0.8));
  const reach = reps.reduce((sum, rep) => sum + closeness(rep.reach), 0) / reps.length;
  const typical = reps.reduce((sum, rep) => sum + typicality(activity, rep), 0) / reps.length;
  return covered ** 0.5 * reach * typical ** 2;
}

/** A full, but not more than full, movement. */
const closeness = (reach: number) => Math.max(0.2, 1 - Math.abs(reach - 1.05) * 0.8);

/** The share of what is typical of the activity that holds at the turning point. */
function typicality(activity: Activity, rep: CoachingEventOf<'repetition'>): number {
  let known = 0;
  let met = 0;
  for (const { measure, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } of activity.typical) {
    const value = rep.peaks[measure];
    if (value === undefined) continue;
    known++;
    if (value >= min && value <= max) met++;
  }
  return known === 0 ? 0.6 : met / known;
}
