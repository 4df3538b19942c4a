/** The latency panel of the live page, in the browsers of an athlete with camera and microphone, a coach and a spectator. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LATENCY_STEPS } from '../../shared/contract/latency.ts';
import { goLiveAsDemoAthlete, joinAsCoach, joinByLink, TestBrowser } from '../support/browser.ts';
import { Person } from '../support/rest.ts';
import { ServerProcess } from '../support/server-process.ts';

const SOON = { timeout: 60_000, interval: 250 };

let server: ServerProcess;
let browser: TestBrowser;
let athlete: Page;
let coach: Page;
let spectator: Page;
const errors: string[] = [];

async function visitor(options: Parameters<TestBrowser['visitor']>[0]): Promise<Page> {
  const page = await browser.visitor(options);
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
  });
  return page;
}

const panel = (page: Page) => page.getByRole('region', { name: 'Latency' });

/** The figures of a step's row, ms: last, p50, p95; NaN where there is none. */
async function figures(page: Page, step: string): Promise<number[]> {
  const cells = await page.getByTestId(`step-${step}`).locator('td').allInnerTexts();
  return cells.slice(0, 3).map(Number);
}

/** The middle of the way from camera to screen, ms. */
const total = async (page: Page) => Number.parseFloat(await page.getByTestId('latency-total').innerText());

beforeAll(async () => {
  server = await ServerProcess.usual();
  browser = await TestBrowser.launch({ demoFramesPerSecond: 15 });
  const owner = await Person.signIn(server.url, 'Anna');
  const sessionId = await owner.startUnrecordedSession();
  const linkFor = async (role: 'coach' | 'spectator') =>
    `${server.url}/join/${(await owner.invite(sessionId, role)).token}`;
  athlete = await visitor({ person: owner, viewport: { width: 375, height: 740 }, hasTouch: true });
  coach = await visitor({ viewport: { width: 1_280, height: 720 } });
  spectator = await visitor({ viewport: { width: 800, height: 600 } });
  await goLiveAsDemoAthlete(athlete, `${server.url}/live/${sessionId}`, { sound: true });
  await joinAsCoach(coach, await linkFor('coach'), 'Bob');
  await joinByLink(spectator, await linkFor('spectator'), 'Sue');
});
afterAll(() => browser?.close());

describe('the latency panel', () => {
  it('is closed until a key opens it', async () => {
    await coach.getByLabel('Anna, live').waitFor();
    expect(await panel(coach).count()).toBe(0);
    await coach.keyboard.press('Shift+D');
    await panel(coach).waitFor();
    expect(await coach.getByRole('button', { name: 'Latency', exact: true }).getAttribute('aria-expanded')).toBe(
      'true',
    );
  });

  it('shows each step from camera to screen, and they add up to the whole way', async () => {
    for (const step of LATENCY_STEPS) {
      await expect
        .poll(async () => (await figures(coach, step))[1], { ...SOON, message: step })
        .toBeGreaterThanOrEqual(0);
    }
    const decoding = (await figures(coach, 'decode'))[1] ?? Number.NaN;
    const inference = (await figures(coach, 'inference'))[1] ?? Number.NaN;
    expect(inference).toBeGreaterThan(1);
    expect(inference).toBeGreaterThan(decoding);
    await expect
      .poll(async () => {
        const middles = await Promise.all(
          LATENCY_STEPS.map(async (step) => (await figures(coach, step))[1] ?? Number.NaN),
        );
        const sum = middles.reduce((ms, middle) => ms + middle, 0);
        // Middles of steps add up to the middle of the whole only about.
        return Math.abs(sum / (await total(coach)) - 1);
      }, SOON)
      .toBeLessThan(0.25);
  });

  it('shows rate, drops, engine, media and clock', async () => {
    const facts = panel(coach).locator('dl');
    for (const fact of [
      /Analysed\s+\d+\.\d of \d+\.\d fps/,
      /Not analysed\s+\d+ not wanted/,
      /Engine\s+\S+, \S+/,
      /Round trip\s+[\d.]+ ms/,
      /Received\s+\d+×\d+, \d+ fps/,
      /Clock offset\s+[+−][\d.]+ ± [\d.]+ ms/,
    ]) {
      await expect.poll(() => facts.innerText(), SOON).toMatch(fact);
    }
  });

  it('says what the steps are', async () => {
    await panel(coach).getByText('What the steps are').press('Enter');
    await panel(coach).getByText('Counting and judging').waitFor();
  });

  it('is opened by a button on the athlete’s phone, and fits there', async () => {
    await athlete.getByRole('button', { name: 'Latency', exact: true }).click();
    await expect.poll(async () => (await figures(athlete, 'uplink'))[1], SOON).toBeGreaterThanOrEqual(0);
    await expect.poll(() => panel(athlete).locator('dl').innerText(), SOON).toMatch(/Sent\s+\d+×\d+, \d+ fps/);
    const box = await panel(athlete).boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(375);
    expect(await athlete.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
  });

  it('is not for spectators', async () => {
    await spectator.getByLabel('Anna, live').waitFor();
    expect(await spectator.getByRole('button', { name: 'Latency', exact: true }).count()).toBe(0);
    await spectator.keyboard.press('Shift+D');
    expect(await panel(spectator).count()).toBe(0);
  });

  it('is closed by Escape and gives the focus back', async () => {
    await panel(coach).focus();
    await coach.keyboard.press('Escape');
    expect(await panel(coach).count()).toBe(0);
    expect(await coach.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Latency');
    await athlete.getByRole('button', { name: 'Close latency' }).click();
    expect(await panel(athlete).count()).toBe(0);
  });

  it('has left in the histograms what the viewers saw, spectators too', async () => {
    const metrics = async () => await (await fetch(`${server.url}/metrics`)).text();
    for (const step of LATENCY_STEPS) {
      await expect
        .poll(metrics, { ...SOON, message: step })
        .toMatch(new RegExp(`^sideline_latency_step_seconds_count\\{step="${step}"\\} [1-9]`, 'm'));
    }
    await expect.poll(metrics, SOON).toMatch(/^sideline_capture_to_feedback_seconds_count [1-9]/m);
    await expect.poll(metrics, SOON).toMatch(/^sideline_capture_to_screen_seconds_count [1-9]/m);
  });

  it('has caused no trouble', () => {
    expect(errors).toEqual([]);
    expect(browser.complaints).toEqual([]);
  });
});
