/** What marks measure: angles, lengths, and what the body's keypoints say. Pure; points are in 0..1 of the frame. */
import { LAYOUTS } from '../../../shared/coaching/index.ts';
import type { Point } from '../../../shared/contract/board.ts';
import type { CommentInk, FollowedKeypoint, InkStroke } from '../../../shared/contract/comment-ink.ts';
import type { PosePacket } from '../../../shared/contract/pose-packet.ts';
import { CM_PER_INCH, type Units } from '../../../shared/contract/units.ts';
import { angleDegrees } from '../../stage/angle.ts';
import { type DrawnPose, MIN_SCORE } from '../../stage/skeleton.ts';

const INCHES_PER_FOOT = 12;

/** Angles of a line to the picture's vertical and horizontal, degrees, 0..90. */
export interface Slope {
  readonly vertical: number;
  readonly horizontal: number;
}

/** @param aspect width ÷ height of the frame. @returns undefined for a line without length */
export function slopeOf(from: Point, to: Point, aspect: number): Slope | undefined {
  const [across, down] = [Math.abs(to[0] - from[0]) * aspect, Math.abs(to[1] - from[1])];
  if (across === 0 && down === 0) return undefined;
  const horizontal = (Math.atan2(down, across) * 180) / Math.PI;
  return { horizontal, vertical: 90 - horizontal };
}

/** The length of a stroke from its first point to its second, in heights of the frame. */
function lengthOf({ points: [from, to] }: Pick<InkStroke, 'points'>, aspect: number): number {
  return from && to ? Math.hypot((to[0] - from[0]) * aspect, to[1] - from[1]) : 0;
}

/**
 * How long a `distance` is, cm, by the newest stroke of the same ink whose length is known; right for what is as far from the camera.
 * @returns undefined where no length is known
 */
export function centimetresOf(stroke: InkStroke, ink: CommentInk, aspect: number): number | undefined {
  if (stroke.length !== undefined) return stroke.length;
  const known = ink.findLast(({ tool, length }) => tool === 'distance' && length !== undefined);
  const unit = known && lengthOf(known, aspect);
  if (!known?.length || !unit) return undefined;
  return (known.length * lengthOf(stroke, aspect)) / unit;
}

/** Where a keypoint is; undefined where the pose has none of this name, or is not sure of it. */
export function placeOf({ layout, keypoints }: DrawnPose, name: FollowedKeypoint): Point | undefined {
  const keypoint = keypoints[LAYOUTS[layout].names.indexOf(name)];
  return keypoint && keypoint.score >= MIN_SCORE ? [keypoint.x, keypoint.y] : undefined;
}

type Three = [Point, Point, Point];

/** First arm, vertex and second arm of an angle of joints; undefined where one of them is not known. */
export function armsOf(pose: DrawnPose, names: readonly FollowedKeypoint[]): Three | undefined {
  const [from, vertex, to] = names.map((name) => placeOf(pose, name));
  return from && vertex && to ? [from, vertex, to] : undefined;
}

/** The angle of three keypoints, degrees, 0..180. */
export function jointDegrees(pose: DrawnPose, names: readonly FollowedKeypoint[], aspect: number): number | undefined {
  const arms = armsOf(pose, names);
  return arms && angleDegrees(arms, aspect);
}

/** The joints that have an angle, each with the ends of its two arms. */
const ARMS = {
  shoulder: ['hip', 'elbow'],
  elbow: ['shoulder', 'wrist'],
  hip: ['shoulder', 'knee'],
  knee: ['hip', 'ankle'],
  ankle: ['knee', 'foot_index'],
} as const;

type Side = 'left' | 'right';
const SIDES: readonly Side[] = ['left', 'right'];

/** The three keypoints of each joint's angle, by the joint in the middle. */
export const JOINT_ANGLES: ReadonlyMap<FollowedKeypoint, readonly FollowedKeypoint[]> = new Map(
  SIDES.flatMap((side) =>
    (['shoulder', 'elbow', 'hip', 'knee', 'ankle'] as const).map((joint) => {
      const [from, to] = ARMS[joint];
      return [`${side}_${joint}`, [`${side}_${from}`, `${side}_${joint}`, `${side}_${to}`]] as const;
    }),
  ),
);

/** A tap may be this far from the keypoint that it means, in heights of the frame. */
const REACH = 0.12;

/** The keypoint that a tap means: the nearest of those named; undefined where none is near. */
export function keypointNear(
  pose: DrawnPose,
  [x, y]: Point,
  names: readonly FollowedKeypoint[],
  aspect: number,
): FollowedKeypoint | undefined {
  const [nearest] = names
    .flatMap((name) => {
      const place = placeOf(pose, name);
      return place ? [{ name, away: Math.hypot((place[0] - x) * aspect, place[1] - y) }] : [];
    })
    .filter(({ away }) => away <= REACH)
    .sort((a, b) => a.away - b.away);
  return nearest?.name;
}

/** A trail is not drawn over a longer time without the keypoint, ms. */
const LONGEST_GAP_MS = 250;
/** A trail has no more places than this; a longer one leaves some out. */
const MOST_PLACES = 2_000;

/** The way of a keypoint: runs of places without a gap. @param poses in the order of their time */
export function trailOf(poses: readonly PosePacket[], name: FollowedKeypoint): Point[][] {
  const every = Math.max(1, Math.ceil(poses.length / MOST_PLACES));
  const runs: Point[][] = [];
  let before = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < poses.length; index += every) {
    const pose = poses[index];
    const place = pose && placeOf(pose, name);
    if (!place) continue;
    if (pose.at - before > LONGEST_GAP_MS * every) runs.push([]);
    runs.at(-1)?.push(place);
    before = pose.at;
  }
  return runs;
}

/** “Left knee”. */
export function keypointWords(name: FollowedKeypoint): string {
  const words = name === 'left_foot_index' || name === 'right_foot_index' ? name.replace('_index', '') : name;
  const spaced = words.replaceAll('_', ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** “45 cm”, “1.20 m”; “17.7 in”, “3 ft 11.2 in”. */
export function lengthWords(cm: number, units: Units): string {
  if (units === 'metric') return cm < 100 ? `${Number(cm.toFixed(1))} cm` : `${(cm / 100).toFixed(2)} m`;
  const inches = Number((cm / CM_PER_INCH).toFixed(1));
  const feet = Math.floor(inches / INCHES_PER_FOOT);
  const rest = `${Number((inches - feet * INCHES_PER_FOOT).toFixed(1))} in`;
  return feet === 0 ? rest : `${feet} ft ${rest}`;
}
