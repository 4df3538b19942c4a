import type { Command } from 'commander';
import { z } from 'zod';
import { describeMachine, type Machine } from './machine.ts';
import { writeReport } from './report.ts';

/** What is particular to one benchmark. */
interface Benchmark<Options, Figures> {
  /** Its name, description and options; `--json` is added. */
  command: Command;
  options: z.ZodType<Options>;
  measure: (options: Options) => Promise<Figures>;
  print: (figures: Figures, machine: Machine) => void;
}

/**
 * Runs a benchmark by its arguments, prints what it found and, with `--json FILE`, writes it down with the machine and the
 * time. Arguments that are wrong end the process with what is wrong about them.
 */
export async function runBenchmark<Options, Figures extends object>(
  args: string[],
  { command, options, measure, print }: Benchmark<Options, Figures>,
): Promise<Figures> {
  command.option('--json <file>', 'where to write the figures').parse(args, { from: 'user' });
  const { json, ...given } = command.opts<{ json?: string }>();
  const parsed = options.safeParse(given);
  if (!parsed.success) return command.error(z.prettifyError(parsed.error));
  const machine = describeMachine();
  const figures = await measure(parsed.data);
  print(figures, machine);
  await writeReport(json, { ...figures, machine });
  return figures;
}
