/**
 * `npm run bench -- storm`: a session that behaves, beside attackers. How few poses reach its watchers, how long its coach
 * waits for answers, and what memory the server keeps. docs/benchmarks.md describes the method.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import { z } from 'zod';
import { Attackers } from './storm/attackers.ts';
import { ATTACK_NAMES, ATTACKS, type AttackName } from './storm/attacks.ts';
import { AIMS, type AttackFigures, attackFigures, type StormFigures } from './storm/figures.ts';
import { MemoryWatch } from './storm/memory-watch.ts';
import { Neighbours } from './storm/neighbours.ts';
import { printStorm } from './storm/print.ts';
import { runBenchmark } from './support/benchmark.ts';
import { machineTimeMs } from './support/machine-time.ts';
import { ServerUnderTest } from './support/server.ts';

const optionsSchema = z.object({
  only: z
    .string()
    .optional()
    .transform((text) => text?.split(',') ?? [...ATTACK_NAMES])
    .pipe(z.array(z.enum(ATTACK_NAMES)).min(1)),
  seconds: z.coerce.number().min(1).max(3_600),
  settle: z.coerce.number().min(0).max(600),
  warmUp: z.coerce.number().min(0).max(600),
  watchers: z.coerce.number().int().min(1).max(50),
  strength: z.coerce.number().gt(0).max(1),
});
type Options = z.infer<typeof optionsSchema>;

export async function run(args: string[]): Promise<void> {
  const command = new Command('bench -- storm')
    .description('A session that behaves beside attackers: its poses, its answers, and the memory of the server.')
    .option('--only <attacks>', `some of ${ATTACK_NAMES.join(',')}; all when left out`)
    .option('--seconds <seconds>', 'how long each attack goes on', '15')
    .option('--settle <seconds>', 'how long the server may take after it to give its memory back', '30')
    .option('--warm-up <seconds>', 'how long the session runs before the first', '15')
    .option('--watchers <count>', 'spectators of the session that behaves', '5')
    .option('--strength <share>', 'of the connections and requests that attackers make', '1');
  const { met } = await runBenchmark(args, { command, options: optionsSchema, measure, print: printStorm });
  if (!met) process.exitCode = 1;
}

async function measure({ only, seconds, settle, warmUp, watchers, strength }: Options): Promise<StormFigures> {
  const closers: (() => Promise<void>)[] = [];
  try {
    const server = await ServerUnderTest.start({ SIDELINE_LOG_LEVEL: 'error' });
    closers.push(() => server.close());
    const neighbours = await Neighbours.join(server.url, watchers);
    closers.push(() => neighbours.close());
    const memory = new MemoryWatch(server.pid);
    closers.push(async () => memory.close());
    await wait(1000 * warmUp);

    const under = async (name: AttackName | 'calm'): Promise<AttackFigures> => {
      const beforeMb = await memory.begin();
      const before = await server.usage();
      await neighbours.report();
      const from = machineTimeMs();
      const attackers = name === 'calm' ? undefined : await Attackers.start();
      let done: Record<string, number> = {};
      try {
        await attackers?.attack({ name: name as AttackName, url: server.url, ...neighbours.session, strength });
        await wait(1000 * seconds);
        done = (await attackers?.report()) ?? {};
      } finally {
        await attackers?.close();
      }
      await memory.settled({ belowMb: beforeMb + AIMS.memoryMb, withinMs: 1000 * settle });
      const heard = await neighbours.report();
      const to = machineTimeMs();
      const mainCpuMs = (await server.usage()).cpuMs.main - before.cpuMs.main;
      return attackFigures({ name, from, to, ...heard, mainCpuMs, memory: { beforeMb, ...memory.figures }, done });
    };

    const calm = await under('calm');
    const attacks: AttackFigures[] = [];
    for (const name of only) {
      console.info(`${name}: ${ATTACKS[name].what} …`);
      attacks.push(await under(name));
    }
    return { calm, attacks, aims: AIMS, met: attacks.every(({ met }) => met) };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}
