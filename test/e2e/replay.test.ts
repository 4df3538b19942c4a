/** A coach plays the last seconds for everyone, draws on them and makes the picture live again. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INK_COLOURS, type Point } from '../../shared/contract/board.ts';
import { drag, inkAt, joinByLink, seen, TestBrowser } from '../support/browser.ts';
import { ageOf, numberDemo } from '../support/numbered-demo.ts';
import { numberOnShow } from '../support/numbered-film.ts';
import { ServerProcess } from '../support/server-process.ts';
import { type ThreePeople, threePeople } from '../support/three-people.ts';

const FRAME = { aspect: 4 / 3 };
const [YELLOW] = INK_COLOURS;
const SOON = { timeout: 30_000, interval: 100 };
const MIDDLE: Point = [0.45, 0.5];

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
  ({ athlete, coach, spectator, everyone, linkFor } = await threePeople(server.url, browser, numberDemo));
});
afterAll(() => browser?.close());

/** How long the athlete's live picture has run on a page, s. */
const liveFor = (page: Page) =>
  page.locator('[data-testid=stage] video').evaluate((video: HTMLVideoElement) => video.currentTime);
const played = async (page: Page) => (await numberOnShow(page, FRAME.aspect, 'film-picture')).number;
/** The numbers painted into the frames that all pages show. */
const playedByAll = () => Promise.all(everyone.map(({ page }) => played(page)));
const isOne = (numbers: readonly number[]) => new Set(numbers).size === 1;

/** One frame on; the number of what is on show shortly after. Browsers send a picture twice when the next one is late. */
async function stepOn(): Promise<number> {
  await coach.keyboard.press('.');
  return await played(coach);
}

/**
 * Steps on until all pages show one and the same frame; resolves with its number. Pages on a machine that is too busy leave frames out, and
 * show the nearest one that they have.
 */
async function nextSame(): Promise<number> {
  for (let tries = 0; tries < 40; tries += 1) {
    const before = await played(coach);
    await expect.poll(() => stepOn(), SOON).toBeGreaterThan(before);
    const settled = await expect
      .poll(async () => isOne(await playedByAll()), { timeout: 1_000, interval: 100 })
      .toBe(true)
      .then(
        () => true,
        () => false,
      );
    if (settled) return await played(coach);
  }
  throw new Error(`the pages show other frames: ${await playedByAll()}`);
}

