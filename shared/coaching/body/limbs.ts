/** The lengths from which a person's size is read, and how large a person is in two frames against each other. */
import { BODY_RATIOS, JOINTS, jointOf, MID_HIP, MID_SHOULDER } from './joints.ts';

/** Joints as a frame or the smoothed body has them: positions in heights of the picture, confidence 0..1. */
export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly confidence: Float64Array;
}

export const emptyPoints = (): Points => ({
  x: new Float64Array(JOINTS),
  y: new Float64Array(JOINTS),
  confidence: new Float64Array(JOINTS),
});

export const TORSO = [
  jointOf('shoulder', 'left'),
  jointOf('shoulder', 'right'),
  jointOf('hip', 'left'),
  jointOf('hip', 'right'),
] as const;

/** A joint seen less than this gives no length. */
const SEEN = 0.25;

/**
 * Chains from which a person's size is read: each looks shorter when it points at the camera, never longer. Limbs are taken
 * as a whole, since two segments tremble less than one.
 */
const CHAINS: readonly { joints: readonly number[]; ratio: number }[] = [
  { joints: [MID_SHOULDER, MID_HIP], ratio: BODY_RATIOS.torso },
  ...(['left', 'right'] as const).flatMap((side) => [
    { joints: [jointOf('hip', side), jointOf('knee', side), jointOf('ankle', side)], ratio: BODY_RATIOS.leg },
    { joints: [jointOf('shoulder', side), jointOf('elbow', side), jointOf('wrist', side)], ratio: BODY_RATIOS.arm },
  ]),
  { joints: [TORSO[0], TORSO[1]], ratio: BODY_RATIOS.shoulders },
];
export const CHAIN_COUNT = CHAINS.length;

/** Length along joints that are all seen, else NaN. */
function chainLength(joints: readonly number[], { x, y, confidence }: Points): number {
  let length = 0;
  for (let index = 0; index < joints.length; index++) {
    const joint = joints[index] ?? 0;
    if ((confidence[joint] ?? 0) < SEEN) return Number.NaN;
    const before = joints[index - 1];
    if (before !== undefined)
      length += Math.hypot((x[joint] ?? 0) - (x[before] ?? 0), (y[joint] ?? 0) - (y[before] ?? 0));
  }
  return length;
}

/** The stature that each chain speaks for, NaN where it is not seen. */
export function readStatures(points: Points, into: Float64Array): void {
  for (let index = 0; index < CHAINS.length; index++) {
    const chain = CHAINS[index];
    if (chain) into[index] = chainLength(chain.joints, points) / chain.ratio;
  }
}

const scratch = new Float64Array(CHAINS.length);

/** The second largest of the chains' statures: one misplaced joint must not stretch the person. NaN when nothing is seen. */
export function statureOf(statures: Float64Array): number {
  let count = 0;
  for (const stature of statures) if (!Number.isNaN(stature)) scratch[count++] = stature;
  if (count === 0) return Number.NaN;
  return scratch.subarray(0, count).sort()[Math.max(0, count - 2)] ?? Number.NaN;
}

/** How much larger a person has become: the middle one of its chains' growths; 1 when that is not known. */
export function growth(before: Float64Array, now: Float64Array, stature: number): number {
  let count = 0;
  for (let index = 0; index < CHAINS.length; index++) {
    const length = before[index] ?? Number.NaN;
    const ratio = (now[index] ?? Number.NaN) / length;
    // A chain that points at the camera grows by turning.
    if (length > stature / 2 && Number.isFinite(ratio)) scratch[count++] = ratio;
  }
  return count < 3 ? 1 : (scratch.subarray(0, count).sort()[count >> 1] ?? 1);
}

/** Mean change of the chains' lengths, 0..1, NaN when too few are seen in both. */
export function unrestOf(before: Float64Array, now: Float64Array): number {
  let [change, count] = [0, 0];
  for (let index = 0; index < CHAINS.length; index++) {
    const [length, last] = [now[index] ?? Number.NaN, before[index] ?? Number.NaN];
    if (Number.isNaN(length) || Number.isNaN(last)) continue;
    change += Math.min(1, Math.abs(length - last) / Math.max(length, last, 1e-9));
    count++;
  }
  return count < 2 ? Number.NaN : change / count;
}

/** How far the torso is from where it was, in heights of the picture; NaN when that is not known. */
export function torsoMoved(before: Points, now: Points): number {
  let [sum, count, least] = [0, 0, Number.POSITIVE_INFINITY];
  for (const joint of TORSO) {
    if ((now.confidence[joint] ?? 0) < 0.3 || (before.confidence[joint] ?? 0) < 0.3) continue;
    const distance = Math.hypot(
      (now.x[joint] ?? 0) - (before.x[joint] ?? 0),
      (now.y[joint] ?? 0) - (before.y[joint] ?? 0),
    );
    least = Math.min(least, distance);
    sum += distance;
    count++;
  }
  // The least of the four: swapped sides or one lost hip are no jump of the whole body.
  return count >= 2 ? Math.min(sum / count, least * 1.5) : Number.NaN;
}
