/** One movement with all that it is judged by, and what is reported of it whatever its faults are. */
import type { Activity, RepetitionActivity } from '../definition/activity.ts';
import type { Strictness, View } from '../events.ts';
import type { Excursion } from './excursion.ts';
import { type Phases, windowOf } from './phases.ts';
import type { Samples } from './samples.ts';
import { rounded, statistic } from './statistics.ts';

export interface Judged {
  samples: Samples;
  phases: Phases;
  excursion: Excursion;
  view: View;
  strictness: Strictness;
  /** The measure that a person reads the range from. */
  main: string;
  column: (measure: string) => number;
  /** Column offset of the leading limb, or of both. */
  leading: number;
  /** Column offset of what moves: the limb of this lane, or both. */
  own: number;
  /** A repetition was counted a moment ago. */
  inSet: boolean;
  /** Nobody saw it turn, in a set: what it came to there is not asked for. */
  turnHidden?: boolean;
  /** Of a sequence: the ratio of its two stretches of time. */
  tempoRatio?: number;
}

/** Whether one of the measures that a movement is found by is seen at its turning point. */
export function isDriven(parts: RepetitionActivity['signal']['parts'], judged: Judged): boolean {
  const window = windowOf(judged.phases, 'turn');
  return parts.some(
    ({ measure }) => !Number.isNaN(statistic(judged.samples, window, judged.column(measure) + judged.own, 'mean')),
  );
}

/** The value of each measure at the turning point. */
export function peaksOf(activity: Activity, { samples, phases, column, own }: Judged): Record<string, number> {
  const peaks: Record<string, number> = {};
  for (const id of Object.keys(activity.measures)) {
    const value = statistic(samples, windowOf(phases, 'turn'), column(id) + own, 'mean');
    if (!Number.isNaN(value)) peaks[id] = rounded(value);
  }
  return peaks;
}

/** Smallest and largest value of a measure in the movement. */
export function rangeOf(judged: Judged, measure: string): { min: number; max: number } {
  const column = judged.column(measure) + judged.own;
  const window: readonly [number, number] = [judged.phases.rep[0] - 200, judged.phases.rep[1]];
  const [min, max] = [
    statistic(judged.samples, window, column, 'min'),
    statistic(judged.samples, window, column, 'max'),
  ];
  return { min: rounded(Number.isNaN(min) ? 0 : min), max: rounded(Number.isNaN(max) ? 0 : max) };
}
