/** Does to true keypoints what cameras and pose models do: noise, outliers, hidden limbs, swapped sides, lost frames. Repeatable by its seed. */
import { type Keypoint, LAYOUTS, type PoseFrame } from '../coaching/keypoints.ts';

export interface Disturbance {
  seed: number;
  /** Standard deviation of every coordinate, in heights of the picture. */
  noise?: number;
  /** Share of keypoints that are somewhere else altogether, with a low score. */
  outliers?: number;
  /** Share of frames in which nobody is found. */
  dropouts?: number;
  /** Share of frames in which the left and right legs, or arms, are taken for each other. */
  swaps?: number;
  /** Names of keypoints that are hidden, and between which times (ms); always when left out. */
  hidden?: { points: readonly string[]; from?: number; to?: number };
}

/** A number in 0..1 from whole numbers, without state (after the finaliser of MurmurHash3). */
function chance(...parts: number[]): number {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    hash = Math.imul(hash ^ (part | 0), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return (hash >>> 0) / 2 ** 32;
}

/** A normally distributed number (Box and Muller). */
function normal(...parts: number[]): number {
  const [a, b] = [chance(...parts, 1), chance(...parts, 2)];
  return Math.sqrt(-2 * Math.log(Math.max(1e-9, a))) * Math.cos(2 * Math.PI * b);
}

/** The disturbed frame, or nothing where the frame is lost. The same frame and seed always give the same. */
export function disturb(frame: PoseFrame, disturbance: Disturbance): PoseFrame | undefined {
  const { seed, noise = 0, outliers = 0, dropouts = 0, swaps = 0, hidden } = disturbance;
  const moment = Math.round(frame.at);
  if (chance(seed, moment, 11) < dropouts) return undefined;
  const { names } = LAYOUTS[frame.layout];
  const isHidden = hidden && frame.at >= (hidden.from ?? -Infinity) && frame.at < (hidden.to ?? Infinity);
  const swapLegs = chance(seed, moment, 12) < swaps;
  const swapArms = chance(seed, moment, 13) < swaps;
  const keypoints = frame.keypoints.map((_, index): Keypoint => {
    const name = names[index] ?? '';
    const swap = /hip|knee|ankle|heel|foot/.test(name) ? swapLegs : /elbow|wrist/.test(name) && swapArms;
    const other = swap
      ? names.indexOf(name.replace(/left|right/, (side) => (side === 'left' ? 'right' : 'left')))
      : index;
    const point = frame.keypoints[other] ?? { x: 0, y: 0, score: 0 };
    const far = chance(seed, moment, index, 14) < outliers;
    const spread = far ? 0.15 : noise;
    return {
      ...point,
      x: point.x + (normal(seed, moment, index, 15) * spread) / frame.aspect,
      y: point.y + normal(seed, moment, index, 16) * spread,
      ...(point.z !== undefined && { z: point.z + normal(seed, moment, index, 17) * spread * 3 }),
      score: isHidden && hidden.points.includes(name) ? 0.05 : far ? point.score * 0.4 : point.score,
    };
  });
  return { ...frame, keypoints };
}
