/** What every movement of the synthetic athlete is: a stance for each degree of progress, with faults on demand. */
import type { Shape, Stance } from '../figure.ts';
import { direction, type Vector } from '../vectors.ts';

export interface Effort {
  shape: Shape;
  /** 0 in the start position, 1 at full range. */
  progress: number;
  /** Share of the movement's time that is over, 0..1, then 1..2 while going back, for movements that end elsewhere than they began. */
  share: number;
  /** The faults that this repetition shows, by the rule's id. */
  faults: ReadonlySet<string>;
  /** The limb that leads. */
  side: 'left' | 'right';
  /** Seconds since the athlete began, for movement that goes on by itself (steps, breath). */
  seconds: number;
}

export interface Move {
  stance(effort: Effort): Stance;
  /** `way`: goes out and comes back; `hold`: stays at its far end; `path`: one way through its key positions; `idle`: no repetitions. */
  kind?: 'way' | 'hold' | 'path' | 'idle';
  /** Lies or kneels on the floor: the picture is wide rather than high. */
  floor?: boolean;
  /** Sides take turns. */
  alternating?: boolean;
  /** Faults that it can show, by the rule's id; those of range, lock-out and tempo are made by the performance. */
  faults: readonly string[];
  /** Progress of a repetition that is too shallow, where the usual one would pass. */
  shallow?: number;
  /** Height of the camera's target in statures, and how much smaller the figure must be to stay in the picture. */
  target?: number;
  size?: number;
}

export const lerp = (from: number, to: number, share: number): number => from + (to - from) * share;

export const SIDES = [
  ['left', 1],
  ['right', -1],
] as const;

/** The same for both sides, from the side's sign (left 1, right −1). */
export function both<T>(make: (sign: number) => T): { left: T; right: T } {
  return { left: make(1), right: make(-1) };
}

/** Upright, or leaning ahead by so many degrees. */
export const leaning = (degrees: number): Vector => direction(180 - degrees);

const STANCE_WIDTH = 0.075;

/** Legs that stand still under the pelvis. */
export function standing(shape: Shape): Pick<Stance, 'pelvis' | 'legs'> {
  return {
    pelvis: [0, 0.04 + (shape.thigh + shape.shank) * 0.997, 0],
    legs: both((sign) => ({ to: [sign * STANCE_WIDTH, 0.04, 0], hint: [sign * 0.1, 0, 1] })),
  };
}
