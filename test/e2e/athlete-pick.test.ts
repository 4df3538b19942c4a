/** A coach shows who the athlete is, with the mouse, with the keyboard and on a phone. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goLiveAsDemoAthlete, joinAsCoach, joinByLink, placeOf, TestBrowser } from '../support/browser.ts';
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
  server = await ServerProcess.usual();
  browser = await TestBrowser.launch();
  const owner = await Person.signIn(server.url, 'Anna');
  const sessionId = await owner.startUnrecordedSession();
  const link = async (role: 'coach' | 'spectator') =>
    `${server.url}/join/${(await owner.invite(sessionId, role)).token}`;
  athlete = await browser.visitor({ person: owner, viewport: { width: 1_000, height: 760 } });
  await goLiveAsDemoAthlete(athlete, `${server.url}/live/${sessionId}`);
  coach = await browser.visitor({ viewport: { width: 375, height: 740 }, hasTouch: true });
  await joinAsCoach(coach, await link('coach'), 'Bob');
  spectator = await browser.visitor({ viewport: { width: 900, height: 700 } });
  await joinByLink(spectator, await link('spectator'), 'Sue');
  await coach.locator('[data-testid=stage] video').waitFor();
});
afterAll(() => browser?.close());

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

  it('is picked with the keyboard alone, by the owner, where the cross is', async () => {
    await athlete.keyboard.press('p');
    // The cross is there before anybody can be picked with it.
    await athlete.getByTestId('picking-cross').waitFor();
    for (let press = 0; press < 9; press += 1) await athlete.keyboard.press('ArrowLeft');
    for (let press = 0; press < 9; press += 1) await athlete.keyboard.press('ArrowUp');
    await athlete.keyboard.press('Enter');
    await athlete.getByText('Nobody is seen there').waitFor();
    for (let press = 0; press < 9; press += 1) await athlete.keyboard.press('ArrowRight');
    for (let press = 0; press < 10; press += 1) await athlete.keyboard.press('ArrowDown');
    await athlete.keyboard.press('Enter');
    await athlete.getByText('Athlete picked').waitFor();
    await expect.poll(() => surface(athlete).count()).toBe(0);
    await expect
      .poll(() => athlete.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Pick athlete');
  });

  it('is asked for once by a double click', async () => {
    await athlete.getByText('Athlete picked').waitFor({ state: 'detached' });
    await athlete.keyboard.press('p');
    await athlete.mouse.dblclick(...(await placeOf(athlete, [0.5, 0.55], FRAME)));
    await athlete.getByText('Athlete picked').waitFor();
    expect(await athlete.getByText('Too fast').count()).toBe(0);
  });

  it('can’t be picked any more once there is no picture to pick them in', async () => {
    await coach.getByRole('button', PICK).click();
    await athlete.keyboard.press('v');
    await coach.getByText('has turned the camera off').waitFor();
    await expect.poll(() => surface(coach).count()).toBe(0);
    await athlete.keyboard.press('v');
    await coach.locator('[data-testid=stage] video').waitFor();
    expect(await surface(coach).count()).toBe(0);
    expect(await coach.getByRole('button', PICK).getAttribute('aria-pressed')).toBe('false');
  });

  it('is not for spectators to pick', async () => {
    await spectator.locator('[data-testid=stage] video').waitFor();
    expect(await spectator.getByRole('button', PICK).count()).toBe(0);
  });

  it('was picked without a complaint in any page', () => {
    expect(browser.complaints).toEqual([]);
  });
});
