import {
  type AthleteOptions,
  anAthlete,
  CAMERA_VIEWS,
  type CameraView,
  type Disturbance,
  disturb,
  type MoveName,
  SHAPES,
  type ShapeName,
} from '../../../shared/athlete/index.ts';
import type { Activity, PoseFrame, PoseLayout } from '../../../shared/coaching/index.ts';
import { VIEW_OF } from './trial.ts';

const FPS = 25;
const TEMPO: Readonly<Record<string, number>> = { 'high-knees': 0.9, 'jumping-jack': 1.3 };
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

export function filmed(
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

export const changed = (scene: Scene, athlete: Partial<AthleteOptions>): Scene => ({
  ...scene,
  athlete: { ...scene.athlete, ...athlete },
});

/** Other cameras for parts of the film; `cuts` are the times at which another one takes over. */
export function cut(scene: Scene, cuts: readonly number[]): Film {
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
export function strangers(scene: Scene, lengths: readonly number[]): Film {
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

/** How long it takes from one thing to the next, ms. */
const CHANGE_MS = 700;

/** Frames between two poses, as if the athlete went over from one to the other. */
function goingOver(from: PoseFrame, to: PoseFrame, at: number): PoseFrame[] {
  const count = Math.round((CHANGE_MS * FPS) / 1000);
  return Array.from({ length: count }, (_, index) => {
    const share = (1 - Math.cos((Math.PI * (index + 1)) / (count + 1))) / 2;
    const keypoints = from.keypoints.map((point, place) => {
      const other = to.keypoints[place] ?? point;
      return { ...point, x: point.x + (other.x - point.x) * share, y: point.y + (other.y - point.y) * share };
    });
    return { ...from, at: at + (index * 1000) / FPS, keypoints };
  });
}

/** Something else is done for a while after a repetition (from 1; 0 before the first): no more and no less is counted. */
export function besides(scene: Scene, after: number, doing: MoveName, seconds: number): Film {
  const athlete = anAthlete(scene.athlete);
  const other = anAthlete({ ...scene.athlete, activity: doing });
  const { reps } = athlete.truth();
  const until = after === 0 ? 300 : (reps[after - 1]?.end ?? 0) + 100;
  const before = athlete.poseAt(until, scene.layout);
  const poses = [];
  for (let at = 0; at < until; at += 1000 / FPS) poses.push(athlete.poseAt(at, scene.layout));
  const [first, last] = [other.poseAt(0, scene.layout), other.poseAt(seconds * 1000, scene.layout)];
  poses.push(...goingOver(before, first, 0));
  for (let at = 0; at < seconds * 1000; at += 1000 / FPS) poses.push(other.poseAt(at, scene.layout));
  poses.push(...goingOver(last, before, 0));
  for (let at = until; at < athlete.duration; at += 1000 / FPS) poses.push(athlete.poseAt(at, scene.layout));
  const frames = poses.map((pose, index) => {
    const at = (index * 1000) / FPS;
    return disturb({ ...pose, at }, { ...USUAL, seed: scene.seed }) ?? { at };
  });
  return { frames, reps: reps.length };
}

export const tempoOf = (activity: Activity) => TEMPO[activity.id] ?? 2.6;

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

export function pick<T>(values: readonly T[], index: number): T {
  const value = values[index % values.length];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}
