/**
 * `npm run bench -- capacity`: how many athletes this machine analyses at once, and how many a plain pipeline and the portable
 * engine would on the same clips. docs/capacity.md describes the method.
 */
import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import { z } from 'zod';
import { Athletes } from './athletes/athletes.ts';
import { CAMERA } from './athletes/performance.ts';
import { CONTENDER_NAMES, CONTENDERS, type Contender, startContender } from './capacity/contenders.ts';
import { type Capacity, type CapacityFigures, capacityFigures, capacityOfSteps } from './capacity/figures.ts';
import type { Pipeline } from './capacity/pipeline.ts';
import { printCapacity, printStep } from './capacity/print.ts';
import { capacityOf } from './capacity/search.ts';
import { NEEDS, type Step, stepOf } from './capacity/step.ts';
import { runBenchmark } from './support/benchmark.ts';

const optionsSchema = z.object({
  seconds: z.coerce.number().min(1).max(120),
  warmUp: z.coerce.number().min(0).max(60),
  most: z.coerce.number().int().min(1).max(100),
});
type Options = z.infer<typeof optionsSchema>;

export async function run(args: string[]): Promise<void> {
  const command = new Command('bench -- capacity')
    .description('Athletes at once: Sideline, its portable engine, and a plain pipeline on the same clips.')
    .option('--seconds <seconds>', 'how long each number of athletes is measured', '8')
    .option('--warm-up <seconds>', 'how long it runs before that', '5')
    .option('--most <count>', 'athletes that are tried at most', '64');
  await runBenchmark(args, { command, options: optionsSchema, measure, print: printCapacity });
}

async function measure(options: Options): Promise<CapacityFigures> {
  const cores = availableParallelism();
  const athletes = await Athletes.prepare();
  try {
    const capacities = {} as Record<Contender, Capacity>;
    for (const contender of CONTENDER_NAMES) {
      capacities[contender] = await capacityOfContender(contender, cores, athletes, options);
    }
    return capacityFigures(capacities, cores);
  } finally {
    await athletes.close();
  }
}

async function capacityOfContender(
  contender: Contender,
  cores: number,
  athletes: Athletes,
  options: Options,
): Promise<Capacity> {
  const pipeline = await startContender(contender, cores);
  const steps: Step[] = [];
  try {
    const found = await capacityOf(async (count) => {
      const step = await stepWith(count, pipeline, athletes, options);
      steps.push(step);
      printStep(CONTENDERS[contender], step);
      return step.holds;
    }, options.most);
    const framesDue = contender === 'plain' ? CAMERA.framesPerSecond : NEEDS.framesPerSecond;
    return capacityOfSteps(steps, found, { cores, framesDue });
  } finally {
    await athletes.become(0, pipeline.seatOf);
    await pipeline.close();
  }
}

async function stepWith(count: number, pipeline: Pipeline, athletes: Athletes, options: Options): Promise<Step> {
  // After an overload, what is left of it must not be the next step's.
  if (count < athletes.count) await athletes.become(0, pipeline.seatOf);
  await athletes.become(count, pipeline.seatOf);
  await wait(options.warmUp * 1000);
  const { cpuMs } = await athletes.report();
  const before = await pipeline.use();
  await wait(options.seconds * 1000);
  const after = await pipeline.use();
  const heard = await athletes.report();
  return stepOf({ reports: heard.athletes, before, after, loadCpuMs: heard.cpuMs - cpuMs });
}
