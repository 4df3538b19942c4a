/** Films whose every picture says which it is, by a strip of bars at its top. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { Page } from 'playwright-core';
import { fitFrame } from '../../client/stage/frame-fit.ts';
import { type Athlete, drawAthlete } from '../../shared/athlete/index.ts';
import type { Size } from '../../shared/size.ts';
import { paintStrip, readStrip, STRIP_SHARE } from '../bench/overlay/strip.ts';
import { type FilmToRender, renderFilm, type ShownPicture } from './film.ts';

/** Pictures with nobody in them, each with its number. @param times when they are shown, ms */
export function* numberedEmptyPictures(size: Size, times: readonly number[]): Generator<ShownPicture> {
  const context = createCanvas(size.width, size.height).getContext('2d');
  context.fillStyle = '#5a6b4f';
  context.fillRect(0, 0, size.width, size.height);
  for (const [number, at] of times.entries()) yield { pixels: withNumber(context, number, size), at };
}

/** The athlete's pictures, each with its number. */
export function* numberedPictures(
  athlete: Athlete,
  size: Size,
  { fps, seconds = athlete.duration / 1_000 }: { fps: number; seconds?: number },
): Generator<ShownPicture> {
  const context = createCanvas(size.width, size.height).getContext('2d');
  for (let number = 0; number < Math.floor(seconds * fps); number += 1) {
    const at = (number * 1_000) / fps;
    drawAthlete(context, athlete.poseAt(at), size);
    yield { pixels: withNumber(context, number, size), at };
  }
}

function withNumber(context: SKRSContext2D, number: number, { width, height }: Size): Uint8Array {
  paintStrip(context, number, { left: 0, top: 0, width, height: height * STRIP_SHARE });
  return Uint8Array.from(context.getImageData(0, 0, width, height).data);
}

/** Renders a film and reads it. @param name says what it is: `film.mp4` */
export async function rendered(name: string, film: FilmToRender): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'sideline-numbered-'));
  try {
    await renderFilm(join(folder, name), film);
    return await readFile(join(folder, name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The number of the frame that a page's canvas shows, and when the page says that this frame is, ms of the session. */
export async function numberOnShow(page: Page, aspect: number, testId = 'review-picture') {
  const canvas = page.getByTestId(testId);
  const size = await canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    return { width, height };
  });
  const fit = fitFrame(size, aspect);
  const row = Math.round(fit.top + (fit.height * STRIP_SHARE) / 2);
  const seen = await canvas.evaluate((element, y) => {
    const { width } = element as HTMLCanvasElement;
    const pixels = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, y, width, 1).data ?? [];
    const at = document.querySelector<HTMLElement>('[data-testid="review-frame"]')?.dataset;
    return { pixels: Array.from(pixels), at: Number(at?.at), exact: at?.exact === 'true' };
  }, row);
  const strip = { left: fit.left, top: 0, width: fit.width, height: 0 };
  return { number: readStrip(seen.pixels, size.width, strip), at: seen.at, exact: seen.exact };
}
