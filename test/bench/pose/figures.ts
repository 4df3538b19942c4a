/** What the engines found, in few numbers. */
import { KEYPOINT_STRIDE } from '../../../server/analysis/pose-estimator.ts';
import { LAYOUTS, type PoseLayout } from '../../../shared/coaching/index.ts';
import { type Distribution, distributionOf } from '../support/distribution.ts';
import type { ReferenceClip, Truth } from './clips.ts';

/** The points that the models, the drawing and the reference all mean the same by. */
const BODY = /_(shoulder|elbow|wrist|hip|knee|ankle)$/;
/** A body is where it is when its points are off by less than this on average, in its own sizes. */
const NEAR = 0.08;
/** So much of the body is in the picture at least where it should be found. */
const LEAST_INSIDE = 0.5;

export interface FoundFrame {
  readonly ms: number;
  readonly readMs: number;
  readonly keypoints: Float32Array;
}

export interface ClipFigures {
  readonly clip: string;
  readonly frames: number;
  /** Frames in which nobody was found. */
  readonly lost: number;
  /** Of those in which half of the body is in the picture, the share in which it was found where it is. */
  readonly right: number;
  /** From picture to keypoints. */
  readonly ms: Distribution;
  /** Of it, reading the picture in the model's size. */
  readonly readMs: Distribution;
  /** Mean distance of the body's points from the reference, in heights of the picture. */
  readonly meanError: number;
  /** Mean difference of the knees' angles to the reference, degrees. */
  readonly kneeDegrees: number;
}

type Place = readonly [x: number, y: number];

export function clipFigures(
  { name, clip, truth }: ReferenceClip,
  found: readonly FoundFrame[],
  layout: PoseLayout,
): ClipFigures {
  const aspect = clip.width / clip.height;
  const body = LAYOUTS[layout].names.filter((point) => BODY.test(point));
  const errors: number[] = [];
  const angles: number[] = [];
  let [seen, right] = [0, 0];
  for (const [index, { keypoints }] of found.entries()) {
    const wanted = truth[index];
    if (!wanted) continue;
    const place = placesOf(keypoints, layout, aspect);
    const reference = referencePlaces(wanted, aspect);
    const inside = body.filter((point) => wanted.has(point));
    const distances = inside.map((point) => distance(place(point), reference(point)));
    const isSeen = inside.length >= LEAST_INSIDE * body.length;
    if (isSeen) seen += 1;
    if (isSeen && mean(distances) < NEAR * sizeOf(inside.map(reference))) right += 1;
    if (keypoints.length === 0) continue;
    errors.push(...distances);
    const off = ['left', 'right'].map((side) => Math.abs(kneeAngle(place, side) - kneeAngle(reference, side)));
    angles.push(...off.filter((angle) => !Number.isNaN(angle)));
  }
  return {
    clip: name,
    frames: found.length,
    lost: found.filter(({ keypoints }) => keypoints.length === 0).length,
    right: right / seen,
    ms: distributionOf(found.map(({ ms }) => ms)),
    readMs: distributionOf(found.map(({ readMs }) => readMs)),
    meanError: mean(errors),
    kneeDegrees: mean(angles),
  };
}

const distance = ([x, y]: Place, [otherX, otherY]: Place) => Math.hypot(x - otherX, y - otherY);

/** The diagonal of the box around places. */
function sizeOf(places: readonly Place[]): number {
  const [across, down] = [places.map(([x]) => x), places.map(([, y]) => y)];
  return Math.hypot(Math.max(...across) - Math.min(...across), Math.max(...down) - Math.min(...down));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function placesOf(keypoints: Float32Array, layout: PoseLayout, aspect: number) {
  return (name: string): Place => {
    const at = LAYOUTS[layout].names.indexOf(name) * KEYPOINT_STRIDE[layout];
    return [(keypoints[at] ?? Number.NaN) * aspect, keypoints[at + 1] ?? Number.NaN];
  };
}

function referencePlaces(truth: Truth, aspect: number) {
  return (name: string): Place => {
    const [x, y] = truth.get(name) ?? [Number.NaN, Number.NaN];
    return [x * aspect, y];
  };
}

/** Between thigh and shank, as seen in the picture. */
function kneeAngle(place: (name: string) => Place, side: string): number {
  const [hip, knee, ankle] = [place(`${side}_hip`), place(`${side}_knee`), place(`${side}_ankle`)];
  const towards = ([x, y]: Place) => Math.atan2(y - knee[1], x - knee[0]);
  const between = Math.abs(towards(hip) - towards(ankle)) * (180 / Math.PI);
  return between > 180 ? 360 - between : between;
}

/** The points of one layout that another one has, in its order and with its number of values; others are 0. */
export function inLayout(keypoints: Float32Array, from: PoseLayout, to: PoseLayout): Float32Array {
  if (keypoints.length === 0 || from === to) return keypoints;
  const result = new Float32Array(LAYOUTS[to].names.length * KEYPOINT_STRIDE[to]);
  for (const [index, name] of LAYOUTS[to].names.entries()) {
    const at = LAYOUTS[from].names.indexOf(name) * KEYPOINT_STRIDE[from];
    if (at >= 0) result.set(keypoints.subarray(at, at + 3), index * KEYPOINT_STRIDE[to]);
  }
  return result;
}
