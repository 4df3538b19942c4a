/** What must not be counted: an hour of what people do besides, five minutes of each, by every activity. */
import { chance } from '../../../shared/athlete/chance.ts';
import {
  type AthleteOptions,
  anAthlete,
  type CameraView,
  type Disturbance,
  disturb,
  type MoveName,
  SHAPES,
  type ShapeName,
} from '../../../shared/athlete/index.ts';
import { ACTIVITIES, createTracker, type PoseFrame, type PoseLayout } from '../../../shared/coaching/index.ts';
import { pick } from './films.ts';
import { NOISE } from './trial.ts';

const MINUTES = 5;
const FPS = 12;
export const DOING = [
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
/** Films of each thing from the wild. */
const WILD_FILMS = 8;
/** Seeds from one round of films to the next. */
const ROUND = 10_007;
/** Keypoints on an ordinary film: their errors last, and the far side of the body is only guessed. */
const WILD_ERRORS: Omit<Disturbance, 'seed'> = {
  noise: 0.003,
  drift: { size: 0.008, seconds: 0.5 },
  outliers: 0.003,
  dropouts: 0.01,
  farSide: 2,
};

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

/** From three sides with clear keypoints, or by people of all shapes at any pace, from anywhere, with errors that last. */
export type IdleFilming = 'clear' | 'wild';

interface IdleFilm {
  athlete: AthleteOptions;
  layout: PoseLayout;
  /** How much faster than drawn it is done. */
  pace: number;
  disturbance: Disturbance;
}

/** @param round other films of the same things from the wild, from 0 */
export function idleCounts(filming: IdleFilming, only?: string, round = 0): IdleCount[] {
  const counts = new Map<string, IdleCount>();
  for (const doing of DOING) {
    const films = idleFilms(filming, doing, round);
    for (const frames of films) {
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
        total.minutes += MINUTES / films.length;
        total.reps += tracker.state.reps;
        total.attempts += tracker.state.attempts;
        total.heldMs += tracker.summary().hold?.totalMs ?? 0;
        counts.set(key, total);
      }
    }
  }
  return [...counts.values()];
}

/** Five minutes of one thing that people do besides. */
export function idleFilms(
  filming: IdleFilming,
  doing: (typeof DOING)[number],
  round = 0,
): (PoseFrame | { at: number })[][] {
  if (filming === 'wild') return Array.from({ length: WILD_FILMS }, (_, index) => wildIdleFilm(doing, index, round));
  const films = clearFilms(doing);
  return films.map((film) => filmed(film, (MINUTES * 60_000) / films.length));
}

/** One of the films of something from the wild. */
export function wildIdleFilm(doing: (typeof DOING)[number], index: number, round = 0): (PoseFrame | { at: number })[] {
  const seed = round * ROUND + DOING.indexOf(doing) * 100 + index;
  const share = (what: number) => chance(seed, 7, what);
  const film: IdleFilm = {
    athlete: {
      activity: doing,
      view: 360 * share(2),
      elevation: -8 + 30 * share(3),
      distance: 2 + 2.5 * share(5),
      shape: pick(Object.keys(SHAPES) as ShapeName[], Math.floor(5 * share(4))),
    },
    layout: index % 2 === 0 ? 'blazepose33' : 'coco17',
    pace: 0.6 + 1.1 * share(1),
    disturbance: { seed, ...WILD_ERRORS },
  };
  return filmed(film, (MINUTES * 60_000) / WILD_FILMS);
}

const clearFilms = (doing: MoveName): IdleFilm[] =>
  VIEWS.map((view, seed) => ({
    athlete: { activity: doing, view },
    layout: 'coco17',
    pace: 1,
    disturbance: { seed, ...NOISE.clear },
  }));

function filmed(
  { athlete: options, layout, pace, disturbance }: IdleFilm,
  end: number,
): (PoseFrame | { at: number })[] {
  const athlete = anAthlete(options);
  const frames: (PoseFrame | { at: number })[] = [];
  for (let at = 0; at < end; at += 1000 / FPS) {
    frames.push(disturb({ ...athlete.poseAt(at * pace, layout), at }, disturbance) ?? { at });
  }
  return frames;
}
