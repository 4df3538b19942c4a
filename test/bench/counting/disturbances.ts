/** What cameras, cutters, pose models and athletes do to a film, kind by kind. */
import { chance } from '../../../shared/athlete/chance.ts';
import {
  anAthlete,
  CAMERA_VIEWS,
  type CameraView,
  type MoveName,
  type Planned,
} from '../../../shared/athlete/index.ts';
import { ACTIVITIES, LAYOUTS } from '../../../shared/coaching/index.ts';
import { besides, changed, cut, type Film, filmed, pick, type Scene, strangers, tempoOf } from './films.ts';
import { VIEW_OF } from './trial.ts';

/** How many films of an activity each disturbance makes. */
export const VARIANTS = 4;
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
/** What people do in a pause, each of a kind that is none of the activity's own. */
const PAUSE: Readonly<Record<string, MoveName>> = { 'push-up': 'resting-on-hands' };
const ON_THE_FLOOR: readonly string[] = ['sit-up', 'bench-press', 'glute-bridge'];

const planOf = (count: number, make: (index: number) => Partial<Planned>): Planned[] =>
  Array.from({ length: count }, (_, index) => ({ kind: 'repetition', ...make(index) }));

export interface Disturbing {
  id: string;
  /** Only for these activities. */
  only?: readonly string[];
  /** Films of each activity; `VARIANTS` when left out. */
  variants?: number;
  film(scene: Scene): Film;
}

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
  {
    id: 'cut off on the way back',
    only: ACTIVITIES.map(({ id }) => id).filter((id) => !EFFORT_OUT.includes(id)),
    film: (scene) => {
      const last = anAthlete(scene.athlete).truth().reps.at(-1);
      if (!last) throw new Error('no repetitions');
      const film = filmed(scene, {}, [0, last.turn + 0.4 * (last.end - last.turn)]);
      return { ...film, reps: film.reps - 1 };
    },
  },
  {
    id: 'a plate before the body',
    only: ['squat', 'lunge', 'deadlift', 'overhead-press'],
    film: (scene) => {
      const whole = filmed(scene);
      const [, , third] = anAthlete(scene.athlete).truth().reps;
      if (!third) throw new Error('no third repetition');
      const wrong = filmed(scene, { noise: 0.02, drift: { size: 0.06, seconds: 0.3 }, doubt: 0.6, outliers: 0.1 });
      const hidden = (at: number) => at > third.turn - 350 && at < third.turn + 350;
      return {
        ...whole,
        frames: whole.frames.map((frame, index) => (hidden(frame.at) ? (wrong.frames[index] ?? frame) : frame)),
      };
    },
  },
  {
    id: 'far limbs flicker',
    film: (scene) => {
      const view = scene.activity.views.includes('side') ? 'left' : scene.view;
      const whole = filmed(changed(scene, { view }));
      const far = /^right_(elbow|wrist|knee|ankle|heel|foot)/;
      const { names } = LAYOUTS[scene.layout];
      const frames = whole.frames.map((frame) => {
        if (!('keypoints' in frame) || chance(scene.seed, Math.floor(frame.at / 350), 41) < 0.5) return frame;
        const keypoints = frame.keypoints.map((point, index) =>
          far.test(names[index] ?? '') ? { ...point, score: 0.06 } : point,
        );
        return { ...frame, keypoints };
      });
      return { ...whole, frames };
    },
  },
  {
    id: 'head out of the picture',
    only: ['squat', 'lunge', 'biceps-curl', 'lateral-raise', 'front-raise', 'triceps-push-down', 'deadlift'],
    film: (scene) => filmed(scene, { framing: { zoom: 1.25, x: 0.5, y: 0.6 }, guess: scene.seed % 2 ? 0.6 : 0.2 }),
  },
  {
    id: 'tired last repetitions',
    film: (scene) => {
      const tempo = tempoOf(scene.activity);
      return filmed(
        changed(scene, { plan: planOf(7, (index) => ({ tempo: tempo * (index < 4 ? 1 : 1.4 + 0.3 * (index - 4)) })) }),
      );
    },
  },
  {
    id: 'kipping',
    only: ['pull-up'],
    film: (scene) => filmed(changed(scene, { faults: ['kipping'] })),
  },
  {
    id: 'walks in before',
    film: (scene) => filmed(changed(scene, { walkIn: 3000 })),
  },
  {
    id: 'does something else in a pause',
    only: ACTIVITIES.map(({ id }) => id).filter((id) => !ON_THE_FLOOR.includes(id)),
    film: (scene) =>
      besides(
        scene,
        3,
        PAUSE[scene.activity.id] ?? pick(['drinking', 'talking', 'walking', 'tying-shoes'], scene.seed),
        8,
      ),
  },
  {
    id: 'sets up before',
    only: ACTIVITIES.map(({ id }) => id).filter((id) => !ON_THE_FLOOR.includes(id)),
    film: (scene) => besides(scene, 0, pick(['at-table', 'carrying', 'cleaning'], scene.seed), 6),
  },
];
