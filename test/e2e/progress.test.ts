/** What ten sessions on ten days came to, as the athlete sees it in a real browser. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Records } from '../../server/records/records.ts';
import { violationsOf } from '../support/accessibility.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { TestBrowser } from '../support/browser.ts';
import { copyTemplate } from '../support/fresh-database.ts';
import { quiet } from '../support/records/databases.ts';
import { train } from '../support/records/training.ts';
import { Person } from '../support/rest.ts';

let dataDir: string;
let server: TestApp;
let browser: TestBrowser;
let page: Page;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sideline-test-'));
  copyTemplate(dataDir);
  const before = await startApp({ SIDELINE_DATA_DIR: dataDir });
  const ada = await Person.signIn(before.url, 'Ada');
  await before.close();
  const records = await Records.create({ dataDir, logger: quiet });
  // The first day has one squat of score 55; each day has one more, and each squat is better by 5.
  for (let day = 1; day <= 10; day += 1) {
    await train(records, ada.user, { scores: Array.from({ length: day }, () => 50 + 5 * day), daysAgo: 10 - day });
  }
  await records.close();
  server = await startApp({ SIDELINE_DATA_DIR: dataDir });
  browser = await TestBrowser.launch();
  page = await browser.visitor({ person: ada });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

it('shows days, streak, personal bests and how repetitions and score went', async () => {
  await page.goto(`${server.url}/progress`);
  await page.getByRole('heading', { name: '10 days with training in a year' }).waitFor();
  await page.getByText('In a row now: 10 days. The most in a row: 10 days.').waitFor();
  await page.getByRole('img', { name: 'Repetitions: 1 to 10, mean 5.5' }).waitFor();
  await page.getByRole('img', { name: 'Score: 55 to 100, mean 77.5' }).waitFor();
  const bests = page.getByRole('region', { name: 'Personal bests' });
  expect(await bests.locator('dd').allTextContents()).toEqual(['10', '100', '87']);
  await bests.getByText('10 sessions').waitFor();
  expect(await violationsOf(page)).toEqual([]);

  await bests.getByRole('link', { name: '10', exact: true }).click();
  await page.getByText('Rep 10', { exact: true }).first().waitFor();
});
