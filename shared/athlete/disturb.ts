/**
 * Does to true keypoints what cameras and pose models do: noise, slow errors, outliers, hidden and guessed limbs, swapped sides,
 * lost frames, a hand that holds the camera. Repeatable by its seed.
 */
import { type Keypoint, LAYOUTS, type PoseFrame } from '../coaching/body/keypoints.ts';
import { chance, normal, wandering } from './chance.ts';

export interface Disturbance {
  seed: number;
  /** Standard deviation of every coordinate, in heights of the picture. */
  noise?: number;
  /** Errors that last: standard deviation in heights of the picture, and how long one goes on, s. */
  drift?: { size: number; seconds: number };
  /** How many times as far off the limbs on the far side of the body are, which the model only guesses, with a lower score. */
  farSide?: number;
  /** Share of keypoints that are somewhere else altogether, with a low score. */
  outliers?: number;
  /** Share of frames in which nobody is found. */
  dropouts?: number;
  /** Share of frames in which the left and right legs, or arms, are taken for each other. */
  swaps?: number;
  /** Such confusion that lasts: its share of the time, and how long one goes on, s. */
  confusion?: { share: number; seconds: number };
  /** Names of keypoints that are hidden, and between which times (ms); always when left out. */
  hidden?: { points: readonly string[]; from?: number; to?: number };
  /** Every score is multiplied by this. */
  doubt?: number;
  /** Shows a part of the picture: how much larger, and which point (0..1) comes to its middle. */
  framing?: { zoom: number; x: number; y: number };
  /** A hand holds the camera: standard deviations of its turning (heights of the picture) and zooming, and how fast, s. */
  handheld?: { pan: number; zoom: number; seconds: number };
  /** Keypoints beyond the picture are guessed within it, with this score. */
  guess?: number;
}

/** The disturbed frame, or nothing where the frame is lost. The same frame and seed always give the same. */
export function disturb(frame: PoseFrame, disturbance: Disturbance): PoseFrame | undefined {
  const { seed, noise = 0, drift, farSide = 1, outliers = 0, dropouts = 0, hidden, doubt = 1 } = disturbance;
  const moment = Math.round(frame.at);
  if (chance(seed, moment, 11) < dropouts) return undefined;
  const { names } = LAYOUTS[frame.layout];
  const isHidden = hidden && frame.at >= (hidden.from ?? -Infinity) && frame.at < (hidden.to ?? Infinity);
  const { legs, arms } = mistaken(frame.at, disturbance);
  const keypoints = frame.keypoints.map((_, index): Keypoint => {
    const name = names[index] ?? '';
    const opposite = oppositeOf(names, name);
    const swap = /hip|knee|ankle|heel|foot/.test(name) ? legs : /elbow|wrist/.test(name) && arms;
    const point = frame.keypoints[swap ? opposite : index] ?? { x: 0, y: 0, score: 0 };
    const far = chance(seed, moment, index, 14) < outliers;
    const behind = (point.z ?? 0) - (frame.keypoints[opposite]?.z ?? 0) > BEHIND ? farSide : 1;
    const spread = far ? 0.15 : noise * behind;
    const off = (axis: number) =>
      normal(seed, moment, index, axis) * spread +
      (drift ? wandering(frame.at, drift.seconds, seed, index, axis) * drift.size * behind : 0);
    return {
      ...point,
      x: point.x + off(15) / frame.aspect,
      y: point.y + off(16),
      ...(point.z !== undefined && { z: point.z + (off(17) * DEPTH_NOISE) / frame.aspect }),
      score: point.score * (far ? 0.4 : behind > 1 ? 0.65 : 1),
    };
  });
  const seen = shown({ ...frame, keypoints }, disturbance);
  const scored = seen.keypoints.map((point, index) => ({
    ...point,
    score: isHidden && hidden.points.includes(names[index] ?? '') ? UNSEEN : point.score * doubt,
  }));
  return { ...seen, keypoints: scored };
}

/** Score of a keypoint that can't be seen. */
const UNSEEN = 0.05;

/** How many times as far off depth is as the place in the picture: it is guessed from one camera. */
const DEPTH_NOISE = 3;

/** A limb so much farther from the camera than its opposite (widths of the picture) is on the far side of the body. */
const BEHIND = 0.04;

const oppositeOf = (names: readonly string[], name: string) =>
  names.indexOf(name.replace(/left|right/, (side) => (side === 'left' ? 'right' : 'left')));

/** Which limbs are taken for their opposites at a time. */
function mistaken(at: number, { seed, swaps = 0, confusion }: Disturbance): { legs: boolean; arms: boolean } {
  const moment = Math.round(at);
  const lasting = confusion ? Math.floor(at / 1000 / confusion.seconds) : 0;
  const confused = (kind: number) => confusion !== undefined && chance(seed, lasting, kind) < confusion.share;
  return {
    legs: chance(seed, moment, 12) < swaps || confused(22),
    arms: chance(seed, moment, 13) < swaps || confused(23),
  };
}

/** The part of the picture that the camera shows, and what the model makes of what it doesn't show. */
function shown(frame: PoseFrame, { seed, framing, handheld, guess }: Disturbance): PoseFrame {
  if (!framing && !handheld && guess === undefined) return frame;
  const { zoom, x, y } = framing ?? { zoom: 1, x: 0.5, y: 0.5 };
  const wander = (kind: number) => (handheld ? wandering(frame.at, handheld.seconds, seed, kind) : 0);
  const size = zoom * Math.exp(wander(31) * (handheld?.zoom ?? 0));
  const [right, down] = [wander(32) * (handheld?.pan ?? 0), wander(33) * (handheld?.pan ?? 0)];
  const keypoints = frame.keypoints.map((point, index) => {
    const seen = {
      ...point,
      x: 0.5 + (point.x - x) * size + right / frame.aspect,
      y: 0.5 + (point.y - y) * size + down,
    };
    const inside = seen.x > 0 && seen.x < 1 && seen.y > 0 && seen.y < 1;
    if (inside) return { ...seen, score: point.score <= UNSEEN ? 0.95 : point.score };
    if (guess === undefined) return { ...seen, score: UNSEEN };
    // The model puts what it can't see near the edge, and changes its mind all the time.
    const off = (axis: number) => Math.abs(wandering(frame.at, 0.8, seed, index, axis)) * 0.08;
    const within = (value: number, axis: number) => Math.min(1 - off(axis), Math.max(off(axis), value));
    return { ...seen, x: within(seen.x, 34), y: within(seen.y, 35), score: guess };
  });
  return { ...frame, keypoints };
}
