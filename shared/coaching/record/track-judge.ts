/** Judges a track as it is read. What is kept grows with what happened, never with the number of frames. */
import { ACTIVITIES } from '../activities/index.ts';
import type { Activity } from '../definition/activity.ts';
import type { CoachingEvent } from '../events.ts';
import { guessActivity } from '../guess.ts';
import { createTracker, type Tracker, type TrackerOptions } from '../tracker.ts';
import type { SessionSummary } from './summary.ts';
import type { TrackEntry } from './track.ts';

/** An activity is guessed from so many frames at a time, 2 minutes and 47 s at 30 a second: they are held until it is known. */
export const GUESS_FRAMES = 5000;

export interface TrackJudge {
  /** Takes the next frames; gives what happened. */
  add(entries: readonly TrackEntry[]): CoachingEvent[];
  /** There are no more. `summary` is undefined where the activity was to be guessed and none was recognised. */
  finish(): { events: CoachingEvent[]; summary: SessionSummary | undefined };
  readonly frames: number;
  /** What is done; undefined while that is not known. */
  readonly activity: Activity | undefined;
}

/**
 * `auto` guesses the activity: then what comes before anything was recognised is passed over.
 *
 * @param own activities that it may be beside the built-in ones; where one of them fits as well as a built-in one, it is meant
 */
export function createTrackJudge(
  activity: Activity | 'auto',
  options: TrackerOptions,
  own: readonly Activity[] = [],
): TrackJudge {
  const candidates = [...own, ...ACTIVITIES];
  let tracker: Tracker | undefined = activity === 'auto' ? undefined : createTracker(activity, options);
  let held: TrackEntry[] = [];
  let frames = 0;
  let last = 0;

  const judgeOne = (entry: TrackEntry, by: Tracker) => ('layout' in entry ? by.update(entry) : by.missing(entry.at));

  function guess(): CoachingEvent[] {
    const id = guessActivity(held, candidates)?.activity;
    const guessed = candidates.find((candidate) => candidate.id === id);
    tracker = guessed && createTracker(guessed, options);
    const waiting = held;
    held = [];
    return tracker ? judgeAll(waiting, tracker) : [];
  }

  const judgeAll = (entries: readonly TrackEntry[], by: Tracker) => entries.flatMap((entry) => judgeOne(entry, by));

  return {
    get frames() {
      return frames;
    },
    get activity() {
      return tracker?.activity;
    },
    add(entries) {
      frames += entries.length;
      last = entries.at(-1)?.at ?? last;
      if (tracker) return judgeAll(entries, tracker);
      held.push(...entries);
      return held.length >= GUESS_FRAMES ? guess() : [];
    },
    finish() {
      const events = tracker ? [] : guess();
      events.push(...(tracker?.finish(last) ?? []));
      return { events, summary: tracker?.summary() };
    },
  };
}
