/**
 * `npm run bench -- soak`: two athletes in a real server for an hour. What the server holds on to must not grow; ends with
 * code 1 when it does. docs/capacity.md describes the method.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import { z } from 'zod';
import { Person } from '../support/rest.ts';
import { Athletes } from './athletes/athletes.ts';
import { type SoakFigures, type SoakSample, soakFigures } from './soak/figures.ts';
import { Hostilities, type HostilityCounts } from './soak/hostilities.ts';
import { snapshotOf } from './soak/snapshot.ts';
import { runBenchmark } from './support/benchmark.ts';
import { distributionOf } from './support/distribution.ts';
import { ProcessGoneError } from './support/process-tree.ts';
import { ServerUnderTest } from './support/server.ts';

const ATHLETES = 2;
const LOOK_EVERY_SECONDS = 0.5;
/** As long as the longest soak. */
const INVITED_HOURS = 24;
/** Caches fill, code is compiled, the heap finds its size. */
const WARM_UP_SHARE = 0.25;

const optionsSchema = z.object({
  minutes: z.coerce
    .number()
    .min(0.1)
    .max(24 * 60),
  sampleEvery: z.coerce.number().min(0.5).max(60),
  rejoinEvery: z.coerce.number().min(5),
  hostile: z.coerce.number().gt(0).max(1).optional(),
});

export async function run(args: string[]): Promise<void> {
  const command = new Command('bench -- soak')
    .description('Two athletes for an hour: memory, handles and threads must stay as they are.')
    .option('--minutes <minutes>', 'how long altogether; a quarter of it is warm-up', '60')
    .option('--sample-every <seconds>', 'time between two looks at the server', '10')
    .option('--rejoin-every <seconds>', 'how often one of the athletes leaves and comes back', '120')
    .option(
      '--hostile <share>',
      'beside attacks (at this share of those of `storm`), visitors, and workers that are killed',
    );
  const { flat } = await runBenchmark(args, { command, options: optionsSchema, measure, print });
  if (!flat) process.exitCode = 1;
}

/** The figures, and what they are made of. */
type Figures = SoakFigures & { raw: SoakSample[]; hostilities?: HostilityCounts };

async function measure({
  minutes,
  sampleEvery,
  rejoinEvery,
  hostile,
}: z.infer<typeof optionsSchema>): Promise<Figures> {
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
    const hostilities = hostile ? await hostilitiesBeside(server, owner, sessions[0] ?? '', hostile) : undefined;
    closers.push(async () => hostilities?.close());

    const samples: SoakSample[] = [];
    const delays: number[] = [];
    const begun = performance.now();
    const elapsed = () => (performance.now() - begun) / 1000;
    const warmUp = WARM_UP_SHARE * minutes * 60;
    let rejoined = 0;
    let readAt = 0;
    while (elapsed() < minutes * 60) {
      // The athletes of the load don't build their transports anew, as pages do.
      const mediaLost = hostilities?.takeMediaLost() ?? false;
      if (mediaLost || elapsed() - rejoined > rejoinEvery) {
        rejoined = elapsed();
        await athletes.become(mediaLost ? 0 : ATHLETES - 1, seatOf);
        await athletes.become(ATHLETES, seatOf);
        await athletes.report();
        readAt = elapsed();
      }
      while (elapsed() < readAt + sampleEvery && !hostilities?.mediaLost) {
        await wait(1000 * Math.min(LOOK_EVERY_SECONDS, readAt + sampleEvery - elapsed()));
      }
      if (hostilities?.mediaLost) continue;
      const seconds = elapsed();
      const heard = (await athletes.report()).athletes;
      const framesPerSecond = heard.map(({ delaysMs }) => delaysMs.length / (seconds - readAt));
      readAt = seconds;
      if (seconds < warmUp) continue;
      try {
        samples.push({ seconds, snapshot: await snapshotOf(server), framesPerSecond });
      } catch (error) {
        // A worker that was killed is not whole again yet.
        if (!(hostilities && error instanceof ProcessGoneError)) throw error;
      }
      delays.push(...heard.flatMap(({ delaysMs }) => delaysMs));
    }
    const figures = { ...soakFigures(samples, distributionOf(delays)), raw: samples };
    return hostilities ? { ...figures, hostilities: hostilities.counts } : figures;
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

async function hostilitiesBeside(
  server: ServerUnderTest,
  owner: Person,
  sessionId: string,
  strength: number,
): Promise<Hostilities> {
  const { token: invitation } = await owner.invite(sessionId, 'spectator', INVITED_HOURS);
  return new Hostilities(server.pid, { url: server.url, sessionId, invitation, strength });
}

function print(figures: Figures): void {
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
  if (figures.hostilities) {
    const { attacks, visits, killed } = figures.hostilities;
    console.info(
      `beside ${attacks} attacks and ${visits} visits; killed ${killed.analysis} analysis and ${killed.media} media workers`,
    );
  }
  console.info(figures.flat ? 'flat' : 'NOT FLAT');
}
