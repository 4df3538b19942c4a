/** The skeleton on show belongs to the frame on show: read from the screen, with a figure whose frames carry their number. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Misalignments } from '../bench/overlay/misalignment.ts';
import type { ScreenReading } from '../bench/overlay/screen.ts';
import { OverlayTrial, type Stage } from '../bench/overlay/trial.ts';
import { ServerProcess } from '../support/server-process.ts';

const READINGS = 15;
let server: ServerProcess;
let trial: OverlayTrial;
beforeAll(async () => {
  server = await ServerProcess.usual();
  trial = await OverlayTrial.start(server.url, { layer: 0 });
});
afterAll(async () => {
  await trial?.close();
});

/** Readings of the screen, each after another frame was drawn on. */
async function look({ page, screen }: Stage): Promise<ScreenReading[]> {
  const readings: ScreenReading[] = [];
  while (readings.length < READINGS) {
    const drawn = await page.evaluate(() => window.stage.locked());
    await page.waitForFunction((before) => window.stage.locked() > before + 2, drawn);
    readings.push(await screen.read());
  }
  return readings;
}

/** Waits until the poses after the last reading are known, then judges. */
async function judged(stage: Stage, readings: readonly ScreenReading[]): Promise<Misalignments> {
  const poses = await stage.page.evaluate(() => window.stage.poses());
  await stage.page.waitForFunction((before) => window.stage.poses() > before + 3, poses);
  return await trial.judge(stage, readings);
}

function expectOnTheFrame({ locked, unlocked, frameMs }: Misalignments): void {
  expect(unlocked).toBe(0);
  expect(locked.ms.length).toBeGreaterThan(READINGS / 2);
  // A busy machine may show a frame and what was drawn for it one after the other, now and then; a wrong lock is always off.
  const sizes = locked.ms.map(Math.abs).sort((a, b) => a - b);
  expect(sizes[sizes.length >> 1], `off by ${locked.ms.map(Math.round).join(', ')} ms`).toBeLessThan(frameMs / 2);
}

it('is drawn on its frame for a viewer', async () => {
  expectOnTheFrame(await judged(trial.viewer, await look(trial.viewer)));
});

it('stays on its frame when the viewer gets another simulcast layer, and back', async () => {
  const readings: ScreenReading[] = [];
  for (const [layer, width] of [
    [1, 640],
    [0, 320],
  ] as const) {
    await trial.prefer(layer);
    await trial.viewer.page.waitForFunction((wide) => document.querySelector('video')?.videoWidth === wide, width);
    readings.push(...(await look(trial.viewer)));
  }
  expectOnTheFrame(await judged(trial.viewer, readings));
});

it('is drawn on its frame for the athlete, whose picture is there before the analysis', async () => {
  expectOnTheFrame(await judged(trial.athlete, await look(trial.athlete)));
});
