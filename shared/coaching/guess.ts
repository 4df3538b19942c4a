/** Guesses what somebody is doing: every activity judges the track, and the one that explains most of the movement best wins. */
import { ACTIVITIES } from './activities/index.ts';
import { createBodyReader } from './body/body.ts';
import { createPostureReader, type PostureFeature } from './body/posture.ts';
import type { Activity } from './definition/activity.ts';
import type { CoachingEvent, CoachingEventOf } from './events.ts';
import type { TrackEntry } from './record/track.ts';
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
  const features = featuresOf(entries);
  const guesses = activities.map((activity) => ({
    activity: activity.id,
    fit: fitOf(activity, entries, last - first) * typicality(activity, features) ** 3 * calmness(activity, features),
  }));
  return guesses.filter(({ fit }) => fit > 0.02).sort((a, b) => b.fit - a.fit);
}

/** Repetitions that fit less than this may be anything: drawn ones reach 0.35 with poor keypoints, people who are hardly seen 0.12. */
const KNOWN = 0.2;

/** What is done; undefined when nothing is, or when it can't be known. Of two that fit alike the first is taken. */
export function guessActivity(
  entries: readonly TrackEntry[],
  activities: readonly Activity[] = ACTIVITIES,
): Guess | undefined {
  const [best] = rankActivities(entries, activities);
  const isHold = activities.some(({ id, kind }) => id === best?.activity && kind === 'hold');
  return best && (isHold || best.fit >= KNOWN) ? best : undefined;
}

function featuresOf(entries: readonly TrackEntry[]): Record<PostureFeature, number> {
  const body = createBodyReader();
  const posture = createPostureReader();
  for (const entry of entries) {
    const seen = 'layout' in entry && body.read(entry);
    if (seen) posture.read(seen);
  }
  return posture.features();
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
  return covered ** 0.5 * reach;
}

/** A hold is still: shoulders that go up and down for much of the time belong to repetitions. */
const SWAY = 0.05;
const calmness = ({ kind }: Activity, features: Readonly<Record<PostureFeature, number>>) =>
  kind === 'hold' && features['shoulder-sway'] > SWAY ? 0.3 : 1;

/** A full movement; one that goes far beyond is likely to be measured by the wrong activity. */
const closeness = (reach: number) =>
  Math.max(0.2, reach < 1 ? 1 - (1 - reach) * 0.8 : 1 - Math.max(0, reach - 1.3) * 0.5);

/** The share of what is typical of the activity that holds in the film. */
function typicality(activity: Activity, features: Readonly<Record<PostureFeature, number>>): number {
  let known = 0;
  let met = 0;
  for (const [feature, { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }] of Object.entries(
    activity.typical,
  )) {
    const value = features[feature as PostureFeature];
    if (Number.isNaN(value)) continue;
    known++;
    if (value >= min && value <= max) met++;
  }
  return known === 0 ? 0.6 : met / known;
}
