/** The capacity benchmark's figures for people. */
import type { Machine } from '../support/machine.ts';
import { CONTENDERS, type Contender } from './contenders.ts';
import type { CapacityFigures } from './figures.ts';
import type { Step } from './step.ts';

export function printStep(name: string, step: Step): void {
  const { athletes, framesPerSecond, captureToFeedbackMs, lightModelShare, cpuMsPerSecond, holds } = step;
  const { main, analysis, sfu, load } = cpuMsPerSecond;
  console.info(
    `${name}: ${athletes} ${athletes === 1 ? 'athlete' : 'athletes'}, ${framesPerSecond.worst.toFixed(1)} frames/s at worst, ` +
      `p50 ${captureToFeedbackMs.p50.toFixed(0)} ms, p95 ${captureToFeedbackMs.p95.toFixed(0)} ms, light model ${(100 * lightModelShare).toFixed(0)}%, ` +
      `CPU ms/s: main ${main.toFixed(0)}, analysis ${analysis.toFixed(0)}, SFU ${sfu.toFixed(0)}, load ${load.toFixed(0)}: ` +
      (holds ? 'holds' : 'does not hold'),
  );
}

export function printCapacity(figures: CapacityFigures, machine: Machine): void {
  console.info(
    `\n${machine.cpu}, ${figures.cores} cores, Node ${machine.node}, load before ${machine.loadBefore.toFixed(1)}`,
  );
  console.table(
    (Object.keys(CONTENDERS) as Contender[]).map((contender) => {
      const { athletes, athletesPerCore, one, full, mbPerAthlete, cpuMsPerAthlete } = figures[contender];
      return {
        pipeline: CONTENDERS[contender],
        athletes: round(athletes),
        'per core': round(athletesPerCore),
        'p50 of one (ms)': round(one.captureToFeedbackMs.p50),
        'p95 at capacity (ms)': round(full.captureToFeedbackMs.p95),
        'MB per athlete': round(mbPerAthlete),
        'CPU ms/s per athlete': round(cpuMsPerAthlete),
      };
    }),
  );
  const parts = Object.entries(figures.cpuMsPerFrame).map(([part, ms]) => `${part} ${ms.toFixed(2)}`);
  console.info(`CPU ms per analysed frame: ${parts.join(', ')}`);
  const { plain, plainSampled, tfjs, fullModelToPlain } = figures.ratios;
  console.info(
    `${plain.toFixed(1)} times the plain pipeline's athletes, ${plainSampled.toFixed(1)} times those of the one that samples, ` +
      `${tfjs.toFixed(1)} times those of its own portable engine; held to BlazePose full ${fullModelToPlain.toFixed(1)} times the plain one's`,
  );
}

const round = (value: number) => Math.round(value * 10) / 10;
