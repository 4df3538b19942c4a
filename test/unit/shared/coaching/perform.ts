/** Runs the synthetic athlete, or any frames, through a tracker. */
import { type AthleteOptions, anAthlete, type Disturbance, disturb } from '../../../../shared/athlete/index.ts';
import {
  type Activity,
  type CoachingEvent,
  createTracker,
  findActivity,
  type PoseFrame,
  type PoseLayout,
  type Tracker,
  type TrackerOptions,
} from '../../../../shared/coaching/index.ts';

export function activityOf(id: string): Activity {
  const activity = findActivity(id);
  if (!activity) throw new Error(`no activity ${id}`);
  return activity;
}

export function framesOf(
  options: AthleteOptions,
  { fps = 15, layout = 'coco17' as PoseLayout, until = Number.NaN } = {},
): PoseFrame[] {
  const athlete = anAthlete(options);
  const end = Number.isNaN(until) ? athlete.duration : until;
  const frames: PoseFrame[] = [];
  for (let at = 0; at < end; at += 1000 / fps) frames.push(athlete.poseAt(at, layout));
  return frames;
}

export function judged(
  id: string,
  frames: readonly PoseFrame[],
  options: TrackerOptions & { disturbance?: Disturbance } = {},
): { events: CoachingEvent[]; tracker: Tracker } {
  const { disturbance, ...rest } = options;
  const tracker = createTracker(activityOf(id), rest);
  const events: CoachingEvent[] = [];
  for (const frame of frames) {
    const seen = disturbance ? disturb(frame, disturbance) : frame;
    events.push(...(seen ? tracker.update(seen) : tracker.missing(frame.at)));
  }
  events.push(...tracker.finish(frames.at(-1)?.at ?? 0));
  return { events, tracker };
}

export function ofType<Type extends CoachingEvent['type']>(events: readonly CoachingEvent[], type: Type) {
  return events.filter((event): event is Extract<CoachingEvent, { type: Type }> => event.type === type);
}
