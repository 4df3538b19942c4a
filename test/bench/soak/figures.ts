/** From snapshots to the verdict of the soak. */
import type { Distribution } from '../support/distribution.ts';
import type { Snapshot } from './snapshot.ts';
import { type Allowance, type Sample, type Trend, trendOf } from './trend.ts';

/** What was seen at one time. */
export interface SoakSample {
  /** Since the start, s. */
  seconds: number;
  snapshot: Snapshot;
  /** Frames a second that each athlete received since the sample before. */
  framesPerSecond: number[];
}

export interface SoakFigures {
  /** How long was looked at after the warm-up, s. */
  seconds: number;
  samples: number;
  /** By part and what is looked at, as `server.rssMb`. */
  trends: Record<string, Trend>;
  framesPerSecond: { mean: number; least: number };
  captureToFeedbackMs: Distribution;
  flat: boolean;
}

/** Garbage collection breathes; a leak of a few bytes a frame (15 a second, twice) is over this in an hour. */
const MEMORY: Allowance = { share: 0.05, least: 10 };
/** A fitted rise by one handle or thread would be one that is not given back. */
const COUNTED: Allowance = { share: 0, least: 0.99 };
const MEMORY_SERIES = /Mb$/;

/**
 * @param samples those after the warm-up
 * @throws Error for fewer than three samples
 */
export function soakFigures(samples: readonly SoakSample[], captureToFeedbackMs: Distribution): SoakFigures {
  const trends = Object.fromEntries(
    seriesOf(samples).map(([name, series]) => [name, trendOf(series, MEMORY_SERIES.test(name) ? MEMORY : COUNTED)]),
  );
  const rates = samples.flatMap(({ framesPerSecond }) => framesPerSecond);
  const least = Math.min(...rates);
  return {
    seconds: (samples.at(-1)?.seconds ?? 0) - (samples[0]?.seconds ?? 0),
    samples: samples.length,
    trends,
    framesPerSecond: { mean: rates.reduce((sum, rate) => sum + rate, 0) / rates.length, least },
    captureToFeedbackMs,
    flat: least > 0 && Object.values(trends).every(({ flat }) => flat),
  };
}

/** Each value of the snapshots by itself, over time. */
function seriesOf(samples: readonly SoakSample[]): [string, Sample[]][] {
  const series = new Map<string, Sample[]>();
  for (const { seconds, snapshot } of samples) {
    for (const [part, use] of Object.entries(snapshot)) {
      for (const [what, value] of Object.entries<number>({ ...use })) {
        const name = `${part}.${what}`;
        series.set(name, [...(series.get(name) ?? []), { seconds, value }]);
      }
    }
  }
  return [...series];
}
