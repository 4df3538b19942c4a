/** What MoveNet Lightning takes and gives, whatever library runs it, and how it follows one person. */
import { LAYOUTS } from '../../../shared/coaching/body/keypoints.ts';
import type { Size } from '../../../shared/size.ts';
import type { Region } from '../../video/region.ts';
import {
  type AthletePlace,
  KEYPOINT_STRIDE,
  type Picture,
  type Place,
  type Pose,
  type PoseFollower,
} from '../pose-estimator.ts';
import { PendingPick } from './pending-pick.ts';

export const MOVENET = {
  model: 'movenet-lightning',
  layout: 'coco17',
  input: { width: 192, height: 192 },
} as const;

const SIDE = MOVENET.input.width;
const STRIDE = KEYPOINT_STRIDE[MOVENET.layout];
const NAMES = LAYOUTS[MOVENET.layout].names;
const TORSO = ['left_shoulder', 'right_shoulder', 'left_hip', 'right_hip'].map((name) => NAMES.indexOf(name));
const HIPS = ['left_hip', 'right_hip'].map((name) => NAMES.indexOf(name));

/** From here on the authors' own numbers (`determineCropRegion`): what counts as seen, and room around torso and body. */
const MIN_SCORE = 0.2;
/** Fewer points than this are nobody; whoever sits close to the camera shows more. */
const FEWEST_SEEN = 4;
const NOBODY = new Float32Array();
const TORSO_ROOM = 1.9;
const BODY_ROOM = 1.2;
/** Side of the square around a click, in heights of the picture: the person's size is not known yet. */
const PICK_SIDE = 0.9;
/** Whoever is found is the one who was clicked if their hips are this near, in sides of that square. */
const PICK_REACH = 0.3;

/**
 * Looks at the square around the last pose, as the model's authors do, which keeps it with one person and shows them larger;
 * at the whole picture while nobody is followed. The model takes the one in the middle: so a click is the middle of a square.
 */
export class MoveNetFollower implements PoseFollower {
  readonly #infer: (pixels: Uint8Array) => Promise<Float32Array>;
  #start: AthletePlace | undefined;
  #crop: Region | undefined;
  readonly #pick = new PendingPick();

  /** @param infer From RGB bytes of the input size to y, x, score of 17 points, in 0..1 of the input. */
  constructor(infer: (pixels: Uint8Array) => Promise<Float32Array>, start?: AthletePlace) {
    this.#infer = infer;
    this.#start = start;
  }

  pick(place: Place, withinMs: number): Promise<boolean | undefined> {
    return this.#pick.ask(place, withinMs);
  }

  async estimate(picture: Picture): Promise<Pose | undefined> {
    const pick = this.#pick.take();
    const place = pick?.place ?? this.#start?.place;
    this.#start = undefined;
    const picked = place && (await this.#poseAt(picture, place));
    pick?.answer(picked !== undefined);
    const keypoints = picked ?? (this.#crop ? await this.#within(picture, this.#crop) : await this.#whole(picture));
    this.#crop = keypoints && cropAround(keypoints, picture.size);
    return keypoints && { keypoints: isSomebody(keypoints) ? keypoints : NOBODY };
  }

  async #poseAt(picture: Picture, place: Place): Promise<Float32Array | undefined> {
    const { width, height } = picture.size;
    const square = { centreX: place.x * width, centreY: place.y * height, side: PICK_SIDE * height, rotation: 0 };
    const keypoints = await this.#within(picture, square);
    if (!keypoints || !isSeen(keypoints, TORSO)) return undefined;
    const hips = middleOf(keypoints, HIPS);
    const away = Math.hypot((hips.x - place.x) * width, (hips.y - place.y) * height);
    return away <= PICK_REACH * square.side ? keypoints : undefined;
  }

  async #whole(picture: Picture): Promise<Float32Array | undefined> {
    const input = picture.letterboxed(MOVENET.input);
    if (!input) return undefined;
    const { x, y, width, height } = input.box;
    return mapped(await this.#infer(input.data), (place) => ({
      x: (place.x * SIDE - x) / width,
      y: (place.y * SIDE - y) / height,
    }));
  }

  async #within(picture: Picture, { centreX, centreY, side, rotation }: Region): Promise<Float32Array | undefined> {
    const pixels = picture.cropped({ centreX, centreY, side, rotation }, SIDE);
    if (!pixels) return undefined;
    return mapped(await this.#infer(pixels), ({ x, y }) => ({
      x: (centreX + (x - 0.5) * side) / picture.size.width,
      y: (centreY + (y - 0.5) * side) / picture.size.height,
    }));
  }
}

/** Where to look in the next picture; `undefined` for the whole of it. */
export function cropAround(keypoints: Float32Array, { width, height }: Size): Region | undefined {
  if (!isSeen(keypoints, TORSO)) return undefined;
  const hips = middleOf(keypoints, HIPS);
  const reach = (points: readonly number[]) =>
    Math.max(
      ...points.map((point) => {
        const { x, y, score } = pointOf(keypoints, point);
        return score < MIN_SCORE ? 0 : Math.max(Math.abs(x - hips.x) * width, Math.abs(y - hips.y) * height);
      }),
    );
  const half = Math.max(TORSO_ROOM * reach(TORSO), BODY_ROOM * reach([...NAMES.keys()]));
  if (half >= Math.max(width, height) / 2) return undefined;
  return { centreX: hips.x * width, centreY: hips.y * height, side: 2 * half, rotation: 0 };
}

/** The model always gives 17 points; of an empty picture it is sure of none or, by chance, of one or two. */
function isSomebody(keypoints: Float32Array): boolean {
  return [...NAMES.keys()].filter((point) => pointOf(keypoints, point).score > MIN_SCORE).length >= FEWEST_SEEN;
}

/** Whether a shoulder and a hip are. */
function isSeen(keypoints: Float32Array, torso: readonly number[]): boolean {
  const [leftShoulder = 0, rightShoulder = 0, leftHip = 0, rightHip = 0] = torso.map(
    (point) => pointOf(keypoints, point).score,
  );
  return Math.max(leftShoulder, rightShoulder) > MIN_SCORE && Math.max(leftHip, rightHip) > MIN_SCORE;
}

function pointOf(keypoints: Float32Array, index: number) {
  const [x = 0, y = 0, score = 0] = keypoints.subarray(index * STRIDE, (index + 1) * STRIDE);
  return { x, y, score };
}

function middleOf(keypoints: Float32Array, points: readonly number[]): Place {
  const places = points.map((point) => pointOf(keypoints, point));
  const sum = places.reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y, score: 0 }));
  return { x: sum.x / points.length, y: sum.y / points.length };
}

/** From y, x, score in 0..1 of the model's input to x, y, score in the picture. */
function mapped(output: Float32Array, inPicture: (place: Place) => Place): Float32Array {
  const keypoints = new Float32Array(output.length);
  for (let offset = 0; offset < keypoints.length; offset += STRIDE) {
    const [y = 0, x = 0, score = 0] = output.subarray(offset, offset + STRIDE);
    const place = inPicture({ x, y });
    keypoints.set([place.x, place.y, score], offset);
  }
  return keypoints;
}
