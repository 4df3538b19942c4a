/**
 * `npm run bench -- fanout`: one athlete and up to 500 who watch the pose and the feedback. What it costs the server's main
 * loop, and when it arrives. docs/capacity.md describes the method.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import { z } from 'zod';
import { Person } from '../support/rest.ts';
import { Athletes } from './athletes/athletes.ts';
import { type FanoutStep, fanoutStep } from './fanout/figures.ts';
import { Spectators } from './fanout/spectators.ts';
import { runBenchmark } from './support/benchmark.ts';
import { machineTimeMs } from './support/machine-time.ts';
import { ServerUnderTest } from './support/server.ts';

/** Those whose delays are taken; in a process of their own, so that they don't wait for the others' messages to be parsed. */
const MEASURED = 20;

const optionsSchema = z.object({
  watchers: z
    .string()
    .transform((text) => text.split(',').map(Number))
    .pipe(z.array(z.number().int().min(1).max(1000)).min(1))
    .refine((counts) => counts.every((count, index) => count > (counts[index - 1] ?? 0)), 'must rise'),
  seconds: z.coerce.number().min(1).max(120),
  warmUp: z.coerce.number().min(0).max(60),
});
export async function run(args: string[]): Promise<void> {
  const command = new Command('bench -- fanout')
    .description('One athlete, many watchers of pose and feedback: main loop, delivery, drops.')
    .option('--watchers <counts>', 'how many, one number after the other', '50,100,200,500')
    .option('--seconds <seconds>', 'how long each number is measured', '10')
    .option('--warm-up <seconds>', 'how long it runs before that', '3');
  const { steps } = await runBenchmark(args, { command, options: optionsSchema, measure, print });
  if (steps.some(({ eventsLost }) => eventsLost > 0)) {
    console.error('events were lost');
    process.exitCode = 1;
  }
}

interface Figures {
  /** Without any watcher. */
  mainCpuMsPerSecondAlone: number;
  steps: FanoutStep[];
}

async function measure({ watchers, seconds, warmUp }: z.infer<typeof optionsSchema>): Promise<Figures> {
  const closers: (() => Promise<void>)[] = [];
  try {
    const server = await ServerUnderTest.start({ SIDELINE_TRUST_PROXY: 'true' });
    closers.push(() => server.close());
    const athletes = await Athletes.prepare();
    closers.push(() => athletes.close());
    const { url } = server;
    const owner = await Person.signIn(url, 'Athlete');
    const sessionId = await owner.startSession('squat');
    await athletes.become(1, async () => ({ url, token: owner.token, sessionId }));
    const { token: invitation } = await owner.invite(sessionId, 'spectator');
    const seat = { url, sessionId, invitation };
    const [crowd, measured] = [new Spectators(), new Spectators()];
    closers.push(() => crowd.close());
    closers.push(() => measured.close());

    await wait((warmUp + seconds / 2) * 1000);
    const first = await server.usage();
    await wait(seconds * 1000);
    const second = await server.usage();
    const alone = (second.cpuMs.main - first.cpuMs.main) / ((second.at - first.at) / 1000);

    const steps: FanoutStep[] = [];
    let present = 0;
    let taken = 0;
    for (const count of watchers) {
      // The measured ones stand evenly among the others, since the server serves all in the order of their coming.
      const places = Math.min(MEASURED, count) - taken;
      const groups = Math.max(1, places);
      for (let group = 0; group < groups; group += 1) {
        const coming =
          Math.round(((count - present) * (group + 1)) / groups) - Math.round(((count - present) * group) / groups);
        if (places > 0) await measured.join(1, seat);
        await crowd.join(coming - (places > 0 ? 1 : 0), seat);
      }
      present = count;
      taken += Math.max(0, places);
      await wait(warmUp * 1000);
      await athletes.report();
      const before = { crowd: await crowd.report(), measured: await measured.report(), usage: await server.usage() };
      await wait(seconds * 1000);
      const usage = await server.usage();
      const to = machineTimeMs();
      const after = { crowd: await crowd.report(), measured: await measured.report() };
      const [heard] = (await athletes.report()).athletes;
      steps.push(
        fanoutStep({
          before: [...before.measured.spectators, ...before.crowd.spectators],
          after: [...after.measured.spectators, ...after.crowd.spectators],
          measured: after.measured.spectators.map((_, index) => index),
          frames: heard?.frames ?? [],
          from: before.usage.at,
          to,
          cpuMs: {
            main: usage.cpuMs.main - before.usage.cpuMs.main,
            watchers: after.crowd.cpuMs + after.measured.cpuMs - before.crowd.cpuMs - before.measured.cpuMs,
          },
        }),
      );
    }
    return { mainCpuMsPerSecondAlone: alone, steps };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

function print({ mainCpuMsPerSecondAlone: alone, steps }: Figures): void {
  console.info(`main loop without watchers: ${alone.toFixed(1)} ms/s`);
  console.table(
    steps.map((step) => ({
      watchers: step.watchers,
      'main loop (ms/s)': step.cpuMsPerSecond.main.toFixed(1),
      'µs a pose and watcher': (
        (1000 * (step.cpuMsPerSecond.main - alone)) /
        step.posesPerSecond /
        step.watchers
      ).toFixed(1),
      'poses/s': step.posesPerSecond.toFixed(1),
      'delivery p50/p95/max (ms)': [step.deliveryMs.p50, step.deliveryMs.p95, step.deliveryMs.max]
        .map(whole)
        .join(' / '),
      'capture to watcher p50/p95': [step.captureToWatcherMs.p50, step.captureToWatcherMs.p95].map(whole).join(' / '),
      'poses dropped': `${(100 * step.posesDropped).toFixed(2)}%`,
      'events lost': step.eventsLost,
      'kbit/s each': step.kbpsPerWatcher.toFixed(1),
      'watchers’ CPU (ms/s)': step.cpuMsPerSecond.watchers.toFixed(0),
    })),
  );
}

const whole = (ms: number) => ms.toFixed(1);
