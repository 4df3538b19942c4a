/** A set of measured values in few numbers. */
export interface Distribution {
  p50: number;
  p95: number;
  max: number;
  samples: number;
}

/** Percentiles by nearest rank; NaN where there are no values. */
export function distributionOf(values: readonly number[]): Distribution {
  const sorted = Float64Array.from(values).sort();
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { p50: rank(0.5), p95: rank(0.95), max: rank(1), samples: sorted.length };
}
