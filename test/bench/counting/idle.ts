/** What must not be counted: an hour of what people do besides, five minutes of each, by every activity. */
import { anAthlete, type CameraView, disturb, type MoveName } from '../../../shared/athlete/index.ts';
import { ACTIVITIES, createTracker, type PoseFrame } from '../../../shared/coaching/index.ts';
import { NOISE } from './trial.ts';

const MINUTES = 5;
const FPS = 12;
const DOING = [
  'walking',
  'sitting',
  'waving',
  'dancing',
  'at-table',
  'tying-shoes',
  'drinking',
  'carrying',
  'cleaning',
  'talking',
  'warming-up',
  'resting-on-hands',
] as const satisfies readonly MoveName[];
const VIEWS: readonly CameraView[] = ['front', 'front-left', 'left'];

export interface IdleCount {
  activity: string;
  doing: string;
  minutes: number;
  reps: number;
  attempts: number;
  heldMs: number;
}

/** A seat taken for the wall sit's is one for any camera; who rests on straight arms holds a plank when the hips come down. */
const ALIKE: Readonly<Record<string, readonly string[]>> = { 'wall-sit': ['sitting'], plank: ['resting-on-hands'] };

export function idleCounts(only?: string): IdleCount[] {
  const counts = new Map<string, IdleCount>();
  for (const doing of DOING) {
    for (const [seed, view] of VIEWS.entries()) {
      const frames = filmed(doing, view, seed);
      for (const activity of ACTIVITIES) {
        if ((only && activity.id !== only) || ALIKE[activity.id]?.includes(doing)) continue;
        const tracker = createTracker(activity);
        for (const frame of frames) {
          if ('layout' in frame) tracker.update(frame);
          else tracker.missing(frame.at);
        }
        tracker.finish(frames.at(-1)?.at ?? 0);
        const key = `${activity.id} ${doing}`;
        const total = counts.get(key) ?? { activity: activity.id, doing, minutes: 0, reps: 0, attempts: 0, heldMs: 0 };
        total.minutes += MINUTES / VIEWS.length;
        total.reps += tracker.state.reps;
        total.attempts += tracker.state.attempts;
        total.heldMs += tracker.summary().hold?.totalMs ?? 0;
        counts.set(key, total);
      }
    }
  }
  return [...counts.values()];
}

function filmed(doing: MoveName, view: CameraView, seed: number): (PoseFrame | { at: number })[] {
  const athlete = anAthlete({ activity: doing, view });
  const frames: (PoseFrame | { at: number })[] = [];
  for (let at = 0; at < (MINUTES * 60_000) / VIEWS.length; at += 1000 / FPS) {
    frames.push(disturb(athlete.poseAt(at, 'coco17'), { seed, ...NOISE.clear }) ?? { at });
  }
  return frames;
}
