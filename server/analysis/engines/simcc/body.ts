/** From what a SimCC model gives to a body in the picture: for each keypoint how likely each column and each row is. Pure. */
import { LAYOUTS } from '../../../../shared/coaching/body/keypoints.ts';
import type { Size } from '../../../../shared/size.ts';
import type { Region } from '../../../video/region.ts';
import { KEYPOINT_STRIDE } from '../../pose-estimator.ts';
import { fromRegion, MARGIN, type Point, regionAround } from '../people/pose-region.ts';
import type { FoundBody } from '../people/region-model.ts';
import type { SimccDescription } from './description.ts';

/** What the model gives for one picture: rows of `columns` and of `rows` numbers, a row for each keypoint. */
export interface SimccOutput {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Numbers across the picture and down it: a whole multiple of its width and height, for fractions of px. */
  readonly columns: number;
  readonly rows: number;
}

/** A point in 0..1 of the square that the model's picture is the middle of. */
interface Found extends Point {
  readonly score: number;
}

/** MMPose draws points from this score on (`kpt_thr`). */
const MIN_SCORE = 0.3;
/** Fewer points of trunk and limbs than this are nobody: of an empty picture a model is sure of one or two by chance. */
const FEWEST_SEEN = 4;
/** From the hips to the rim of the circle around a standing body, in lengths of the trunk (MoveNet's authors use the same for their square). */
const BODY_REACH = 1.9;
/** The trunk's length in sides of the square around somebody who stands. */
const USUAL_TRUNK = 1 / (2 * MARGIN * BODY_REACH);
/** A trunk shorter than this, in sides, points at the camera: it does not say where up is. */
const SHORT_TRUNK = 0.04;

const LIMBS = /_(shoulder|elbow|wrist|hip|knee|ankle)$/;

/** Side of the square whose middle the model's picture is. */
export const sideOf = ({ width, height }: Size) => Math.max(width, height);

/**
 * The body in a region of the picture; `undefined` when nobody is there.
 *
 * @param region Whose square the model's picture was the middle of.
 */
export function bodyIn(
  output: SimccOutput,
  { layout, indices, size }: SimccDescription,
  region: Region,
  picture: Size,
): FoundBody | undefined {
  const names = LAYOUTS[layout].names;
  const points = indices.map((index) => pointAt(output, index, size));
  const seen = points.filter(({ score }, index) => score >= MIN_SCORE && LIMBS.test(names[index] ?? ''));
  const middleOf = (part: string) =>
    middle(['left', 'right'].flatMap((side) => points[names.indexOf(`${side}_${part}`)] ?? []).filter(isSeen));
  const trunk = trunkFrom(middleOf('shoulder'), middleOf('hip'));
  if (seen.length < FEWEST_SEEN || !trunk) return undefined;
  const stride = KEYPOINT_STRIDE[layout];
  const keypoints = new Float32Array(points.length * stride);
  for (const [index, point] of points.entries()) {
    const { x, y } = fromRegion(region, point);
    keypoints.set([x / picture.width, y / picture.height, point.score], index * stride);
  }
  return { pose: { keypoints }, next: nextRegion(trunk, seen, region, size), trunk };
}

const isSeen = ({ score }: Found) => score >= MIN_SCORE;

/** Both are as sure as the less sure of column and row; the scores of some models are a little above 1. */
function pointAt({ x, y, columns, rows }: SimccOutput, index: number, { width, height }: Size): Found {
  const across = peakOf(x, index * columns, columns);
  const down = peakOf(y, index * rows, rows);
  const side = sideOf({ width, height });
  return {
    x: ((across.at * width) / columns + (side - width) / 2) / side,
    y: ((down.at * height) / rows + (side - height) / 2) / side,
    score: Math.min(1, Math.max(0, Math.min(across.value, down.value))),
  };
}

function peakOf(values: Float32Array, start: number, count: number): { at: number; value: number } {
  let [at, value] = [0, 0];
  for (let index = 0; index < count; index++) {
    const here = values[start + index] ?? 0;
    if (here > value) [at, value] = [index, here];
  }
  return { at, value };
}

interface SeenTrunk {
  readonly hips: Point;
  readonly shoulders: Point;
  /** Both ends were seen; else one is where it is in somebody who stands. */
  readonly whole: boolean;
}

function trunkFrom(shoulders: Point | undefined, hips: Point | undefined): SeenTrunk | undefined {
  if (shoulders && hips) return { shoulders, hips, whole: true };
  if (shoulders) return { shoulders, hips: { x: shoulders.x, y: shoulders.y + USUAL_TRUNK }, whole: false };
  if (hips) return { shoulders: { x: hips.x, y: hips.y - USUAL_TRUNK }, hips, whole: false };
  return undefined;
}

/** As our detector would put it: around the hips, upright along the trunk, with the body in a circle that fits the model's picture. */
function nextRegion({ hips, shoulders, whole }: SeenTrunk, seen: readonly Found[], region: Region, size: Size): Region {
  const centre = fromRegion(region, hips);
  if (!whole) return { ...region, centreX: centre.x, centreY: centre.y };
  const trunk = Math.hypot(shoulders.x - hips.x, shoulders.y - hips.y);
  const up =
    trunk < SHORT_TRUNK ? { x: 0, y: -1 } : { x: (shoulders.x - hips.x) / trunk, y: (shoulders.y - hips.y) / trunk };
  const [tall, wide] = [sideOf(size) / size.height, sideOf(size) / size.width];
  const reaches = seen.map((point) => {
    const [x, y] = [point.x - hips.x, point.y - hips.y];
    return Math.max(Math.abs(x * up.x + y * up.y) * tall, Math.abs(y * up.x - x * up.y) * wide);
  });
  const reach = Math.max(BODY_REACH * trunk, ...reaches);
  return regionAround(centre, fromRegion(region, { x: hips.x + up.x * reach, y: hips.y + up.y * reach }));
}

function middle(points: readonly Point[]): Point | undefined {
  if (points.length === 0) return undefined;
  const sum = points.reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y }));
  return { x: sum.x / points.length, y: sum.y / points.length };
}
