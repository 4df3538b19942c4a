/**
 * `npm run bench -- overlay`: how far the skeleton is from the picture, on a figure whose frames carry their number. What is
 * on show is read from the screen. docs/benchmarks.md describes the method.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import { z } from 'zod';
import type { Misalignment } from './overlay/misalignment.ts';
import type { ScreenReading } from './overlay/screen.ts';
import { OverlayTrial, type Stage } from './overlay/trial.ts';
import { runBenchmark } from './support/benchmark.ts';
import { type Distribution, distributionOf } from './support/distribution.ts';
import { ServerUnderTest } from './support/server.ts';

const optionsSchema = z.object({
  readings: z.coerce.number().int().min(20).max(2_000),
});

/** A reading costs what a few frames cost, so it must not come too often; an odd time, to meet frames at any age, ms. */
const READ_EVERY_MS = 115;
/** How long the viewer stays on a layer, ms; what follows a switch is measured from its first frame on. */
const STAY_MS = 3_000;
/** Until the poses of the last frames have come, ms. */
const SETTLE_MS = 1_000;

interface Figures {
  /** How far the skeleton was off at the middle (with its sign) and, whichever way, at p50, p95 and max. */
  ms: Distribution & { middle: number };
  px: Distribution;
  /** Share of the readings that were less than half a frame (at 30 a second) off. */
  onTheFrame: number;
}

export async function run(args: string[]): Promise<void> {
  const command = new Command('bench -- overlay')
    .description('How far the skeleton is from the frame that it is drawn on, in ms and px.')
    .option('--readings <count>', 'looks at the screen, for each case', '150');
  await runBenchmark(args, { command, options: optionsSchema, measure, print });
}

type Cases = Record<string, { locked: Figures; following: Figures; unlocked: number }>;

async function measure({ readings }: z.infer<typeof optionsSchema>): Promise<{ cases: Cases }> {
  const closers: (() => Promise<void>)[] = [];
  try {
    const server = await ServerUnderTest.start();
    closers.push(() => server.close());
    const trial = await OverlayTrial.start(server.url, { layer: 0 });
    closers.push(() => trial.close());
    const cases: Cases = {};
    const look = async (name: string, stage: Stage, between?: (passedMs: number) => Promise<void>) => {
      const seen = await readingsOf(stage, readings, between);
      await wait(SETTLE_MS);
      const { locked, eased, unlocked } = await trial.judge(stage, seen);
      cases[name] = { locked: figuresOf(locked), following: figuresOf(eased), unlocked };
    };
    await look('viewer on the layer that is analysed', trial.viewer);
    let layer = 0;
    let switchedAt = Number.NEGATIVE_INFINITY;
    await look('viewer whose layer is switched every 3 s', trial.viewer, async (passedMs) => {
      if (passedMs - switchedAt < STAY_MS) return;
      switchedAt = passedMs;
      layer = 1 - layer;
      await trial.prefer(layer);
    });
    await look('athlete’s own picture', trial.athlete);
    return { cases };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

async function readingsOf(
  { screen }: Stage,
  count: number,
  between: ((passedMs: number) => Promise<void>) | undefined,
): Promise<ScreenReading[]> {
  const readings: ScreenReading[] = [];
  const begun = performance.now();
  while (readings.length < count) {
    await between?.(performance.now() - begun);
    readings.push(await screen.read());
    await wait(READ_EVERY_MS);
  }
  return readings;
}

function figuresOf({ ms, px }: Misalignment): Figures {
  const sizes = ms.map(Math.abs);
  return {
    ms: { ...distributionOf(sizes), middle: distributionOf(ms).p50 },
    px: distributionOf(px),
    onTheFrame: sizes.filter((size) => size < 1_000 / 60).length / sizes.length,
  };
}

function print({ cases }: { cases: Cases }): void {
  const inWords = ({ ms, px, onTheFrame }: Figures) =>
    `off by p50 ${ms.p50.toFixed(1)}, p95 ${ms.p95.toFixed(1)} ms (middle ${ms.middle.toFixed(1)}), ` +
    `p50 ${px.p50.toFixed(2)}, p95 ${px.p95.toFixed(2)} px; on the frame ${(100 * onTheFrame).toFixed(0)}% of ${ms.samples}`;
  for (const [name, { locked, following, unlocked }] of Object.entries(cases)) {
    console.log(`${name}\n  locked         ${inWords(locked)}${unlocked > 0 ? `; ${unlocked} not locked` : ''}`);
    console.log(`  newest pose    ${inWords(following)}`);
  }
}
