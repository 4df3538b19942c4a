/** How often each video of one analysis process is looked at: as its athlete needs it, and no more than the process can do. */

import type { ModelWeight } from '../../pose-estimator.ts';
import type { AthleteState } from '../movement.ts';
import { FrameCost } from './frame-cost.ts';

/**
 * The share of the full rate that each state needs. A third is enough to see within a fraction of a second that somebody at
 * rest moves again; that somebody comes into the picture is seen a moment later.
 */
const SHARES: Readonly<Record<AthleteState, number>> = { moving: 1, 'at rest': 1 / 3, absent: 1 / 5 };

/** Part of a new measurement in the running mean. */
const PERIOD_WEIGHT = 0.3;

/** @param full Frames a second of an athlete who moves. */
export const neededRate = (full: number, state: AthleteState): number => full * SHARES[state];

/**
 * The highest rate that all streams together can have: those that need less get what they need, all others the same.
 *
 * @param needed Frames a second that each stream needs.
 * @param capacity Frames a second that can be analysed in all.
 * @returns Infinity when there is enough for all.
 */
export function rateLimit(needed: readonly number[], capacity: number): number {
  let left = Math.max(0, capacity);
  const ascending = needed.toSorted((a, b) => a - b);
  for (const [index, rate] of ascending.entries()) {
    const share = left / (ascending.length - index);
    if (rate > share) return share;
    left -= rate;
  }
  return Number.POSITIVE_INFINITY;
}

/** What a process did in a stretch of time, ms of the wall clock. */
export interface WorkPeriod {
  readonly elapsedMs: number;
  /** Its event loop was not idle. */
  readonly busyMs: number;
  /** Of that, spent on the analysis of frames. */
  readonly frameMs: number;
}

/**
 * Measures what a frame costs and what goes on everything else (packets, decoding), and reckons from that how many frames a
 * second a process can do. Costs are taken by the wall clock, so they rise when others want the core too.
 */
export class RateGovernor {
  readonly #cost: FrameCost;
  /** Ms a second. */
  #otherMs = 0;

  /** @param lightShare The part of the usual model's time that the light one takes. */
  constructor(lightShare = 1) {
    this.#cost = new FrameCost(lightShare);
  }

  /** @param ms From when the frame was taken until its pose was there, by the wall clock. */
  frameTook(ms: number, weight: ModelWeight): void {
    this.#cost.took(ms, weight);
  }

  periodPassed({ elapsedMs, busyMs, frameMs }: WorkPeriod): void {
    if (elapsedMs <= 0) return;
    const otherMs = (Math.max(0, busyMs - frameMs) * 1000) / elapsedMs;
    this.#otherMs += (otherMs - this.#otherMs) * PERIOD_WEIGHT;
  }

  /** Frames a second that can be analysed without letting pictures wait; Infinity before enough was measured. */
  capacity(weight: ModelWeight): number {
    const frameMs = this.#cost.of(weight);
    return frameMs === undefined ? Number.POSITIVE_INFINITY : (1000 - this.#otherMs) / frameMs;
  }

  /** The share of a core that it takes to analyse this many frames a second by the usual model; above 1, there is not enough. */
  demand(framesPerSecond: number): number {
    return (this.#otherMs + framesPerSecond * (this.#cost.of('usual') ?? 0)) / 1000;
  }
}
