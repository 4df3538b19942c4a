/** The repetition signal: how far a movement has gone, 0 in the start position and 1 at full range, from all measures that can be seen. */

import { createOneEuro } from '../body/one-euro.ts';
import type { RepetitionActivity } from '../definition/activity.ts';
import type { View } from '../events.ts';
import { BOTH, LEFT, type MeasureReader, RIGHT } from './measures.ts';

/** A measure in a view that it is not meant for still helps when nothing better is seen. */
const WRONG_VIEW = 0.08;
/** Weights follow what is seen within this time, s: a part that comes or goes must not make the signal jump. */
const WEIGHT_SECONDS = 0.25;
/**
 * A part that hardly moves while others do is blind from this camera (a press seen from above). Each part's range over about
 * this time, s, decides how much it is trusted; the least trust keeps it in reach when the camera moves.
 */
const RANGE_SECONDS = 8;
const LEAST_TRUST = 0.08;
/** Under this total of weights (as a share of the largest one) there is no signal. */
const LEAST = 0.004;

export interface Signal {
  /** Progress of each lane (one, or left and right), NaN where it is not known. */
  read(view: View, dt: number): Float64Array;
  /** Another shot begins: the signal does not glide over to it. */
  begin(): void;
  readonly lanes: number;
}

export function createSignal(activity: RepetitionActivity, measures: MeasureReader): Signal {
  const sides = activity.signal.sides === 'together' ? [BOTH] : [LEFT, RIGHT];
  const progress = new Float64Array(sides.length);
  const parts = activity.signal.parts.map((part) => ({ ...part, column: measures.column(part.measure) }));
  const weights = sides.map(() => new Float64Array(parts.length));
  const highs = sides.map(() => new Float64Array(parts.length).fill(1));
  const lows = sides.map(() => new Float64Array(parts.length));
  const filters = sides.map(() => createOneEuro({ minCutoff: 1.5, beta: 4, derivativeCutoff: 2 }));
  const total = Math.max(...parts.map(({ weight }) => weight));
  return {
    lanes: sides.length,
    begin() {
      for (const filter of filters) filter.reset();
    },
    read(view, dt) {
      const share = dt > 0 ? 1 - Math.exp(-dt / WEIGHT_SECONDS) : 1;
      const fade = 1 - Math.exp(-dt / RANGE_SECONDS);
      for (let lane = 0; lane < sides.length; lane++) {
        let sum = 0;
        let weightSum = 0;
        const [laneWeights, high, low] = [weights[lane], highs[lane], lows[lane]];
        if (!laneWeights || !high || !low) continue;
        for (let index = 0; index < parts.length; index++) {
          const part = parts[index];
          if (!part) continue;
          const at = part.column + (sides[lane] ?? BOTH);
          const value = measures.values[at] ?? Number.NaN;
          const seen = part.views && !part.views.includes(view) ? WRONG_VIEW : 1;
          const done = Math.min(1.5, Math.max(-0.5, (value - part.rest) / (part.work - part.rest)));
          if (!Number.isNaN(value)) {
            high[index] = Math.max(done, (high[index] ?? 1) + (done - (high[index] ?? 1)) * fade);
            low[index] = Math.min(done, (low[index] ?? 0) + (done - (low[index] ?? 0)) * fade);
          }
          const range = Math.min(1, (high[index] ?? 1) - (low[index] ?? 0));
          const trust = LEAST_TRUST + (1 - LEAST_TRUST) * range ** 2;
          const target = Number.isNaN(value) ? 0 : part.weight * seen * trust * (measures.confidence[at] ?? 0);
          const weight = (laneWeights[index] ?? 0) + (target - (laneWeights[index] ?? 0)) * share;
          laneWeights[index] = weight;
          if (Number.isNaN(value)) continue;
          sum += weight * done;
          weightSum += weight;
        }
        const filter = filters[lane];
        if (weightSum > LEAST * total && filter) progress[lane] = filter.next(sum / weightSum, dt, 1);
        else {
          progress[lane] = Number.NaN;
          filter?.reset();
        }
      }
      return progress;
    },
  };
}
