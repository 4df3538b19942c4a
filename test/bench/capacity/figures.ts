/** From the steps of each contender to the figures of the capacity benchmark. */
import type { Contender } from './contenders.ts';
import { NEEDS, type Step } from './step.ts';

/** What one contender can carry. */
export interface Capacity {
  /** Athletes at once for whom it holds; not a whole number where it can't keep up with a single one (see `capacityOfSteps`). */
  athletes: number;
  athletesPerCore: number;
  /** The step with one athlete, and the one at capacity (the same where that is one or less). */
  one: Step;
  full: Step;
  /** Memory of all processes at capacity by the number of athletes, and what each further athlete adds, MB. */
  mbPerAthlete: number;
  mbPerFurtherAthlete: number;
  /** ms of a core a second that each athlete takes of the whole server at capacity. */
  cpuMsPerAthlete: number;
  steps: Step[];
}

export interface CapacityFigures extends Omit<Capacity, 'one' | 'full' | 'steps'> {
  cores: number;
  plain: Capacity;
  fullModel: Capacity;
  tfjs: Capacity;
  plainSampled: Capacity;
  sideline: Capacity;
  /** Athletes by those of the plain pipeline, and by those of the others; last, those of Sideline held to BlazePose full by the plain pipeline's. */
  ratio: number;
  ratios: { plain: number; plainSampled: number; tfjs: number; fullModelToPlain: number };
  cpuMsPerFrame: Step['cpuMsPerFrame'];
  latencyMs: { one: Latency; full: Latency };
  needs: typeof NEEDS;
}

interface Latency {
  p50: number;
  p95: number;
}

/**
 * @param steps all that were measured, in any order; the one with a single athlete among them
 * @param athletes the capacity that was found; for 0, each core counts for the part of one athlete's frames that were
 *   analysed, which is more than it can really do for anybody
 * @param framesDue frames a second that the contender should analyse for each athlete
 * @throws Error when the steps of one athlete and of the capacity are missing
 */
export function capacityOfSteps(
  steps: readonly Step[],
  athletes: number,
  { cores, framesDue }: { cores: number; framesDue: number },
): Capacity {
  const of = (count: number) => steps.find((step) => step.athletes === count);
  const one = of(1);
  const full = of(Math.max(1, athletes));
  if (!one || !full) throw new Error('The steps with one athlete and at capacity were not measured');
  const keptUp = one.framesPerSecond.mean / framesDue;
  const carried = athletes > 0 ? athletes : keptUp * cores;
  const { main, analysis, sfu } = full.cpuMsPerSecond;
  return {
    athletes: carried,
    athletesPerCore: carried / cores,
    one,
    full,
    cpuMsPerAthlete: (main + analysis + sfu) / (athletes > 0 ? athletes : keptUp),
    mbPerAthlete: full.rssMb / full.athletes,
    mbPerFurtherAthlete: full.athletes > 1 ? (full.rssMb - one.rssMb) / (full.athletes - 1) : 0,
    steps: [...steps].sort((a, b) => a.athletes - b.athletes),
  };
}

export function capacityFigures(of: Record<Contender, Capacity>, cores: number): CapacityFigures {
  const { sideline, fullModel, plain, plainSampled, tfjs } = of;
  const against = (other: Capacity) => sideline.athletes / other.athletes;
  const ratios = {
    plain: against(plain),
    plainSampled: against(plainSampled),
    tfjs: against(tfjs),
    fullModelToPlain: fullModel.athletes / plain.athletes,
  };
  const { athletes, athletesPerCore, mbPerAthlete, mbPerFurtherAthlete, cpuMsPerAthlete, one, full } = sideline;
  const latency = ({ captureToFeedbackMs: { p50, p95 } }: Step) => ({ p50, p95 });
  return {
    athletes,
    cores,
    athletesPerCore,
    ratio: ratios.plain,
    ratios,
    cpuMsPerFrame: one.cpuMsPerFrame,
    mbPerAthlete,
    mbPerFurtherAthlete,
    cpuMsPerAthlete,
    latencyMs: { one: latency(one), full: latency(full) },
    plain,
    plainSampled,
    tfjs,
    fullModel,
    sideline,
    needs: NEEDS,
  };
}
