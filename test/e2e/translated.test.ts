/** A browser that translates the page replaces its texts while the page lives on. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { goLiveAsDemoAthlete, joinAsCoach, TestBrowser } from '../support/browser.ts';
import { Person } from '../support/rest.ts';
import { ServerProcess } from '../support/server-process.ts';

const SOON = { timeout: 60_000, interval: 100 };

let server: ServerProcess;
let browser: TestBrowser;
beforeAll(async () => {
  server = await ServerProcess.usual();
  browser = await TestBrowser.launch({ onPurpose: ['no network'] });
});
afterAll(() => browser?.close());

/** Does what Chromium's translator does: each text goes into elements of its own, now and whenever a new one comes. */
const translate = (page: Page) =>
  page.evaluate(() => {
    const put = (text: Text) => {
      const { parentElement: parent } = text;
      if (!parent || parent.closest('font, script, style') || !text.data.trim()) return;
      const [outer, inner] = [document.createElement('font'), document.createElement('font')];
      inner.textContent = text.data;
      outer.append(inner);
      text.replaceWith(outer);
    };
    const putAll = (root: Node) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const texts: Text[] = [];
      while (walker.nextNode()) if (walker.currentNode instanceof Text) texts.push(walker.currentNode);
      if (root instanceof Text) texts.push(root);
      texts.forEach(put);
    };
    putAll(document.body);
    new MutationObserver((records) => {
      for (const { addedNodes } of records) addedNodes.forEach(putAll);
    }).observe(document.body, { childList: true, subtree: true });
  });

it('lives through a lost connection, goes on counting, and ends', async () => {
  const owner = await Person.signIn(server.url, 'Anna');
  const sessionId = await owner.startUnrecordedSession();
  const athlete = await browser.visitor({ person: owner });
  await goLiveAsDemoAthlete(athlete, `${server.url}/live/${sessionId}`, { sound: true });
  const coach = await browser.visitor();
  await joinAsCoach(coach, `${server.url}/join/${(await owner.invite(sessionId, 'coach')).token}`, 'Bob', {
    sound: true,
  });
  await coach.getByLabel('Anna, live').waitFor();
  for (const page of [athlete, coach]) await translate(page);

  const reps = async () => Number(await coach.getByTestId('rep-count').innerText());
  const before = await reps();
  await coach.context().setOffline(true);
  await coach.evaluate(() => window.dispatchEvent(new Event('offline')));
  await coach.getByRole('button', { name: 'Camera and sound' }).click();
  await coach.getByRole('button', { name: 'Close' }).click();
  await coach.context().setOffline(false);
  await expect.poll(reps, SOON).toBeGreaterThan(before + 1);
  await expect.poll(async () => Number(await athlete.getByTestId('rep-count').innerText()), SOON).toBeGreaterThan(1);
  await coach.getByRole('button', { name: 'Freeze the picture for everyone' }).click();
  await athlete.getByText('Frozen by Bob').waitFor();
  await coach.getByRole('button', { name: 'Let the picture go on' }).click();
  await athlete.getByText('Frozen by Bob').waitFor({ state: 'detached' });

  await athlete.getByRole('button', { name: 'End' }).click();
  await athlete.getByRole('button', { name: 'End for everyone' }).click();
  for (const page of [athlete, coach]) await page.getByRole('heading', { name: 'Squat' }).first().waitFor();
  for (const page of [athlete, coach]) expect(await page.getByText('Something went wrong').count()).toBe(0);
});
