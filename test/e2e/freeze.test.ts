/** A coach freezes the picture for everyone, draws on it and lets it go on. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INK_COLOURS, type Point } from '../../shared/contract/board.ts';
import { drag, inkAt, joinByLink, TestBrowser } from '../support/browser.ts';
import { ServerProcess } from '../support/server-process.ts';
import { type ThreePeople, threePeople } from '../support/three-people.ts';

const [YELLOW] = INK_COLOURS;
const SOON = { timeout: 30_000, interval: 100 };
/** Every page reckons the moment of a frame by itself; of two frames it is 66 ms apart. */
const SAME_FRAME_MS = 25;

let server: ServerProcess;
let browser: TestBrowser;
let everyone: ThreePeople['everyone'];
let linkFor: ThreePeople['linkFor'];
let athlete: Page;
let coach: Page;
let spectator: Page;

beforeAll(async () => {
  server = await ServerProcess.usual();
  browser = await TestBrowser.launch({ demoFramesPerSecond: 15 });
  ({ athlete, coach, spectator, everyone, linkFor } = await threePeople(server.url, browser));
});
afterAll(() => browser?.close());

const skeletonIsDrawn = (page: Page) =>
  page
    .getByTestId('pose-overlay')
    .evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      return data.some((value, index) => index % 4 === 3 && value > 0);
    })
    .catch(() => false);

/** Media time of the frame that stands still on a page, ms. */
const frozenAt = async (page: Page) => Number(await page.getByTestId('frozen-picture').getAttribute('data-at'));

const pixels = (page: Page) =>
  page.getByTestId('frozen-picture').evaluate((element) => (element as HTMLCanvasElement).toDataURL());

/**
 * Freezes by a key that is held for a while, and returns how far apart the pages' frames are, ms. A decoder without time may have left
 * that frame out on one page; then the picture goes on, for another try.
 */
async function freezeForAll(): Promise<number> {
  await coach.keyboard.down('f');
  for (const { page } of everyone) {
    await page.getByText('Frozen by Bob').waitFor();
    await page.getByTestId('frozen-picture').waitFor();
  }
  await coach.keyboard.down('f');
  await coach.keyboard.up('f');
  const moments = await Promise.all(everyone.map(({ page }) => frozenAt(page)));
  const apart = Math.max(...moments) - Math.min(...moments);
  if (apart >= SAME_FRAME_MS) {
    await coach.keyboard.press('f');
    for (const { page } of everyone) await page.getByTestId('frozen-picture').waitFor({ state: 'detached' });
  }
  return apart;
}

describe('freezing', () => {
  it('stops the picture for everyone, at one and the same frame, and says by whom', async () => {
    for (const { page, who } of everyone) {
      await expect.poll(() => skeletonIsDrawn(page), { ...SOON, message: who }).toBe(true);
    }
    for (const { page } of everyone) {
      // A sender gives capture times once a second; before the first, a page knows moments by arrival only.
      await page.waitForFunction(
        () => (document.querySelector<HTMLVideoElement>('[data-testid=stage] video')?.currentTime ?? 0) > 3,
      );
    }
    await expect.poll(freezeForAll, SOON).toBeLessThan(SAME_FRAME_MS);
  });

  it('takes ink on the still picture', async () => {
    const line: Point[] = [
      [0.3, 0.5],
      [0.6, 0.5],
    ];
    const aspect = await coach
      .locator('[data-testid=stage] video')
      .evaluate((video: HTMLVideoElement) => video.videoWidth / video.videoHeight);
    await coach.getByRole('button', { name: 'Line' }).click();
    await drag(coach, line, { aspect });
    for (const { page, who } of everyone) {
      await expect.poll(() => inkAt(page, [0.45, 0.5], { aspect }), { ...SOON, message: who }).toBe(YELLOW);
    }
  });

  it('keeps the picture still while the athlete moves on', async () => {
    const before = await Promise.all(everyone.map(({ page }) => pixels(page)));
    const shown = await spectator
      .locator('[data-testid=stage] video')
      .evaluate((video: HTMLVideoElement) => video.currentTime);
    await spectator.waitForFunction(
      (since) => (document.querySelector<HTMLVideoElement>('[data-testid=stage] video')?.currentTime ?? 0) > since + 1,
      shown,
    );
    expect(await Promise.all(everyone.map(({ page }) => pixels(page)))).toEqual(before);
  });

  it('keeps it while the athlete’s camera is off', async () => {
    const before = await pixels(spectator);
    await athlete.getByRole('button', { name: 'Camera', exact: true }).click();
    await spectator.locator('[data-testid=stage] video').waitFor({ state: 'detached' });
    expect(await pixels(spectator)).toBe(before);
    await spectator.getByText('Frozen by Bob').waitFor();
    await athlete.getByRole('button', { name: 'Camera', exact: true }).click();
    await spectator.locator('[data-testid=stage] video').waitFor();
    expect(await pixels(spectator)).toBe(before);
  });

  it('says to those who come later that their picture is live', async () => {
    const late = await browser.visitor({ viewport: { width: 900, height: 700 } });
    await joinByLink(late, await linkFor('spectator'), 'Uma');
    await late.getByText('Bob froze the picture before it was here. What you see is live.').waitFor();
    expect(await late.getByTestId('frozen-picture').count()).toBe(0);
    await late.close();
  });

  it('ends for everyone when the coach lets the picture go on', async () => {
    await coach.getByRole('button', { name: 'Let the picture go on' }).click();
    for (const { page } of everyone) {
      await page.getByTestId('frozen-note').waitFor({ state: 'detached' });
      await page.getByTestId('frozen-picture').waitFor({ state: 'detached' });
    }
  });

  it('is not offered while there is no picture', async () => {
    const button = coach.getByRole('button', { name: 'Freeze the picture for everyone' });
    await athlete.getByRole('button', { name: 'Camera', exact: true }).click();
    await coach.locator('[data-testid=stage] video').waitFor({ state: 'detached' });
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    await coach.keyboard.press('f');
    await coach.getByRole('alert').getByText('There is no picture to freeze').waitFor();
    await athlete.getByRole('button', { name: 'Camera', exact: true }).click();
    await expect.poll(() => button.getAttribute('aria-disabled'), SOON).toBe('false');
  });

  it('ends for everyone when the coach leaves', async () => {
    await coach.getByRole('button', { name: 'Freeze the picture for everyone' }).click();
    await athlete.getByText('Frozen by Bob').waitFor();
    await coach.close();
    await athlete.getByTestId('frozen-note').waitFor({ state: 'detached' });
    await spectator.getByTestId('frozen-note').waitFor({ state: 'detached' });
    expect(browser.complaints).toEqual([]);
  });
});
