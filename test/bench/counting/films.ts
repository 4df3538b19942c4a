/** Films from the wild: what cameras, cutters, pose models and athletes do to a set, each from several sides. */

import { chance } from '../../../shared/athlete/chance.ts';
import {
  type AthleteOptions,
  anAthlete,
  CAMERA_VIEWS,
  type CameraView,
  type Disturbance,
  disturb,
  type MoveName,
  type Planned,
  SHAPES,
  type ShapeName,
} from '../../../shared/athlete/index.ts';
import { ACTIVITIES, type Activity, type PoseFrame, type PoseLayout } from '../../../shared/coaching/index.ts';
import { VIEW_OF } from './trial.ts';

const FPS = 25;
/** How many films of an activity each disturbance makes. */
export const VARIANTS = 4;
const TEMPO: Readonly<Record<string, number>> = { 'high-knees': 0.9, 'jumping-jack': 1.3 };
/** Movements whose effort is the way out: a film that ends at their far end shows a whole repetition. */
const EFFORT_OUT: readonly string[] = [
  'pull-up',
  'sit-up',
  'overhead-press',
  'biceps-curl',
  'front-raise',
  'lateral-raise',
  'triceps-push-down',
  'glute-bridge',
  'jumping-jack',
  'high-knees',
];
const UPRIGHT_LEGS: readonly string[] = ['squat', 'lunge', 'deadlift', 'high-knees', 'jumping-jack', 'pull-up', 'dip'];
const LYING: readonly string[] = ['push-up', 'sit-up', 'bench-press', 'glute-bridge'];

/** Errors of keypoints on a film that is neither good nor bad: they wander, and tremble a little. */
const USUAL: Omit<Disturbance, 'seed'> = {
  noise: 0.002,
  drift: { size: 0.007, seconds: 0.5 },
  outliers: 0.002,
  dropouts: 0.005,
};

export interface Scene {
  activity: Activity;
  seed: number;
  view: CameraView;
  layout: PoseLayout;
  athlete: AthleteOptions;
}

export interface Film {
  frames: (PoseFrame | { at: number })[];
  reps: number;
}

export interface Disturbing {
  id: string;
  /** Only for these activities. */
  only?: readonly string[];
  /** Films of each activity; `VARIANTS` when left out. */
  variants?: number;
  film(scene: Scene): Film;
}

function filmed(
  { athlete: options, layout, seed }: Scene,
  disturbance: Omit<Disturbance, 'seed'> = {},
  [from, until]: readonly [number?, number?] = [],
): Film {
  const athlete = anAthlete(options);
  const [first, end] = [from ?? 0, until ?? athlete.duration];
  const frames: Film['frames'] = [];
  for (let at = first; at < end; at += 1000 / FPS) {
    const frame = disturb(athlete.poseAt(at, layout), { ...USUAL, ...disturbance, seed });
    frames.push(frame ?? { at });
  }
  return { frames, reps: athlete.truth().reps.length };
}

const changed = (scene: Scene, athlete: Partial<AthleteOptions>): Scene => ({
  ...scene,
  athlete: { ...scene.athlete, ...athlete },
});

/** Other cameras for parts of the film; `cuts` are the times at which another one takes over. */
function cut(scene: Scene, cuts: readonly number[]): Film {
  const views = viewsOf(scene.activity);
  const films = cuts.map((_, index) =>
    filmed(
      changed(scene, {
        view: pick(views, scene.seed + 1 + index),
        elevation: 10 * (index % 2),
        ...(index % 2 === 0 && { scale: scene.activity.id === 'push-up' ? 0.6 : 0.55 }),
      }),
    ),
  );
  const whole = filmed(scene);
  const frames = whole.frames.map((frame, index) => {
    const shot = cuts.findLastIndex((time) => time <= frame.at);
    return films[shot]?.frames[index] ?? frame;
  });
  return { frames, reps: whole.reps };
}

