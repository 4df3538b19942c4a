/** Pictures with several people: the athlete among passers-by, drawn, with the truth about everyone. */
import { createCanvas, type Image } from '@napi-rs/canvas';
import {
  type Athlete,
  type AthleteOptions,
  anAthlete,
  type DrawingContext,
  type DrawnPerson,
  drawPeople,
  OUTFITS,
  type OutfitName,
} from '../../shared/athlete/index.ts';
import type { PoseFrame } from '../../shared/coaching/index.ts';
import type { Size } from '../../shared/size.ts';

/** Where somebody stands at a time (ms): to the right of the picture's middle, in its widths; `undefined` while out of it. */
export type Path = (at: number) => number | undefined;

export interface Actor {
  readonly body: Athlete;
  readonly path: Path;
  readonly outfit: OutfitName;
}

export interface Scene {
  readonly name: string;
  /** The farthest first. */
  readonly actors: readonly Actor[];
  readonly athlete: Actor;
  /** ms */
  readonly duration: number;
  /** Times (ms) in which the athlete can't be seen, so that nobody need be followed. */
  readonly hidden?: readonly (readonly [from: number, to: number])[];
}

export const SCENE_SIZE: Size = { width: 320, height: 240 };
export const SCENE_RATE = 15;
const DURATION = 12_000;

export const stands =
  (place: number): Path =>
  () =>
    place;

/** Walks from one place to another and is out of the picture before and after. */
export const walks =
  (from: number, to: number, start: number, end: number): Path =>
  (at) =>
    at < start || at > end ? undefined : from + ((to - from) * (at - start)) / (end - start);

/** Walks from one place to another and stays there. */
export const moves =
  (from: number, to: number, start: number, end: number): Path =>
  (at) =>
    from + (to - from) * Math.min(1, Math.max(0, (at - start) / (end - start)));

export function anActor(options: Partial<AthleteOptions> & { path?: Path; outfit?: OutfitName }): Actor {
  const { path = stands(0), outfit = 'teal', ...body } = options;
  return { body: anAthlete({ activity: 'squat', reps: 100, tempo: 3, view: 'front-left', ...body }), path, outfit };
}

/** Somebody who walks through the picture from left to right in three seconds. */
export const aPasser = (options: Parameters<typeof anActor>[0] & { start?: number } = {}): Actor => {
  const { start = 4_000, ...rest } = options;
  return anActor({
    activity: 'walking',
    view: 270,
    outfit: 'red',
    path: walks(-0.65, 0.65, start, start + 3_000),
    ...rest,
  });
};

/** Where somebody is drawn, `undefined` while out of the picture. */
export function poseOfActor({ body, path }: Actor, at: number): PoseFrame | undefined {
  const place = path(at);
  if (place === undefined) return undefined;
  const pose = body.poseAt(at);
  return { ...pose, keypoints: pose.keypoints.map((point) => ({ ...point, x: point.x + place })) };
}

/** Draws who is in the picture at a time, ms. */
export function drawScene(context: DrawingContext, { actors }: Pick<Scene, 'actors'>, at: number, size: Size): void {
  const people = actors.flatMap((actor): DrawnPerson[] => {
    const pose = poseOfActor(actor, at);
    return pose ? [{ pose, outfit: OUTFITS[actor.outfit] }] : [];
  });
  drawPeople(context, people, size);
}

/** RGBA pictures of a scene, 4 bytes a px; `photo` is pasted at the right edge, as high as the picture. */
export function* picturesOfScene(
  scene: Scene,
  {
    size = SCENE_SIZE,
    framesPerSecond = SCENE_RATE,
    photo,
  }: { size?: Size; framesPerSecond?: number; photo?: Image } = {},
): Generator<Uint8Array> {
  const canvas = createCanvas(size.width, size.height);
  const context = canvas.getContext('2d');
  for (let index = 0; index < (scene.duration / 1000) * framesPerSecond; index++) {
    drawScene(context, scene, (index * 1000) / framesPerSecond, size);
    if (photo) {
      const width = (photo.width * size.height) / photo.height;
      context.drawImage(photo, size.width - width, 0, width, size.height);
    }
    yield Uint8Array.from(context.getImageData(0, 0, size.width, size.height).data);
  }
}

function scene(
  name: string,
  athlete: Actor,
  others: { behind?: Actor[]; before?: Actor[] },
  more?: Partial<Scene>,
): Scene {
  const { behind = [], before = [] } = others;
  return { name, athlete, actors: [...behind, athlete, ...before], duration: DURATION, ...more };
}

/** What happens in a gym, each with the athlete in the middle at the start. */
export function scenes(): Scene[] {
  return [
    scene('alone', anActor({}), {}),
    scene('a passer-by in front', anActor({}), { before: [aPasser()] }),
    scene('a passer-by behind', anActor({}), { behind: [aPasser({ scale: 0.6 })] }),
    scene('a passer-by in front in the same clothes', anActor({}), { before: [aPasser({ outfit: 'teal' })] }),
    scene('a tall passer-by close to the camera', anActor({ scale: 0.6 }), {
      before: [aPasser({ scale: 1, outfit: 'white' })],
    }),
    scene('two passers-by from both sides', anActor({}), {
      behind: [aPasser({ scale: 0.65, outfit: 'white', view: 90, path: walks(0.65, -0.65, 3_500, 6_500) })],
      before: [aPasser({ outfit: 'black' })],
    }),
    scene('someone who comes and stays beside', anActor({}), {
      before: [anActor({ activity: 'waving', outfit: 'red', path: moves(-0.7, -0.2, 3_000, 4_500) })],
    }),
    scene('someone who watches from nearer', anActor({ scale: 0.65 }), {
      before: [anActor({ activity: 'waving', scale: 0.85, outfit: 'red', path: stands(0.34) })],
    }),
    scene(
      'the athlete walks past someone who stands nearer',
      anActor({
        activity: 'walking',
        view: 270,
        path: (at) => (at < 5_000 ? moves(0, -0.3, 500, 2_000)(at) : moves(-0.3, 0.35, 5_000, 7_500)(at)),
      }),
      { before: [anActor({ activity: 'waving', outfit: 'black', path: moves(0.7, 0.05, 1_500, 4_000) })] },
    ),
    scene(
      'the athlete leaves and comes back, a bystander stays',
      anActor({
        path: (at) => (at > 4_000 && at < 7_500 ? undefined : moves(0, 0.65, 3_000, 4_000)(Math.min(at, 11_500 - at))),
      }),
      { behind: [anActor({ activity: 'waving', scale: 0.7, outfit: 'red', path: stands(-0.3) })] },
      { hidden: [[3_600, 7_900]] },
    ),
  ];
}
