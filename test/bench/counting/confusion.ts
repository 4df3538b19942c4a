/** What every activity counts in films of all others: repetitions of one thing are none of another. */
import type { CameraView, MoveName } from '../../../shared/athlete/index.ts';
import { ACTIVITIES } from '../../../shared/coaching/index.ts';
import { NOISE, perform } from './trial.ts';

const VIEWS: readonly CameraView[] = ['front', 'front-left', 'left', 'back'];
const REPS = 6;
const TEMPO: Readonly<Record<string, number>> = { 'high-knees': 0.9, 'jumping-jack': 1.4, 'golf-swing': 4.5 };
const HOLD_SECONDS = 15;

export interface Confusion {
  /** What is done, and as what it is judged. */
  done: string;
  judged: string;
  /** Repetitions that were done from all views, and what was counted of them. */
  movements: number;
  reps: number;
  attempts: number;
  heldMs: number;
}

/** Only what is done under `only`, or judged by it, when given; what is done as what it is judged is left out. */
export function confusions(only?: string): Confusion[] {
  const found: Confusion[] = [];
  for (const done of ACTIVITIES) {
    for (const judged of ACTIVITIES) {
      if (done.id === judged.id || (only && done.id !== only && judged.id !== only)) continue;
      const total = { done: done.id, judged: judged.id, movements: 0, reps: 0, attempts: 0, heldMs: 0 };
      for (const [seed, view] of VIEWS.entries()) {
        const hold = done.kind === 'hold';
        const { reps, attempts, heldMs } = perform(judged, {
          athlete: {
            activity: done.figure as MoveName,
            view,
            reps: hold ? 1 : REPS,
            tempo: hold ? HOLD_SECONDS : (TEMPO[done.id] ?? 2.5),
          },
          fps: 15,
          layout: seed % 2 === 0 ? 'blazepose33' : 'coco17',
          disturbance: { seed, ...NOISE.clear },
        });
        total.movements += hold ? 1 : REPS;
        total.reps += reps;
        total.attempts += attempts;
        total.heldMs += heldMs;
      }
      found.push(total);
    }
  }
  return found;
}
