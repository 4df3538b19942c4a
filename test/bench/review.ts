/** `npm run bench -- review`: how soon a review shows the next frame, and any place of an hour's film. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import express from 'express';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { LAYOUTS } from '../../shared/coaching/index.ts';
import { encodePose } from '../../shared/contract/pose-packet.ts';
import { TRACK_PIECE_HEAD } from '../../shared/contract/track-piece.ts';
import { FPS, PIECE_FRAMES, writeHourFilm } from './review/hour-film.ts';
import { type Memory, memoryWhile } from './review/memory.ts';
import type { ShownNumber, Waited } from './review/player-page.ts';
import { runBenchmark } from './support/benchmark.ts';
import { BrowserPage } from './support/browser-page.ts';
import { type Distribution, distributionOf } from './support/distribution.ts';

const optionsSchema = z.object({
  filmMinutes: z.coerce.number().int().min(1).max(60),
  minutes: z.coerce.number().min(0.1).max(60),
  steps: z.coerce.number().int().min(10).max(2_000),
  scrubs: z.coerce.number().int().min(10).max(2_000),
});

/** A key every two seconds, as phones write it; the proxy has one each half second, as the server makes it. */
const FILM = { size: { width: 640, height: 480 }, keyEvery: 2 * FPS };
const PROXY = { size: { width: 320, height: 240 }, keyEvery: FPS / 2 };
/** Steps one way before they turn, as when a coach looks for a moment. */
const STEPS_ONE_WAY = 20;
const PLAYED_MS = 4_000;
const PLACES_A_TURN = 20;
const PLAYED_A_TURN_MS = 500;
/** A pose says which frame it belongs to by its first point's place, and so not more than so many apart. */
const POSE_NUMBERS = 64;
/** From one place to the next through the film, as a share: no two near each other, all over it. */
const GOLDEN = 0.618_034;

interface Figures {
  stepMs: Distribution;
  scrubMs: Distribution;
  /** The furthest that a skeleton was from its picture, frames. */
  overlayFramesOff: number;
  /** Frames whose overlay was compared. */
  overlays: number;
  /** Exact frames that were not the ones that they should be. */
  wrongFrames: number;
  memory: Memory;
}

export async function run(args: string[]): Promise<void> {
  const command = new Command('bench -- review')
    .description(
      'How soon a review shows the next frame and any place of a long film, and that the skeleton is on its frame.',
    )
    .option('--film-minutes <count>', 'length of the film', '60')
    .option('--minutes <count>', 'how long memory is watched while scrubbing', '0.2')
    .option('--steps <count>', 'presses of a key', '200')
    .option('--scrubs <count>', 'places that are gone to', '200');
  await runBenchmark(args, { command, options: optionsSchema, measure, print });
}