/** For moments the model follows somebody else in the picture. */
function strangers(scene: Scene, lengths: readonly number[]): Film {
  const whole = filmed(scene);
  const other = anAthlete({ activity: 'walking', view: 'left', scale: 0.4 });
  const every = (whole.frames.at(-1)?.at ?? 0) / (lengths.length + 1);
  const frames = whole.frames.map((frame) => {
    const leap = Math.round(frame.at / every);
    const length = lengths[leap - 1];
    if (length === undefined || Math.abs(frame.at - leap * every) > length / 2) return frame;
    const seen = other.poseAt(frame.at, scene.layout);
    return {
      ...seen,
      keypoints: seen.keypoints.map((point) => ({ ...point, x: point.x * 0.6 - 0.1, y: point.y - 0.1 })),
    };
  });
  return { frames, reps: whole.reps };
}

const planOf = (count: number, make: (index: number) => Partial<Planned>): Planned[] =>
  Array.from({ length: count }, (_, index) => ({ kind: 'repetition', ...make(index) }));

const tempoOf = (activity: Activity) => TEMPO[activity.id] ?? 2.6;

export const DISTURBANCES: readonly Disturbing[] = [
  { id: 'usual errors', film: (scene) => filmed(scene) },
  { id: 'slow errors', film: (scene) => filmed(scene, { drift: { size: 0.015, seconds: 0.7 } }) },
  { id: 'far side guessed', film: (scene) => filmed(scene, { drift: { size: 0.006, seconds: 0.6 }, farSide: 5 }) },
  { id: 'sides confused', film: (scene) => filmed(scene, { confusion: { share: 0.12, seconds: 0.5 }, swaps: 0.02 }) },
  { id: 'modest scores', film: (scene) => filmed(scene, { doubt: 0.4, drift: { size: 0.01, seconds: 0.5 } }) },
  {
    id: 'lying, seen poorly',
    only: LYING,
    film: (scene) =>
      filmed(scene, { doubt: 0.5, drift: { size: 0.02, seconds: 0.6 }, confusion: { share: 0.08, seconds: 0.4 } }),
  },
  { id: 'handheld camera', film: (scene) => filmed(scene, { handheld: { pan: 0.06, zoom: 0.12, seconds: 1.5 } }) },
  {
    id: 'upper body only, legs guessed',
    only: ACTIVITIES.map(({ id }) => id).filter((id) => ![...UPRIGHT_LEGS, ...LYING].includes(id)),
    film: (scene) => filmed(scene, { framing: { zoom: 1.6, x: 0.5, y: 0.36 }, guess: scene.seed % 2 ? 0.75 : 0.3 }),
  },
  {
    id: 'feet out of the picture',
    only: UPRIGHT_LEGS,
    film: (scene) => filmed(scene, { framing: { zoom: 1.15, x: 0.5, y: 0.4 }, guess: scene.seed % 2 ? 0.7 : 0.2 }),
  },
  {
    id: 'near camera, from above',
    film: (scene) => filmed(changed(scene, { elevation: 28, distance: 1.9, scale: 0.5 })),
  },
  { id: 'low camera', film: (scene) => filmed(changed(scene, { elevation: -12, distance: 2.2 })) },
  {
    id: 'cuts between cameras',
    film: (scene) => {
      const { duration } = anAthlete(scene.athlete);
      return cut(
        scene,
        [0.23, 0.49, 0.78].map((share) => share * duration),
      );
    },
  },
  { id: 'another person for moments', film: (scene) => strangers(scene, [240, 700, 1500]) },
  {
    id: 'begins and ends within the set',
    film: (scene) => {
      const { reps } = anAthlete(changed(scene, { delay: 0 }).athlete).truth();
      const [first, last] = [reps[0], reps.at(-1)];
      if (!first || !last) throw new Error('no repetitions');
      const from = first.start + (first.turn - first.start) * 0.15;
      const until = EFFORT_OUT.includes(scene.activity.id)
        ? last.turn + (last.end - last.turn) * 0.1
        : last.end - (last.end - last.turn) * 0.1;
      return filmed(changed(scene, { delay: 0 }), {}, [from, until]);
    },
  },
  {
    id: 'short range',
    film: (scene) => filmed(changed(scene, { range: scene.activity.id === 'pull-up' ? 0.7 : 0.62 })),
  },
  {
    id: 'never locked out',
    film: (scene) => filmed(changed(scene, { plan: planOf(6, () => ({ faults: ['half-locked'] })) })),
  },
  {
    id: 'tempo and range change',
    film: (scene) => {
      const tempo = tempoOf(scene.activity);
      const plan = planOf(7, (index) => ({ tempo: tempo * (0.6 + 0.3 * index), range: 1 - 0.06 * index }));
      return filmed(changed(scene, { plan }));
    },
  },
  {
    id: 'long rests within the set',
    film: (scene) => {
      const plan = planOf(6, (index) => ({ rest: index % 3 === 2 ? 7 : index % 3 }));
      return filmed(changed(scene, { plan }));
    },
  },
  {
    id: 'long pause at the far end',
    film: (scene) => filmed(changed(scene, { tempo: 2.5 * tempoOf(scene.activity), pause: 0.55 })),
  },
  { id: 'slow motion', film: (scene) => filmed(changed(scene, { tempo: 4.2 * tempoOf(scene.activity), reps: 4 })) },
  {
    id: 'a bit of everything',
    variants: 12,
    film: (scene) => {
      const { seed } = scene;
      const tempo = tempoOf(scene.activity);
      const plan = planOf(8, (index) => ({
        tempo: tempo * (0.8 + 0.5 * chance(seed, index, 1)),
        range: 0.72 + 0.28 * chance(seed, index, 2),
        rest: chance(seed, index, 3) < 0.2 ? 3 : 0,
        faults: chance(seed, index, 4) < 0.3 ? ['half-locked'] : [],
      }));
      const from = changed(scene, {
        plan,
        view: 360 * chance(seed, 5),
        elevation: -5 + 27 * chance(seed, 6),
        distance: 2 + 2 * chance(seed, 7),
        delay: 300,
      });
      return filmed(from, {
        noise: 0.003,
        drift: { size: 0.007, seconds: 0.6 },
        farSide: 2.5,
        doubt: 0.6 + 0.4 * chance(seed, 8),
        dropouts: 0.02,
        outliers: 0.005,
        confusion: { share: 0.05, seconds: 0.3 },
        handheld: { pan: 0.03, zoom: 0.06, seconds: 2 },
      });
    },
  },
  {
    id: 'view not meant for it',
    film: (scene) => {
      const views = (Object.keys(CAMERA_VIEWS) as CameraView[]).filter(
        (view) => !scene.activity.views.includes(VIEW_OF[view]),
      );
      return filmed(changed(scene, { view: views.length > 0 ? pick(views, scene.seed) : 'back' }));
    },
  },
];

export function sceneOf(activity: Activity, seed: number): Scene {
  const view = pick(viewsOf(activity), seed);
  return {
    activity,
    seed,
    view,
    layout: seed % 2 === 0 ? 'blazepose33' : 'coco17',
    athlete: {
      activity: activity.figure as MoveName,
      view,
      shape: pick(Object.keys(SHAPES) as ShapeName[], seed),
      reps: 6,
      tempo: tempoOf(activity) * pick([0.8, 1, 1.4], seed),
      elevation: pick([0, 6, 14], seed),
      scale: pick([0.72, 0.6], seed),
    },
  };
}

const viewsOf = (activity: Activity) =>
  (Object.keys(CAMERA_VIEWS) as CameraView[]).filter((view) => activity.views.includes(VIEW_OF[view]));

function pick<T>(values: readonly T[], index: number): T {
  const value = values[index % values.length];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}
