/** Judges a track as it is read. What is kept grows with what happened, never with the number of frames. */
import {
  type CoachingEvent,
  createTracker,
  findActivity,
  guessActivity,
  type SessionSummary,
  type TrackEntry,
  type Tracker,
  type TrackerOptions,
} from '../../../shared/coaching/index.ts';

/** An activity is guessed from so many frames at a time, 2 minutes and 47 s at 30 a second: they are held until it is known. */
export const GUESS_FRAMES = 5000;

export interface TrackJudge {
  /** Takes the next frames; gives what happened. */
  add(entries: readonly TrackEntry[]): CoachingEvent[];
  /** There are no more. `summary` is undefined where the activity was to be guessed and none was recognised. */
  finish(): { events: CoachingEvent[]; summary: SessionSummary | undefined };
  readonly frames: number;
}

/** `activity` is an id, or `auto` to guess: then what comes before anything was recognised is passed over. */
export function createTrackJudge(activity: string, options: TrackerOptions): TrackJudge {
  let tracker = trackerOf(activity);
  let held: TrackEntry[] = [];
  let frames = 0;
  let last = 0;

  function trackerOf(id: string | undefined): Tracker | undefined {
    const found = id === undefined ? undefined : findActivity(id);
    return found && createTracker(found, options);
  }

  const judge = (entry: TrackEntry, by: Tracker) => ('layout' in entry ? by.update(entry) : by.missing(entry.at));

  function guess(): CoachingEvent[] {
    tracker = trackerOf(guessActivity(held)?.activity);
    const waiting = held;
    held = [];
    return tracker ? judgeAll(waiting, tracker) : [];
  }

  const judgeAll = (entries: readonly TrackEntry[], by: Tracker) => entries.flatMap((entry) => judge(entry, by));

  return {
    get frames() {
      return frames;
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
