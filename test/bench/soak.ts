/**
 * `npm run bench -- soak`: two athletes in a real server for an hour. What the server holds on to must not grow; ends with
 * code 1 when it does. docs/capacity.md tells the method.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import { z } from 'zod';
import { Person } from '../support/rest.ts';
import { Athletes } from './athletes/athletes.ts';
import { type SoakFigures, type SoakSample, soakFigures } from './soak/figures.ts';
import { snapshotOf } from './soak/snapshot.ts';
import { runBenchmark } from './support/benchmark.ts';
import { distributionOf } from './support/distribution.ts';
import { ServerUnderTest } from './support/server.ts';

const ATHLETES = 2;
/** Caches fill, code is compiled, the heap finds its size. */
const WARM_UP_SHARE = 0.25;

const optionsSchema = z.object({
  minutes: z.coerce
    .number()
    .min(0.1)
    .max(24 * 60),
  sampleEvery: z.coerce.number().min(0.5).max(60),
  rejoinEvery: z.coerce.number().min(5),
});

export async function run(args: string[]): Promise<void> {
  const command = new Command('bench -- soak')
    .description('Two athletes for an hour: memory, handles and threads must stay as they are.')
    .option('--minutes <minutes>', 'how long altogether; a quarter of it is warm-up', '60')
    .option('--sample-every <seconds>', 'time between two looks at the server', '10')
    .option('--rejoin-every <seconds>', 'how often one of the athletes leaves and comes back', '120');
  const { flat } = await runBenchmark(args, { command, options: optionsSchema, measure, print });
  if (!flat) process.exitCode = 1;
}

/** The figures, and what they are made of. */
type Figures = SoakFigures & { raw: SoakSample[] };

async function measure({ minutes, sampleEvery, rejoinEvery }: z.infer<typeof optionsSchema>): Promise<Figures> {
  const closers: (() => Promise<void>)[] = [];
  try {
    const server = await ServerUnderTest.start();
    closers.push(() => server.close());
    const athletes = await Athletes.prepare();
    closers.push(() => athletes.close());
    const owner = await Person.signIn(server.url, 'Athletes');
    const sessions: string[] = [];
    const seatOf = async (index: number) => {
      sessions[index] ??= await owner.startSession('squat');
      return { url: server.url, token: owner.token, sessionId: sessions[index] };
    };
    await athletes.become(ATHLETES, seatOf);

    const samples: SoakSample[] = [];
    const delays: number[] = [];
    const begun = performance.now();
    const elapsed = () => (performance.now() - begun) / 1000;
    const warmUp = WARM_UP_SHARE * minutes * 60;
    let rejoined = 0;
    let told = 0;
    while (elapsed() < minutes * 60) {
      if (elapsed() - rejoined > rejoinEvery) {
        rejoined = elapsed();
        await athletes.become(ATHLETES - 1, seatOf);
        await athletes.become(ATHLETES, seatOf);
        await athletes.tell();
        told = elapsed();
      }
      await wait(1000 * Math.max(0, told + sampleEvery - elapsed()));
      const seconds = elapsed();
      const heard = (await athletes.tell()).athletes;
      const framesPerSecond = heard.map(({ delaysMs }) => delaysMs.length / (seconds - told));
      told = seconds;
      if (seconds < warmUp) continue;
      samples.push({ seconds, snapshot: await snapshotOf(server), framesPerSecond });
      delays.push(...heard.flatMap(({ delaysMs }) => delaysMs));
    }
    return { ...soakFigures(samples, distributionOf(delays)), raw: samples };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

function print(figures: SoakFigures): void {
  const { trends, seconds, samples, framesPerSecond, captureToFeedbackMs } = figures;
  console.table(
    Object.fromEntries(
      Object.entries(trends).map(([what, { median, growth, allowed, flat }]) => [
        what,
        {
          median: median.toFixed(1),
          growth: growth.toFixed(2),
          allowed: allowed.toFixed(2),
          verdict: flat ? 'flat' : 'NOT FLAT',
        },
      ]),
    ),
  );
  console.info(
    `${samples} samples in ${seconds.toFixed(0)} s; frames/s ${framesPerSecond.mean.toFixed(1)}, least ${framesPerSecond.least.toFixed(1)}; ` +
      `capture to feedback p50 ${captureToFeedbackMs.p50.toFixed(0)} ms, p95 ${captureToFeedbackMs.p95.toFixed(0)} ms`,
  );
  console.info(figures.flat ? 'flat' : 'NOT FLAT');
}
