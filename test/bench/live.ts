/**
 * `npm run bench -- live`: one athlete and any number of watchers in a real session on this machine. How long it takes from a
 * picture to the feedback on it, and what the server uses meanwhile. docs/benchmarks.md describes the method.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import { z } from 'zod';
import { Person } from '../support/rest.ts';
import { Athlete } from './live/athlete.ts';
import { Audience } from './live/audience.ts';
import { type LiveFigures, liveFigures } from './live/figures.ts';
import { printFigures } from './live/print.ts';
import { runBenchmark } from './support/benchmark.ts';
import { ServerUnderTest } from './support/server.ts';

/** As many as may sign in from one address in a minute, less the athlete and some room. */
const MAX_WATCHERS = 50;
/** Every frame is remembered until the end. */
const MAX_SECONDS = 600;
const SIZE = { width: 640, height: 480 };
const FRAMES_PER_SECOND = 30;

const optionsSchema = z.object({
  watchers: z.coerce.number().int().min(1).max(MAX_WATCHERS),
  seconds: z.coerce.number().min(1).max(MAX_SECONDS),
  warmUp: z.coerce.number().min(0).max(600),
});

export async function run(args: string[]): Promise<void> {
  const command = new Command('bench -- live')
    .description('One athlete and N watchers: delay from capture to feedback, and what the server uses.')
    .option('--watchers <count>', 'spectators who receive media and feedback', '20')
    .option('--seconds <seconds>', 'how long to measure', '30')
    .option('--warm-up <seconds>', 'how long to run before that', '10');
  await runBenchmark(args, { command, options: optionsSchema, measure, print: printFigures });
}

async function measure({ watchers, seconds, warmUp }: z.infer<typeof optionsSchema>): Promise<LiveFigures> {
  const closers: (() => Promise<void>)[] = [];
  try {
    const server = await ServerUnderTest.start();
    closers.push(() => server.close());
    const { url } = server;
    const owner = await Person.signIn(url, 'Athlete');
    const sessionId = await owner.startSession('squat');
    const { token: invitation } = await owner.invite(sessionId, 'spectator');

    const athlete = await Athlete.join(url, {
      token: owner.token,
      sessionId,
      size: SIZE,
      framesPerSecond: FRAMES_PER_SECOND,
    });
    closers.push(() => athlete.close());
    const audience = await Audience.join(watchers, { url, sessionId, invitation });
    closers.push(() => audience.close());

    await wait(warmUp * 1000);
    const before = { watched: await audience.report(), usage: await server.usage() };
    await wait(seconds * 1000);
    const after = { usage: await server.usage(), watched: await audience.report() };
    return liveFigures({
      frames: await athlete.frames(),
      watched: { before: before.watched, after: after.watched },
      usage: { before: before.usage, after: after.usage },
    });
  } finally {
    for (const close of closers.reverse()) await close();
  }
}