describe('instant replay', () => {
  it('shows everyone the same frames of the last seconds, step by step', async () => {
    for (const { page, who } of everyone) {
      await expect.poll(() => liveFor(page), { ...SOON, message: who }).toBeGreaterThan(6);
    }
    await coach.keyboard.press('b');
    for (const { page } of everyone) {
      await page.getByTestId('film-picture').waitFor();
      await page.getByText('Replay by Bob').waitFor();
    }
    await coach.getByRole('button', { name: 'Pause', exact: true }).click();
    // All were there by then, and there are enough frames to step over.
    const moment = coach.getByRole('slider', { name: 'Moment' });
    await moment.fill(String(Number(await moment.getAttribute('max')) - 4_000));
    const first = await nextSame();
    expect(await nextSame()).toBeGreaterThan(first);
    const last = await nextSame();
    await coach.keyboard.press(',');
    await expect.poll(() => played(coach), SOON).toBeLessThan(last);
  });

  it('goes on with the live picture, small, and with the count beneath', async () => {
    const reps = Number(await seen.reps(spectator));
    const frame = await played(spectator);
    const live = await liveFor(spectator);
    const size = (element: ReturnType<Page['locator']>) => element.evaluate(({ clientWidth }) => clientWidth);
    expect(await size(spectator.locator('[data-testid=stage] video'))).toBeLessThan(
      (await size(spectator.getByTestId('film-picture'))) / 2,
    );
    await expect.poll(async () => Number(await seen.reps(spectator)), SOON).toBeGreaterThan(reps);
    await expect.poll(() => liveFor(spectator), SOON).toBeGreaterThan(live + 1);
    expect(await played(spectator)).toBe(frame);
  });

  it('has ink on the replayed frame, for everyone, and not on later ones', async () => {
    const inkFor = (page: Page) => inkAt(page, MIDDLE, FRAME);
    const line: Point[] = [
      [0.3, 0.5],
      [0.6, 0.5],
    ];
    await coach.getByRole('button', { name: 'Line' }).click();
    await drag(coach, line, FRAME);
    for (const { page, who } of everyone) {
      await expect.poll(() => inkFor(page), { ...SOON, message: who }).toBe(YELLOW);
    }
    const moment = coach.getByRole('slider', { name: 'Moment' });
    const drawnAt = Number(await moment.inputValue());
    const later = drawnAt + 1_500 < Number(await moment.getAttribute('max')) ? drawnAt + 1_500 : drawnAt - 1_000;
    await moment.fill(String(later));
    for (const { page, who } of everyone) {
      await expect.poll(() => inkFor(page), { ...SOON, message: who }).toBe('none');
    }
    await moment.fill(String(drawnAt + 50));
    await expect.poll(() => inkFor(spectator), SOON).toBe(YELLOW);
    await coach.getByRole('button', { name: 'Clear the whole board' }).click();
    for (const { page, who } of everyone) {
      await expect.poll(() => inkFor(page), { ...SOON, message: who }).toBe('none');
    }
    await drag(coach, line, FRAME);
    await expect.poll(() => inkFor(spectator), SOON).toBe(YELLOW);
  });

  it('says to those who come later that their picture is live', async () => {
    const late = await browser.visitor();
    await joinByLink(late, await linkFor('spectator'), 'Uma');
    await late.getByText('Bob plays a moment that was not on show here. What you see is live.').waitFor();
    expect(await late.getByTestId('film-picture').count()).toBe(0);
    await late.close();
  });

  it('plays on slowly, again and again, for everyone', async () => {
    await coach.getByLabel('Speed').selectOption('0.25');
    for (const { page, who } of everyone) {
      const before = await played(page);
      await expect.poll(() => played(page), { ...SOON, message: who }).toBeGreaterThan(before);
    }
  });

  it('ends for everyone, with its ink, when the coach makes the picture live again', async () => {
    await coach.getByRole('button', { name: 'Back to the live picture' }).click();
    for (const { page } of everyone) {
      await page.getByTestId('film-picture').waitFor({ state: 'detached' });
      await expect.poll(() => seen.strokes(page), SOON).toBe(0);
    }
  });

  it('lets the athlete see the own picture late, on that page alone', async () => {
    /** How old the picture on show is, s; it is read a moment after it was shown. */
    const age = async () => (await ageOf(athlete, await played(athlete))) / 1_000;
    await athlete.keyboard.press('l');
    await athlete.getByText('You see yourself 5 seconds late').waitFor();
    expect(await age()).toBeGreaterThan(4.6);
    expect(await age()).toBeLessThan(8);
    const before = await played(athlete);
    await expect.poll(() => played(athlete), SOON).toBeGreaterThan(before);
    await athlete.getByRole('slider', { name: 'Delay' }).fill('2');
    await athlete.getByText('You see yourself 2 seconds late').waitFor();
    await expect.poll(age, SOON).toBeLessThan(4.5);
    expect(await age()).toBeGreaterThan(1.6);
    expect(await spectator.getByTestId('film-picture').count()).toBe(0);
    await athlete.getByRole('button', { name: 'Off' }).click();
    await athlete.getByTestId('film-picture').waitFor({ state: 'detached' });
    expect(await athlete.getByTestId('mirror-note').count()).toBe(0);
  });

  it('ends for everyone when the coach is gone', async () => {
    await coach.keyboard.press('b');
    await spectator.getByTestId('film-picture').waitFor();
    await coach.close();
    for (const page of [athlete, spectator]) await page.getByTestId('film-picture').waitFor({ state: 'detached' });
    expect(browser.complaints).toEqual([]);
  });
});
