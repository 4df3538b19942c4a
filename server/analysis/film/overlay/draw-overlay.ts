import type { SKRSContext2D } from '@napi-rs/canvas';
import { type Keypoint, LAYOUTS, type PoseFrame } from '../../../../shared/coaching/index.ts';
import type { Size } from '../../../../shared/size.ts';
import type { Standing } from './shown-state.ts';

/** Keypoints less sure than this are not drawn. */
const MIN_SCORE = 0.3;
const BONE = 'rgb(168 224 95)';
const JOINT = 'rgb(255 255 255)';
const RIM = 'rgb(11 14 9 / 0.55)';
const PLATE = 'rgb(11 14 9 / 0.7)';
const FONT = 'sans-serif';

/** Where an angle is written, the same joint of the body's other side, and the points on both sides of it. */
const ANGLES = [
  ['left', 'right'],
  ['right', 'left'],
].flatMap(([side, other]) => [
  { at: `${side}_elbow`, beside: `${other}_elbow`, from: `${side}_shoulder`, to: `${side}_wrist` },
  { at: `${side}_hip`, beside: `${other}_hip`, from: `${side}_shoulder`, to: `${side}_knee` },
  { at: `${side}_knee`, beside: `${other}_knee`, from: `${side}_hip`, to: `${side}_ankle` },
]);

type Place = readonly [x: number, y: number];

/** Draws the skeleton with the angles of its joints, in px of the picture. */
export function drawPose(
  context: SKRSContext2D,
  { layout, keypoints }: Pick<PoseFrame, 'layout' | 'keypoints'>,
  { width, height }: Size,
): void {
  const unit = Math.max(2, height / 160);
  const { names, bones } = LAYOUTS[layout];
  const placeOf = (point: Keypoint | undefined): Place | undefined =>
    point && point.score >= MIN_SCORE ? [point.x * width, point.y * height] : undefined;
  const places = keypoints.map(placeOf);
  context.lineCap = 'round';
  for (const [colour, thickness] of [
    [RIM, unit * 2.2],
    [BONE, unit * 1.3],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = thickness;
    context.beginPath();
    for (const [a, b] of bones) {
      const [from, to] = [places[a], places[b]];
      if (!from || !to) continue;
      context.moveTo(...from);
      context.lineTo(...to);
    }
    context.stroke();
  }
  context.fillStyle = JOINT;
  for (const index of new Set(bones.flat())) {
    const place = places[index];
    if (!place) continue;
    context.beginPath();
    context.arc(...place, unit * 1.15, 0, 2 * Math.PI);
    context.fill();
  }
  const named = (name: string) => places[names.indexOf(name)];
  for (const { at, beside, from, to } of ANGLES) {
    const [middle, other, a, b] = [named(at), named(beside), named(from), named(to)];
    if (middle && a && b) {
      const text = `${Math.round(angleBetween(middle, a, b))}°`;
      // Away from the other joint, so that one angle does not lie on the other.
      const [side, away] = other && middle[0] < other[0] ? (['before', -3] as const) : (['behind', 3] as const);
      plate(context, text, { edge: middle[0] + away * unit, side, top: middle[1] - 3 * unit, px: 5 * unit });
    }
  }
}

/** Draws what was counted in the upper left corner, and the cue below in the middle. */
export function drawStanding(context: SKRSContext2D, { reps, heldMs, cue }: Standing, { width, height }: Size): void {
  const unit = Math.max(2, height / 160);
  const count = heldMs === undefined ? `${reps}` : `${(heldMs / 1000).toFixed(1)} s`;
  plate(context, count, { edge: 4 * unit, top: 4 * unit, px: 16 * unit });
  if (cue === undefined) return;
  // Long cues are written smaller, so that they fit.
  const px = Math.min(8 * unit, (1.6 * width) / Math.max(1, cue.length));
  context.font = `bold ${px}px ${FONT}`;
  const edge = Math.max(unit, (width - context.measureText(cue).width) / 2);
  plate(context, cue, { edge, top: height - 5 * unit - 1.4 * px, px });
}

interface Lettering {
  /** Where the text begins, or ends where it is before that; px. */
  edge: number;
  side?: 'before' | 'behind';
  top: number;
  px: number;
}

function plate(context: SKRSContext2D, text: string, { edge, side = 'behind', top, px }: Lettering): void {
  context.font = `bold ${px}px ${FONT}`;
  const { width } = context.measureText(text);
  const left = side === 'before' ? edge - width : edge;
  context.textBaseline = 'top';
  context.fillStyle = PLATE;
  const margin = 0.25 * px;
  context.fillRect(left - margin, top - margin, width + 2 * margin, px + margin);
  context.fillStyle = JOINT;
  context.fillText(text, left, top);
}

/** As seen in the picture, degrees. */
function angleBetween([x, y]: Place, a: Place, b: Place): number {
  const towards = ([px, py]: Place) => Math.atan2(py - y, px - x);
  const angle = Math.abs(towards(a) - towards(b)) * (180 / Math.PI);
  return angle > 180 ? 360 - angle : angle;
}
