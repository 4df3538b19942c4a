/** Tries a definition on a recorded track: the same tracker as in a live session, in this page. */
import {
  type Activity,
  type CoachingEvent,
  createTracker,
  type Language,
  type SessionSummary,
  type TrackEntry,
} from '../../shared/coaching/index.ts';
import { type Pace, paced } from './pace.ts';

export interface Trial {
  /** Time of each frame, ms. */
  times: Float64Array;
  /** How far the movement has gone in each frame: 0 in the start position, 1 at full range; NaN where it is not known. */
  progress: Float32Array;
  events: readonly CoachingEvent[];
  summary: SessionSummary;
}

/** @throws the signal's reason when the work is called off */
export async function tryOut(
  activity: Activity,
  entries: readonly TrackEntry[],
  language: Language,
  pace: Pace,
): Promise<Trial> {
  const tracker = createTracker(activity, { language });
  const times = new Float64Array(entries.length);
  const progress = new Float32Array(entries.length);
  const events: CoachingEvent[] = [];
  let index = 0;
  for await (const entry of paced(entries, pace)) {
    events.push(...('layout' in entry ? tracker.update(entry) : tracker.missing(entry.at)));
    times[index] = entry.at;
    progress[index] = 'layout' in entry ? tracker.state.progress : Number.NaN;
    index++;
  }
  events.push(...tracker.finish(times.at(-1) ?? 0));
  return { times, progress, events, summary: tracker.summary() };
}

/** What the tracker had counted at a time. */
export function countAt(events: readonly CoachingEvent[], at: number): { reps: number; heldMs: number } {
  let reps = 0;
  let heldMs = 0;
  for (const event of events) {
    if (event.at > at) break;
    if (event.type === 'repetition') reps++;
    if (event.type === 'hold') heldMs = event.held;
  }
  return { reps, heldMs };
}

/** Index of the last frame at or before a time; the first one before that. */
export function frameAt(times: ArrayLike<number>, at: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Number.POSITIVE_INFINITY) <= at) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