async function measure(options: z.infer<typeof optionsSchema>): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'sideline-review-'));
  try {
    await writeHourFilm(join(folder, 'film.mp4'), FILM, options.filmMinutes);
    await writeHourFilm(join(folder, 'proxy.mp4'), PROXY, options.filmMinutes);
    await writeFile(join(folder, 'track'), trackOf(options.filmMinutes));
    return await measureOn(folder, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureOn(folder: string, options: z.infer<typeof optionsSchema>): Promise<Figures> {
  const server = express()
    .get('/healthz', (_request, response) => {
      response.type('text/plain').send('ok');
    })
    .use(express.static(folder))
    .listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await BrowserPage.open(
    url,
    fileURLToPath(new URL('./review/player-page.ts', import.meta.url)),
    'review',
  );
  try {
    return await measureIn(browser.page, url, options);
  } finally {
    await browser.close();
    server.close();
    server.closeAllConnections();
  }
}

async function measureIn(page: Page, url: string, options: z.infer<typeof optionsSchema>) {
  const { filmMinutes, minutes, steps, scrubs } = options;
  const durationMs = filmMinutes * 60_000;
  const address = { film: `${url}/film.mp4`, proxy: `${url}/proxy.mp4`, track: `${url}/track`, durationMs };
  await page.evaluate((given) => window.reviewed.open(given), address);
  const stepped: Waited[] = [];
  for (let step = 0; step < steps; step += 1) {
    const turn = step % (2 * STEPS_ONE_WAY);
    if (turn === 0) await page.evaluate((at) => window.reviewed.seek(at), ((step * GOLDEN) % 1) * durationMs);
    await page.keyboard.press(turn < STEPS_ONE_WAY ? '.' : ',');
    const waited = await page.evaluate(() => window.reviewed.pressed());
    if (waited) stepped.push(waited);
  }
  const scrubbed: Waited[] = [];
  for (let scrub = 0; scrub < scrubs; scrub += 1) {
    const at = ((scrub * GOLDEN) % 1) * (durationMs - 1_000);
    scrubbed.push(await page.evaluate((place) => window.reviewed.scrub(place), at));
  }
  await page.evaluate((at) => window.reviewed.seek(at), durationMs / 3);
  await page.evaluate((ms) => window.reviewed.play(ms), PLAYED_MS);
  const log = await page.evaluate(() => window.reviewed.log());
  const memory = await memoryWhile(page, minutes, scrubbing(page, durationMs));
  return { ...figuresOf(stepped, scrubbed), ...overlayOf(log), memory };
}

/** Drags through the film, stops, steps and plays a moment, as a coach does for whole evenings. */
function scrubbing(page: Page, durationMs: number): () => Promise<void> {
  let turn = 0;
  return async () => {
    for (let place = 0; place < PLACES_A_TURN; place += 1) {
      turn += 1;
      await page.evaluate((at) => window.reviewed.scrub(at), ((turn * GOLDEN) % 1) * (durationMs - 1_000));
    }
    await page.evaluate((at) => window.reviewed.seek(at), ((turn * GOLDEN) % 1) * (durationMs - 1_000));
    await page.keyboard.press('.');
    await page.evaluate(() => window.reviewed.pressed());
    await page.evaluate((ms) => window.reviewed.play(ms), PLAYED_A_TURN_MS);
    await page.evaluate(() => window.reviewed.forget());
  };
}

function figuresOf(stepped: readonly Waited[], scrubbed: readonly Waited[]) {
  return {
    stepMs: distributionOf(stepped.map(({ ms }) => ms)),
    scrubMs: distributionOf(scrubbed.map(({ ms }) => ms)),
  };
}

function overlayOf(log: readonly ShownNumber[]) {
  const compared = log.flatMap(({ painted, overlaid }) => {
    const expected = painted % POSE_NUMBERS;
    // Between the last number and the first one there is no way to tell.
    if (overlaid === undefined || expected === 0 || expected === POSE_NUMBERS - 1) return [];
    return [Math.abs(Math.round(overlaid * POSE_NUMBERS) - expected)];
  });
  const wrong = log.filter(
    ({ painted, at, exact }) => exact && painted !== Math.round((at * FPS) / 1_000) % PIECE_FRAMES,
  );
  return { overlayFramesOff: Math.max(...compared), overlays: compared.length, wrongFrames: wrong.length };
}

/** A pose on each frame of the film, whose first point's place says which frame it is. */
function trackOf(minutes: number): Uint8Array {
  const count = LAYOUTS.blazepose33.names.length;
  const packets = Array.from({ length: minutes * 60 * FPS }, (_, frame) => {
    const x = ((frame % PIECE_FRAMES) % POSE_NUMBERS) / POSE_NUMBERS;
    const keypoints = Array.from({ length: count }, () => ({ x, y: 0.5, score: 1 }));
    return encodePose({ athlete: 0, layout: 'blazepose33', at: (frame * 1_000) / FPS, rtpTimestamp: 0, keypoints });
  });
  return Buffer.concat([TRACK_PIECE_HEAD, ...packets]);
}

function print({ stepMs, scrubMs, overlayFramesOff, overlays, wrongFrames, memory }: Figures): void {
  const words = ({ p50, p95, max, samples }: Distribution) =>
    `p50 ${p50.toFixed(1)}, p95 ${p95.toFixed(1)}, max ${max.toFixed(1)} ms of ${samples}`;
  console.log(`key press to the next exact frame   ${words(stepMs)}`);
  console.log(`scrubbing to any place              ${words(scrubMs)}`);
  console.log(`skeleton against picture            ${overlayFramesOff} frames off at most, of ${overlays}`);
  console.log(`exact frames that were others       ${wrongFrames}`);
  const { startMb, endMb, flat } = memory;
  console.log(
    `memory of the browser               ${startMb.toFixed(0)}, then ${endMb.toFixed(0)} MB: ${flat ? 'flat' : 'GROWS'}`,
  );
}
