/** What must not be counted: ten minutes each of walking, sitting, waving and dancing, by every activity. */
import type { CameraView, MoveName } from '../../../shared/athlete/index.ts';
import { ACTIVITIES } from '../../../shared/coaching/index.ts';
import { NOISE, perform } from './trial.ts';

const MINUTES = 10;
const VIEWS: readonly CameraView[] = ['front', 'front-left', 'left'];

export interface IdleCount {
  activity: string;
  doing: string;
  reps: number;
  attempts: number;
  heldMs: number;
}

/** A seat taken for the wall sit's is one for any camera. */
const ALIKE: Readonly<Record<string, readonly string[]>> = { 'wall-sit': ['sitting'] };

export function idleCounts(only?: string): IdleCount[] {
  const counts: IdleCount[] = [];
  for (const activity of ACTIVITIES.filter(({ id }) => !only || id === only)) {
    for (const doing of ['walking', 'sitting', 'waving', 'dancing'] satisfies MoveName[]) {
      if (ALIKE[activity.id]?.includes(doing)) continue;
      const total = { activity: activity.id, doing, reps: 0, attempts: 0, heldMs: 0 };
      for (const [seed, view] of VIEWS.entries()) {
        const { reps, attempts, heldMs } = perform(activity, {
          athlete: { activity: doing, view },
          fps: 12,
          layout: 'coco17',
          disturbance: { seed, ...NOISE.clear },
          duration: (MINUTES * 60_000) / VIEWS.length,
        });
        total.reps += reps;
        total.attempts += attempts;
        total.heldMs += heldMs;
      }
      counts.push(total);
    }
  }
  return counts;
}
