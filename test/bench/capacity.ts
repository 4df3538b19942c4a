/**
 * `npm run bench -- capacity`: how many athletes this machine analyses at once, and how many a plain pipeline and the portable
 * engine would on the same clips. docs/capacity.md tells the method.
 */
import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import { z } from 'zod';
import { Athletes } from './athletes/athletes.ts';
import { CAMERA } from './athletes/performance.ts';
import { CONTENDER_NAMES, CONTENDERS, type Contender, startContender } from './capacity/contenders.ts';
import { type Capacity, capacityFigures, capacityOfSteps } from './capacity/figures.ts';
import type { Pipeline } from './capacity/pipeline.ts';
import { printCapacity, printStep } from './capacity/print.ts';
import { capacityOf } from './capacity/search.ts';
import { NEEDS, type Step, stepOf } from './capacity/step.ts';
import { describeMachine } from './support/machine.ts';
import { writeReport } from './support/report.ts';

const optionsSchema = z.object({
  seconds: z.coerce.number().min(1).max(120),
  warmUp: z.coerce.number().min(0).max(60),
  most: z.coerce.number().int().min(1).max(100),
  json: z.string().optional(),
});
type Options = z.infer<typeof optionsSchema>;

export async function run(args: string[]): Promise<void> {
  const command = new Command('bench -- capacity')
    .description('Athletes at once: Sideline, its portable engine, and a plain pipeline on the same clips.')
    .option('--seconds <seconds>', 'how long each number of athletes is measured', '8')
    .option('--warm-up <seconds>', 'how long it runs before that', '5')
    .option('--most <count>', 'athletes that are tried at most', '64')
    .option('--json <file>', 'where to write the figures')
    .parse(args, { from: 'user' });
  const options = optionsSchema.safeParse(command.opts());
  if (!options.success) return command.error(z.prettifyError(options.error));
  const machine = describeMachine();
  const cores = availableParallelism();
  const athletes = await Athletes.prepare();
  try {
    const capacities = {} as Record<Contender, Capacity>;
    for (const contender of CONTENDER_NAMES) {
      capacities[contender] = await measure(contender, cores, athletes, options.data);
    }
    const figures = capacityFigures(capacities, cores);
    printCapacity(figures, machine);
    await writeReport(options.data.json, { ...figures, machine });
  } finally {
    await athletes.close();
  }
}

async function measure(contender: Contender, cores: number, athletes: Athletes, options: Options): Promise<Capacity> {
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
  const { cpuMs } = await athletes.tell();
  const before = await pipeline.use();
  await wait(options.seconds * 1000);
  const after = await pipeline.use();
  const told = await athletes.tell();
  return stepOf({ told: told.athletes, before, after, loadCpuMs: told.cpuMs - cpuMs });
}
