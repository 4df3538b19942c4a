/** What the engines found, in few numbers. */
import { KEYPOINT_STRIDE } from '../../../server/analysis/pose-estimator.ts';
import { LAYOUTS, type PoseLayout } from '../../../shared/coaching/index.ts';
import { type Distribution, distributionOf } from '../support/distribution.ts';
import type { ReferenceClip, Truth } from './clips.ts';

/** The points that the models, the drawing and the reference all mean the same by. */
const BODY = /_(shoulder|elbow|wrist|hip|knee|ankle)$/;

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
  const errors: number[] = [];
  const angles: number[] = [];
  for (const [index, { keypoints }] of found.entries()) {
    const wanted = truth[index];
    if (!wanted || keypoints.length === 0) continue;
    const place = placesOf(keypoints, layout, aspect);
    const reference = referencePlaces(wanted, aspect);
    for (const point of LAYOUTS[layout].names.filter((each) => BODY.test(each))) {
      const [x, y] = place(point);
      const [trueX, trueY] = reference(point);
      errors.push(Math.hypot(x - trueX, y - trueY));
    }
    for (const side of ['left', 'right']) angles.push(Math.abs(kneeAngle(place, side) - kneeAngle(reference, side)));
  }
  return {
    clip: name,
    frames: found.length,
    lost: found.filter(({ keypoints }) => keypoints.length === 0).length,
    ms: distributionOf(found.map(({ ms }) => ms)),
    readMs: distributionOf(found.map(({ readMs }) => readMs)),
    meanError: mean(errors),
    kneeDegrees: mean(angles),
  };
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
