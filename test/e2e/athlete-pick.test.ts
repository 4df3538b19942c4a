/** A coach shows who the athlete is, with the mouse, with the keyboard and on a phone. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinByLink, placeOf, TestBrowser } from '../support/browser.ts';
import { Person } from '../support/rest.ts';
import { ServerProcess } from '../support/server-process.ts';

/** The demo athlete's picture; the athlete stands in its middle. */
const FRAME = { aspect: 4 / 3 };
const PICK = { name: 'Pick athlete' };

let server: ServerProcess;
let browser: TestBrowser;
let athlete: Page;
let coach: Page;
let spectator: Page;

const surface = (page: Page) => page.getByRole('button', { name: /^Pick the athlete: click/ });

beforeAll(async () => {
  server = await ServerProcess.start();
  browser = await TestBrowser.launch();
  const owner = await Person.signIn(server.url, 'Anna');
  const sessionId = await owner.startSession();
  const link = async (role: 'coach' | 'spectator') =>
    `${server.url}/join/${(await owner.invite(sessionId, role)).token}`;
  athlete = await browser.visitor({ person: owner, viewport: { width: 1_000, height: 760 } });
  await athlete.goto(`${server.url}/live/${sessionId}`);
  await athlete.getByText('Demo athlete').click();
  await athlete.getByRole('button', { name: 'Go live' }).click();
  coach = await browser.visitor({ viewport: { width: 375, height: 740 }, hasTouch: true });
  await joinByLink(coach, await link('coach'), 'Bob');
  await coach.getByText('No camera').click();
  await coach.getByRole('button', { name: 'Join the athlete' }).click();
  spectator = await browser.visitor({ viewport: { width: 900, height: 700 } });
  await joinByLink(spectator, await link('spectator'), 'Sue');
  await coach.locator('[data-testid=stage] video').waitFor();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe('the athlete', () => {
  it('is picked by a tap on them', async () => {
    await coach.getByRole('button', PICK).click();
    await coach.touchscreen.tap(...(await placeOf(coach, [0.5, 0.55], FRAME)));
    await coach.getByText('Athlete picked').waitFor();
    await expect.poll(() => surface(coach).count()).toBe(0);
  });

  it('is not picked where nobody is, and another try may follow at once', async () => {
    await coach.getByRole('button', PICK).click();
    await coach.touchscreen.tap(...(await placeOf(coach, [0.04, 0.06], FRAME)));
    await coach.getByText('Nobody is seen there').waitFor();
    await surface(coach).press('Escape');
    await expect.poll(() => surface(coach).count()).toBe(0);
    expect(await coach.getByRole('button', PICK).getAttribute('aria-pressed')).toBe('false');
  });

  it('is picked with the keyboard alone, by the owner', async () => {
    await athlete.keyboard.press('p');
    await surface(athlete).press('ArrowDown');
    await athlete.keyboard.press('Enter');
    await athlete.getByText('Athlete picked').waitFor();
  });

  it('is not for spectators to pick', async () => {
    await spectator.locator('[data-testid=stage] video').waitFor();
    expect(await spectator.getByRole('button', PICK).count()).toBe(0);
  });

  it('was picked without a complaint in any page', () => {
    expect(browser.complaints).toEqual([]);
  });
});
