/** A film is commented on and cut in a real browser, and a clip of it is seen by its link alone until the link is taken back. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { violationsOf } from '../support/accessibility.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { TestBrowser } from '../support/browser.ts';
import { Person } from '../support/rest.ts';
import { squatFilm } from '../support/squat-film.ts';
import { upload, uploadOf } from '../support/uploads.ts';

const SOON = { timeout: 60_000, interval: 100 };

let server: TestApp;
let browser: TestBrowser;
let page: Page;
let ada: Person;
let session: string;

beforeAll(async () => {
  server = await startApp();
  ada = await Person.signIn(server.url, 'Ada');
  session = await upload(ada, await squatFilm(2), { activity: 'squat' });
  browser = await TestBrowser.launch();
  page = await browser.visitor({ person: ada });
  await vi.waitFor(async () => expect((await uploadOf(ada, session))?.status).toBe('ended'), SOON);
  await page.goto(`${server.url}/sessions/${session}`);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

it('takes a comment on the moment that the film shows, and goes back there', async () => {
  const film = page.locator('video').first();
  await film.evaluate((video: HTMLVideoElement) => {
    video.currentTime = 1.5;
  });
  await page.getByLabel('Comment on 0:01.5').fill('<b>Knees</b> out');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  const comments = page.getByRole('region', { name: 'Comments' });
  await comments.getByText('<b>Knees</b> out').waitFor();
  await film.evaluate((video: HTMLVideoElement) => {
    video.currentTime = 0;
  });
  await page.getByLabel('Comment on 0:00.0').waitFor();
  await comments.getByRole('button', { name: '0:01.5' }).click();
  await expect.poll(() => film.evaluate((video: HTMLVideoElement) => video.currentTime), SOON).toBe(1.5);
  await comments.getByRole('button', { name: 'Answer', exact: true }).click();
  await comments.getByLabel('Answer', { exact: true }).fill('I will');
  await comments.getByRole('button', { name: 'Answer', exact: true }).click();
  await comments.getByText('I will').waitFor();
  await comments.getByRole('button', { name: 'Resolve' }).click();
  await comments.getByRole('button', { name: 'Open again' }).waitFor();
});

it('shows what is said on another device, sooner than the page looks by itself', async () => {
  const said = await ada.fetch(`/sessions/${session}/comments`, 'POST', { from: 0, body: 'Heels down' });
  expect(said.status).toBe(201);
  await page.getByRole('region', { name: 'Comments' }).getByText('Heels down').waitFor({ timeout: 20_000 });
});

it('makes a clip of a repetition, and shows it to whoever has its link until the link is taken back', async () => {
  await page.getByRole('button', { name: 'Make a clip' }).click();
  await page.getByLabel('What').selectOption({ label: 'Rep 2' });
  await page.getByLabel('Speed').selectOption('0.5');
  await page.getByRole('button', { name: 'Make the clip' }).click();
  const clip = page.getByRole('article', { name: 'Rep 2' });
  await clip.getByRole('button', { name: 'Share Rep 2' }).click(SOON);
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByLabel('Copy it now: it is not shown again').inputValue();
  expect(link).toMatch(/\/c\/[\w-]{43}$/);
  expect(await violationsOf(page)).toEqual([]);

  const guest = await browser.visitor();
  await guest.goto(link);
  const shown = guest.locator('video');
  await expect.poll(() => shown.evaluate((video: HTMLVideoElement) => video.duration), SOON).toBeGreaterThan(3);
  await guest.getByRole('heading', { name: 'Rep 2' }).waitFor();
  expect(await guest.getByRole('link').count()).toBe(0);
  expect(await violationsOf(guest)).toEqual([]);

  await page.getByRole('button', { name: 'Take back' }).click();
  await page.getByText('Opened once').waitFor();
  // Who watches asks for the next part of the film, and the page asks by itself too.
  await guest.evaluate(() => document.querySelector('video')?.load());
  await guest.getByText('This link was taken back').waitFor(SOON);
  expect(await shown.count()).toBe(0);
});

it('reports on the session with what other programs can take along, and shows progress and where it was', async () => {
  await page.goto(`${server.url}/sessions/${session}/report`);
  await page.getByRole('img', { name: /^Score: / }).waitFor();
  await page.getByRole('img', { name: /^Range of motion: \d+\.\d° / }).waitFor();
  await page.getByText('<b>Knees</b> out').waitFor();
  // It prints on one page, as PDF too.
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('sideline-repetitions.csv');
  expect((await readFile(await download.path(), 'utf8')).split('\r\n')).toHaveLength(4);
  expect(await violationsOf(page)).toEqual([]);

  await page.goto(`${server.url}/progress`);
  await page.getByText('1 day with training in a year').waitFor();
  await page.getByRole('img', { name: 'Repetitions: 2' }).waitFor();
  expect(await violationsOf(page)).toEqual([]);

  await page.goto(`${server.url}/sessions`);
  await page.getByLabel('Kind').selectOption('live');
  await page.getByText('No session is like that.').waitFor();
  await page.getByLabel('Kind').selectOption('upload');
  await page.getByRole('link', { name: /Squat/ }).waitFor();
  await page.getByLabel('Person').fill('nobody of that name');
  await page.getByText('No session is like that.').waitFor();
  expect(await violationsOf(page)).toEqual([]);
});
