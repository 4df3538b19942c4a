/** What a number of athletes did to a pipeline, and whether it held. */
import type { AthleteReport } from '../athletes/published-athlete.ts';
import { type Distribution, distributionOf } from '../support/distribution.ts';

/** What a pipeline has used since it started. */
export interface PipelineUse {
  /** When it was read, ms of the machine's clock. */
  at: number;
  cpuMs: { main: number; analysis: number; sfu: number };
  /** CPU time of the analysis by part; the rest runs between the parts. */
  partCpuMs: Record<string, number>;
  /** Frames whose pose was sought. */
  analysed: number;
  /** Of them, those that the light model looked at; undefined where there is none. */
  analysedByLightModel?: number;
  /** Resident memory now of all its processes, MB. */
  rssMb: number;
}

export interface Step {
  athletes: number;
  seconds: number;
  /** Frames a second that athletes received. */
  framesPerSecond: { worst: number; mean: number };
  captureToFeedbackMs: Distribution;
  /** Part of the frames that the light model looked at. */
  lightModelShare: number;
  /** ms of a core a second; `load` is what publishing for all athletes takes, on the same machine. */
  cpuMsPerSecond: { main: number; analysis: number; sfu: number; load: number };
  /** CPU time for each analysed frame: the parts of the analysis, the rest of it, and what runs around it. */
  cpuMsPerFrame: Record<string, number> & { other: number; main: number; sfu: number };
  rssMb: number;
  holds: boolean;
}

/** What an athlete needs. */
export const NEEDS = { framesPerSecond: 10, share: 0.95, p95Ms: 250 } as const;

export interface Seen {
  reports: readonly AthleteReport[];
  before: PipelineUse;
  after: PipelineUse;
  loadCpuMs: number;
}

/** @throws Error when poses came back that belong to no frame, so that delays mean nothing */
export function stepOf({ reports, before, after, loadCpuMs }: Seen): Step {
  const seconds = (after.at - before.at) / 1000;
  const unknown = reports.reduce((sum, { unknown: count }) => sum + count, 0);
  const heard = reports.reduce((sum, { delaysMs }) => sum + delaysMs.length, 0);
  if (unknown > 0.02 * heard) throw new Error(`${unknown} poses are of no frame that was sent (${heard} are)`);
  const rates = reports.map(({ delaysMs }) => delaysMs.length / seconds);
  const framesPerSecond = {
    worst: Math.min(...rates),
    mean: rates.reduce((sum, rate) => sum + rate, 0) / rates.length,
  };
  const captureToFeedbackMs = distributionOf(reports.flatMap(({ delaysMs }) => delaysMs));
  const frames = after.analysed - before.analysed;
  const used = (part: keyof PipelineUse['cpuMs']) => after.cpuMs[part] - before.cpuMs[part];
  const parts = Object.fromEntries(
    Object.entries(after.partCpuMs).map(([part, ms]) => [part, (ms - (before.partCpuMs[part] ?? 0)) / frames]),
  );
  const attributed = Object.values(parts).reduce((sum, ms) => sum + ms, 0);
  return {
    athletes: reports.length,
    seconds,
    framesPerSecond,
    captureToFeedbackMs,
    lightModelShare: ((after.analysedByLightModel ?? 0) - (before.analysedByLightModel ?? 0)) / frames,
    cpuMsPerSecond: {
      main: used('main') / seconds,
      analysis: used('analysis') / seconds,
      sfu: used('sfu') / seconds,
      load: loadCpuMs / seconds,
    },
    cpuMsPerFrame: {
      ...parts,
      other: used('analysis') / frames - attributed,
      main: used('main') / frames,
      sfu: used('sfu') / frames,
    },
    rssMb: after.rssMb,
    holds: framesPerSecond.worst >= NEEDS.share * NEEDS.framesPerSecond && captureToFeedbackMs.p95 <= NEEDS.p95Ms,
  };
}
