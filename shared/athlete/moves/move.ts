/** What every movement of the synthetic athlete is: a stance for each degree of progress, with faults on demand. */
import type { Shape, Stance } from '../figure.ts';

export interface Effort {
  shape: Shape;
  /** 0 in the start position, 1 at full range. */
  progress: number;
  /** The faults that this repetition shows, by the rule's id. */
  faults: ReadonlySet<string>;
  /** The limb that leads. */
  side: 'left' | 'right';
  /** Seconds since the athlete began, for movement that goes on by itself (steps, breath). */
  seconds: number;
}

export interface Move {
  stance(effort: Effort): Stance;
  /** Lies or kneels on the floor: the picture is wide rather than high. */
  floor?: boolean;
  /** Sides take turns. */
  alternating?: boolean;
  /** Faults it can show in its stance. Range and tempo faults are made by the performance. */
  faults?: readonly string[];
  /** Progress shown by a full repetition; `shallow` and attempts scale it. */
  full?: number;
}

export const lerp = (from: number, to: number, share: number): number => from + (to - from) * share;
