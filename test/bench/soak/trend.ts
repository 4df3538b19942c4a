/** Whether a series of samples is flat, by a fit that single outliers can't move. */

export interface Sample {
  /** Seconds since any moment that all samples share. */
  seconds: number;
  value: number;
}

/** What a series may grow by over the time looked at: `share` of its median, or `least` where that is more. */
export interface Allowance {
  share: number;
  least: number;
}

export interface Trend {
  median: number;
  /** By how much the fitted line rises from the first sample to the last; negative when it falls. */
  growth: number;
  /** What it may rise by. */
  allowed: number;
  flat: boolean;
}

/**
 * Fits by Theil and Sen: the median of the slopes between all pairs of samples, which holds while fewer than 29% of the
 * samples are outliers. A series that falls counts as flat: what is given back is no leak.
 *
 * @throws Error for fewer than three samples, which show no trend
 */
export function trendOf(samples: readonly Sample[], allowance: Allowance): Trend {
  const [first] = samples;
  const last = samples.at(-1);
  if (!first || !last || samples.length < 3) throw new Error('A trend needs at least three samples');
  const slopes: number[] = [];
  for (const [index, a] of samples.entries()) {
    for (const b of samples.slice(index + 1)) {
      if (b.seconds > a.seconds) slopes.push((b.value - a.value) / (b.seconds - a.seconds));
    }
  }
  const median = medianOf(samples.map(({ value }) => value));
  const growth = medianOf(slopes) * (last.seconds - first.seconds);
  const allowed = Math.max(allowance.share * median, allowance.least);
  return { median, growth, allowed, flat: growth <= allowed };
}

/** The middle value; of an even number, the mean of the two in the middle. NaN of none. */
export function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
