/** What the latency panel shows of the frames of the last seconds. */
import {
  LATENCY_STEPS,
  type LatencyStep,
  type PassedFrame,
  SERVER_STEPS,
  type SeenFrame,
} from '../../shared/contract/latency.ts';

/** Ms. */
export interface Spread {
  last: number;
  /** Half of the frames took no longer. */
  p50: number;
  /** 95 of 100 frames took no longer. */
  p95: number;
}

export interface LatencySummary {
  /** A step that is not known is left out. */
  steps: ReadonlyMap<LatencyStep, Spread>;
  /** From capture to the screen, as the clocks say; the steps of a frame add up to it. */
  total: Spread | undefined;
  frames: number;
}

/** The summary covers this time. */
const WINDOW_MS = 10_000;

/** The frames of the window after others have arrived. */
export function slide(frames: readonly PassedFrame[], added: readonly PassedFrame[]): PassedFrame[] {
  const all = [...frames, ...added];
  const from = (all.at(-1)?.sentAt ?? 0) - WINDOW_MS;
  return all.filter(({ sentAt }) => sentAt > from);
}

/** @param seen when a frame came and was drawn here, on the session's clock; undefined where that is not known */
export function summarise(frames: readonly PassedFrame[], seen: (at: number) => SeenFrame | undefined): LatencySummary {
  const spent = new Map<LatencyStep, number[]>(LATENCY_STEPS.map((step) => [step, []]));
  const totals: number[] = [];
  for (const frame of frames) {
    for (const [index, step] of SERVER_STEPS.entries()) {
      const ms = frame.steps[index];
      if (typeof ms === 'number') spent.get(step)?.push(ms);
    }
    const here = seen(frame.at);
    if (!here) continue;
    // Two clocks that are compared over a network may be off by more than the network takes.
    spent.get('socket')?.push(Math.max(0, here.arrivedAt - frame.sentAt));
    spent.get('screen')?.push(here.drawnAt - here.arrivedAt);
    if (frame.capturedAt !== null) totals.push(Math.max(0, here.drawnAt - frame.capturedAt));
  }
  const steps = new Map<LatencyStep, Spread>();
  for (const [step, values] of spent) {
    const spread = spreadOf(values);
    if (spread) steps.set(step, spread);
  }
  return { steps, total: spreadOf(totals), frames: frames.length };
}

/** Percentiles by nearest rank. */
function spreadOf(values: readonly number[]): Spread | undefined {
  const last = values.at(-1);
  if (last === undefined) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? last;
  return { last, p50: rank(0.5), p95: rank(0.95) };
}
