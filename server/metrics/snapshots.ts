import { Histogram, type Registry } from 'prom-client';

/** Adds how many snapshots of sessions are made, and how large they are. */
export function snapshotSizes(registry: Registry): (bytes: number) => void {
  const sizes = new Histogram({
    name: 'sideline_snapshot_bytes',
    help: 'Size of the states that were made into bytes for people who join; one serves all who join before the next change',
    buckets: [10_000, 50_000, 100_000, 250_000, 500_000, 1_000_000],
    registers: [registry],
  });
  return (bytes) => sizes.observe(bytes);
}
