/** Whether the live page shows what matters: on small windows, with many people, long names and raised hands. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goLiveAsDemoAthlete, joinAsCoach, TestBrowser } from '../support/browser.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { Person } from '../support/rest.ts';
import { ServerProcess } from '../support/server-process.ts';

/** The longest that is taken. */
const LONG_NAME = 'Maximiliane von und zu Hohenstein-Wittelsbach der Aeltere IX'.slice(0, 60);

let server: ServerProcess;
let browser: TestBrowser;
const others: RawSocket[] = [];
let athlete: Page;
let coach: Page;
beforeAll(async () => {
  server = await ServerProcess.usual();
  browser = await TestBrowser.launch({ whole: true });
  const owner = await Person.signIn(server.url, 'Anna');
  const sessionId = await owner.startUnrecordedSession();
  athlete = await browser.visitor({ person: owner, viewport: { width: 390, height: 844 } });
  await goLiveAsDemoAthlete(athlete, `${server.url}/live/${sessionId}`, { sound: true });
  const { token } = await owner.invite(sessionId, 'coach');
  for (const name of [LONG_NAME, 'Ben', 'Cleo']) {
    const other = await RawSocket.connect(server.url, (await Person.signIn(server.url, name)).token);
    others.push(other);
    await other.join(sessionId, token);
  }
  coach = await browser.visitor({ viewport: { width: 1_000, height: 760 } });
  await joinAsCoach(coach, `${server.url}/join/${token}`, 'Dan', { sound: true });
  await coach.getByLabel('Anna, live').waitFor();
});
afterAll(async () => {
  for (const other of others) other.close();
  await browser?.close();
});

/** Where an element is on the screen, CSS px. */
async function boxOf(page: Page, locator: ReturnType<Page['getByTestId']>) {
  const box = await locator.boundingBox();
  if (!box) throw new Error('it is not on the page');
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  return { ...box, right: box.x + box.width, bottom: box.y + box.height, screen: { width, height } };
}

describe('four coaches in a window of 1000 x 760', () => {
  it('leave room for the feedback', async () => {
    const { y, bottom, screen } = await boxOf(coach, coach.getByRole('region', { name: /^Feedback/ }));
    expect(bottom).toBeLessThanOrEqual(screen.height);
    expect(bottom - y).toBeGreaterThanOrEqual(120);
  });

  it('are all on the page, a name of 60 letters with its mute sign whole', async () => {
    const people = coach.getByRole('list', { name: 'People' }).getByRole('listitem');
    expect(await people.count()).toBe(4);
    const long = people.filter({ hasText: LONG_NAME });
    const tile = await boxOf(coach, long);
    const sign = await boxOf(coach, long.getByRole('img', { name: 'muted' }));
    expect([sign.width, sign.height]).toEqual([15, 15]);
    expect(sign.right).toBeLessThanOrEqual(tile.right);
  });
});

it('has the activity for its heading', async () => {
  for (const page of [athlete, coach]) {
    expect(await page.getByRole('heading', { level: 1 }).allInnerTexts()).toEqual(['Squat']);
  }
});

it('says cues below the picture, where they hide nothing of the athlete', async () => {
  for (const page of [athlete, coach]) {
    const picture = await boxOf(page, page.getByTestId('board'));
    const cue = await boxOf(page, page.getByTestId('cue'));
    expect(cue.y).toBeGreaterThanOrEqual(picture.bottom - 1);
    expect(cue.height).toBeGreaterThan(40);
  }
});

it('names the buttons that close its dialogs', async () => {
  for (const dialog of ['Camera and sound', 'End']) {
    await athlete.getByRole('button', { name: dialog, exact: true }).click();
    await athlete.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await athlete.getByRole('dialog').waitFor({ state: 'detached' });
  }
});

it('takes another microphone without a gap, and keeps it', async () => {
  const removed: unknown[] = [];
  others[0]?.socket.on('session:event', ({ change }) => {
    if (change.type === 'producer-removed') removed.push(change);
  });
  const devices = async () => {
    await athlete.getByRole('button', { name: 'Camera and sound' }).click();
    return athlete.getByRole('combobox', { name: 'Microphone' });
  };
  const microphone = await devices();
  await expect.poll(() => microphone.inputValue()).toBe('Fake Default Audio Input');
  await microphone.click();
  await athlete.getByRole('option', { name: 'Fake Audio Input 1' }).click();
  await expect.poll(() => microphone.inputValue()).toBe('Fake Audio Input 1');
  await athlete.getByRole('button', { name: 'Close' }).click();
  await expect.poll(() => athlete.getByRole('button', { name: 'Microphone' }).isVisible()).toBe(true);
  await athlete.getByRole('button', { name: 'Microphone' }).click();
  await athlete.getByRole('button', { name: 'Microphone' }).click();
  expect(removed).toEqual([]);
  await athlete.reload();
  const kept = await devices();
  await expect.poll(() => kept.inputValue()).toBe('Fake Audio Input 1');
  await athlete.getByRole('button', { name: 'Close' }).click();
});

it('keeps what was muted over a reload', async () => {
  const microphone = () => athlete.getByRole('button', { name: 'Microphone' }).getAttribute('aria-pressed');
  await athlete.getByRole('button', { name: 'Microphone' }).click();
  await expect.poll(microphone).toBe('false');
  await athlete.reload();
  await athlete.getByRole('button', { name: 'Microphone' }).waitFor();
  expect(await microphone()).toBe('false');
  expect(browser.complaints).toEqual([]);
});

it('shows the session’s time, whatever the device’s clock says', async () => {
  const page = await browser.visitor();
  await page.addInitScript(() => {
    const { now } = Date;
    Date.now = () => now() + 14 * 60_000;
  });
  const owner = await Person.signIn(server.url, 'Olga');
  const session = await owner.startUnrecordedSession();
  await page.goto(`${server.url}/join/${(await owner.invite(session, 'spectator')).token}`);
  await page.getByLabel('Your name').fill('Sue');
  await page.getByRole('button', { name: 'Join' }).click();
  const time = page.getByRole('banner').getByRole('time');
  await expect.poll(() => time.innerText(), { timeout: 20_000 }).toMatch(/^[0-2]:\d\d$/);
});

it('names what a tool does beside the toolbar, not cut off by it', async () => {
  await coach.getByRole('button', { name: 'Line' }).hover();
  const tip = coach.getByRole('tooltip', { name: /^Line/ });
  await tip.waitFor();
  const onTop = await tip.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    // Tooltips take no clicks, and are passed over by the search for what is at a place.
    element.style.pointerEvents = 'auto';
    return element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  });
  expect(onTop).toBe(true);
});
