/** The athlete's body: proportions, and from a stance (pelvis, trunk, where hands and feet are) to joints in space. */
import { add, bend, direction, mix, size, subtract, times, turned, unit, type Vector } from './vectors.ts';

/** Lengths in statures; `girth` thickens the drawn limbs. */
export interface Shape {
  torso: number;
  thigh: number;
  shank: number;
  upperArm: number;
  forearm: number;
  /** Half of the distance between the shoulders, and between the hips. */
  shoulder: number;
  hip: number;
  girth: number;
}

const AVERAGE: Shape = {
  torso: 0.288,
  thigh: 0.245,
  shank: 0.246,
  upperArm: 0.172,
  forearm: 0.157,
  shoulder: 0.105,
  hip: 0.06,
  girth: 1,
};

export const SHAPES = {
  average: AVERAGE,
  lean: { ...AVERAGE, torso: 0.27, thigh: 0.257, shank: 0.258, shoulder: 0.098, hip: 0.055, girth: 0.82 },
  stocky: { ...AVERAGE, torso: 0.308, thigh: 0.235, shank: 0.232, shoulder: 0.118, hip: 0.07, girth: 1.3 },
  'long-arms': { ...AVERAGE, upperArm: 0.186, forearm: 0.17, shoulder: 0.11 },
  child: {
    ...AVERAGE,
    torso: 0.3,
    thigh: 0.228,
    shank: 0.222,
    upperArm: 0.16,
    forearm: 0.145,
    shoulder: 0.1,
    girth: 0.95,
  },
} as const satisfies Record<string, Shape>;

export type ShapeName = keyof typeof SHAPES;

/** A limb is put where its end is (`to`, with the middle joint towards `hint`), or by the directions of its two parts. */
export type Limb = { to: Vector; hint: Vector } | { upper: Vector; lower: Vector };

export interface Stance {
  pelvis: Vector;
  /** Direction from the pelvis to the neck. */
  trunk: Vector;
  /** Direction of the face. */
  gaze?: Vector;
  /** The left end of the line through both hips and of the line through both shoulders; [1, 0, 0] when square. */
  hipLine?: Vector;
  shoulderLine?: Vector;
  legs: { left: Limb; right: Limb };
  /** Directions from heel to toe. */
  feet?: { left: Vector; right: Vector };
  arms: { left: Limb; right: Limb };
}

/** Joints in space by their BlazePose names. */
export type Skeleton = Readonly<Record<string, Vector>>;

function limb(from: Vector, upper: number, lower: number, how: Limb): { middle: Vector; end: Vector } {
  if ('to' in how) return bend(from, how.to, upper, lower, how.hint);
  const middle = add(from, times(unit(how.upper), upper));
  return { middle, end: add(middle, times(unit(how.lower), lower)) };
}

export function skeletonOf(stance: Stance, shape: Shape): Skeleton {
  const trunk = unit(stance.trunk);
  const neck = add(stance.pelvis, times(trunk, shape.torso));
  const hipLine = unit(stance.hipLine ?? [1, 0, 0]);
  const shoulderLine = unit(stance.shoulderLine ?? [1, 0, 0]);
  const joints: Record<string, Vector> = {};
  for (const [side, sign] of [
    ['left', 1],
    ['right', -1],
  ] as const) {
    const shoulder = add(neck, times(shoulderLine, sign * shape.shoulder));
    const hip = add(stance.pelvis, times(hipLine, sign * shape.hip));
    const arm = limb(shoulder, shape.upperArm, shape.forearm, stance.arms[side]);
    const leg = limb(hip, shape.thigh, shape.shank, stance.legs[side]);
    const shank = unit(subtract(leg.end, leg.middle));
    const toes = unit(stance.feet?.[side] ?? [sign * 0.25, 0, 1]);
    const heel = add(leg.end, add(times(shank, 0.03), times(toes, -0.045)));
    const hand = unit(subtract(arm.end, arm.middle));
    Object.assign(joints, {
      [`${side}_shoulder`]: shoulder,
      [`${side}_elbow`]: arm.middle,
      [`${side}_wrist`]: arm.end,
      [`${side}_index`]: add(arm.end, times(hand, 0.055)),
      [`${side}_pinky`]: add(arm.end, add(times(hand, 0.05), [0, 0, -0.012])),
      [`${side}_thumb`]: add(arm.end, add(times(hand, 0.03), [0, 0, 0.02])),
      [`${side}_hip`]: hip,
      [`${side}_knee`]: leg.middle,
      [`${side}_ankle`]: leg.end,
      [`${side}_heel`]: heel,
      [`${side}_foot_index`]: add(heel, times(toes, 0.14)),
    });
  }
  addHead(joints, neck, trunk, shoulderLine, stance.gaze);
  return joints;
}

/** The head sits above the neck along the trunk, a little towards upright, and looks along the gaze. */
function addHead(joints: Record<string, Vector>, neck: Vector, trunk: Vector, across: Vector, gaze?: Vector): void {
  const ahead = unit(gaze ?? turned(direction(90), (Math.atan2(-across[2], across[0]) * 180) / Math.PI));
  const centre = add(neck, add(times(trunk, 0.105), times(ahead, 0.02)));
  const left = unit(cross(trunk, ahead));
  const up = cross(ahead, left);
  const place = (aside: number, above: number, before: number) =>
    add(centre, add(times(left, aside), add(times(up, above), times(ahead, before))));
  Object.assign(joints, {
    nose: place(0, -0.005, 0.062),
    left_eye_inner: place(0.01, 0.018, 0.05),
    left_eye: place(0.018, 0.018, 0.05),
    left_eye_outer: place(0.026, 0.018, 0.045),
    right_eye_inner: place(-0.01, 0.018, 0.05),
    right_eye: place(-0.018, 0.018, 0.05),
    right_eye_outer: place(-0.026, 0.018, 0.045),
    left_ear: place(0.042, 0.004, 0),
    right_ear: place(-0.042, 0.004, 0),
    mouth_left: place(0.014, -0.027, 0.052),
    mouth_right: place(-0.014, -0.027, 0.052),
  });
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export const middle = (a: Vector, b: Vector): Vector => mix(a, b, 0.5);
export const length = (a: Vector, b: Vector): number => size(subtract(a, b));
