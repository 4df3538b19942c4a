/** CPU time that a process has used, as last read, and what it made of the time since the reading before. */
export interface CpuUse {
  /** Since its start, ms. */
  readonly cpuMs: number;
  /** Ms of the monotonic clock. */
  readonly readAt: number;
  /** Share of a core between the last two readings, 0..1. */
  readonly load: number;
}

/** A process that has just started. */
export const unused = (readAt: number): CpuUse => ({ cpuMs: 0, readAt, load: 0 });

/** One more reading. Both ends of the interval move together, so that the load is always that of the whole interval. */
export function cpuUse(before: CpuUse, cpuMs: number, readAt: number): CpuUse {
  const elapsed = readAt - before.readAt;
  if (elapsed <= 0) return before;
  return { cpuMs, readAt, load: Math.min(1, Math.max(0, cpuMs - before.cpuMs) / elapsed) };
}
