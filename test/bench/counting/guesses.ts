/** Which activity is guessed: every one, from six views, whole or from the middle of the set, with clear and poor keypoints, and only the upper body. */
import {
  anAthlete,
  CAMERA_VIEWS,
  type CameraView,
  disturb,
  type MoveName,
  type ShapeName,
} from '../../../shared/athlete/index.ts';
import { ACTIVITIES, type Activity, guessActivity, LAYOUTS, type TrackEntry } from '../../../shared/coaching/index.ts';
import { NOISE, VIEW_OF } from './trial.ts';

export interface GuessTrial {
  activity: string;
  view: CameraView;
  useful: boolean;
  film: keyof typeof FILMS;
  guess: string;
}

/** How the film may be: with a beginning, from the middle of the set, with poor keypoints, from the hips up. */
const FILMS = {
  whole: { noise: 'clear', skip: 0, upper: false },
  'mid-set': { noise: 'clear', skip: 0.4, upper: false },
  poor: { noise: 'poor', skip: 0, upper: false },
  upper: { noise: 'clear', skip: 0, upper: true },
} as const;

const TEMPO: Readonly<Record<string, number>> = { 'high-knees': 0.9, 'jumping-jack': 1.4, 'golf-swing': 4 };
const SHAPES: readonly ShapeName[] = ['average', 'lean', 'stocky'];
/** Activities that can be recognised with the legs out of the picture. */
const UPPER = new Set([
  'overhead-press',
  'biceps-curl',
  'front-raise',
  'lateral-raise',
  'triceps-push-down',
  'pull-up',
  'dip',
]);
export function guessTrials(only?: string): GuessTrial[] {
  const trials: GuessTrial[] = [];
  for (const activity of ACTIVITIES.filter(({ id }) => !only || id === only)) {
    for (const view of Object.keys(CAMERA_VIEWS) as CameraView[]) {
      for (const film of Object.keys(FILMS) as (keyof typeof FILMS)[]) {
        if (FILMS[film].upper && !UPPER.has(activity.id)) continue;
        const guess = guessActivity(filmed(activity, view, film, trials.length))?.activity ?? 'none';
        trials.push({ activity: activity.id, view, useful: activity.views.includes(VIEW_OF[view]), film, guess });
      }
    }
  }
  return trials;
}

function filmed(activity: Activity, view: CameraView, film: keyof typeof FILMS, seed: number): TrackEntry[] {
  const { noise, skip, upper } = FILMS[film];
  const hold = activity.kind === 'hold';
  const athlete = anAthlete({
    activity: activity.figure as MoveName,
    view,
    shape: SHAPES[seed % SHAPES.length] ?? 'average',
    reps: hold ? 1 : 6,
    tempo: hold ? 15 : (TEMPO[activity.id] ?? 2.5),
    delay: 1000,
  });
  const layout = seed % 2 === 0 ? 'coco17' : 'blazepose33';
  const legs = /knee|ankle|heel|foot/;
  const entries: TrackEntry[] = [];
  for (let at = skip * athlete.duration; at < athlete.duration; at += 1000 / 15) {
    const frame = disturb(athlete.poseAt(at, layout), { seed, ...NOISE[noise] });
    if (!frame) entries.push({ at, keypoints: [] });
    else if (!upper) entries.push(frame);
    else {
      const keypoints = frame.keypoints.map((point, index) =>
        legs.test(LAYOUTS[layout].names[index] ?? '') ? { ...point, score: 0.03 } : point,
      );
      entries.push({ ...frame, keypoints });
    }
  }
  return entries;
}
