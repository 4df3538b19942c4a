/** A film is uploaded in a real browser, past a reload and a server that dies, and becomes a record that plays it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { violationsOf } from '../support/accessibility.ts';
import { TestBrowser } from '../support/browser.ts';
import { Person } from '../support/rest.ts';
import { ServerProcess } from '../support/server-process.ts';
import { padded, squatFilm } from '../support/squat-film.ts';

const SOON = { timeout: 60_000, interval: 50 };
/** More than two of the pieces that the page sends. */
const FILM_BYTES = 20 * 1024 ** 2;
/** So slow that the upload is stopped in its middle by hand, bytes a second. */
const SLOW = 4 * 1024 ** 2;

let folder: string;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sideline-films-'));
  await writeFile(join(folder, 'squats.mp4'), padded(await squatFilm(2), FILM_BYTES));
  await writeFile(join(folder, 'notes.mp4'), 'These are notes, and no film.');
  await writeFile(join(folder, 'empty.mp4'), '');
  server = await ServerProcess.start();
  browser = await TestBrowser.launch({ onPurpose: ['no network'] });
  page = await browser.visitor({ person: await Person.signIn(server.url, 'Ada') });
  await page.goto(`${server.url}/uploads`);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

const film = (title: string) => page.getByRole('article', { name: title });
const choose = (name: string) => page.getByLabel('Films', { exact: true }).setInputFiles(join(folder, name));

/** How far the film is, in percent, once it is beyond this. */
const beyond = (title: string, percent: number) =>
  expect
    .poll(async () => 100 * Number(await film(title).getByRole('progressbar').getAttribute('value')), SOON)
    .toBeGreaterThan(percent);

it('goes on after a reload and a dead server, is counted as it is, and plays on its record page', async () => {
  const network = await page.context().newCDPSession(page);
  const upload = (bytesPerSecond: number) =>
    network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: bytesPerSecond,
    });
  const begun: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') begun.push(request.url());
  });
  await upload(SLOW);
  await choose('squats.mp4');
  await beyond('squats.mp4', 25);

  await page.reload();
  await film('squats.mp4')
    .getByText(/Choose the same film again to go on/)
    .waitFor();
  await beyond('squats.mp4', 0);
  expect(await violationsOf(page)).toEqual([]);
  await choose('squats.mp4');
  await beyond('squats.mp4', 45);

  await server.kill();
  await film('squats.mp4')
    .getByText(/goes on by itself/)
    .waitFor();
  await upload(-1);
  await server.start();
  await page.getByRole('link', { name: 'See the record of squats.mp4' }).click({ timeout: 60_000 });
  // One film, sent once: what goes on asks for a newer token.
  const ofFilm = begun.map((url) => url.replace(`${server.url}/api/uploads/`, '').replace(/^[\da-f-]{36}/, 'ID'));
  expect(ofFilm).toEqual(['begin', 'sign', 'ID/ticket', 'ID/arrived']);

  await expect.poll(() => page.getByTestId('record-reps').textContent()).toBe('2');
  const video = page.locator('video');
  await video.evaluate((element: HTMLVideoElement) => element.play());
  await expect
    .poll(() => video.evaluate((element: HTMLVideoElement) => [element.currentTime > 0.3, element.videoWidth]), SOON)
    .toEqual([true, 240]);
});

/** Drops a file by the mouse. @returns whether the browser leaves it alone, in place of opening it */
const dropped = (selector: string, name: string) =>
  page.evaluate(
    ([onto, file]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['These are notes, and no film.'], file));
      const drop = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer });
      document.querySelector(onto)?.dispatchEvent(drop);
      return drop.defaultPrevented;
    },
    [selector, name] as const,
  );

it('takes a film that is dropped, and leaves the page for none that is dropped beside the place for it', async () => {
  await page.goto(`${server.url}/uploads`);
  await page.getByRole('heading', { name: 'Upload films' }).waitFor();
  expect(await dropped('h1', 'beside.mp4')).toBe(true);
  expect(await dropped('section[aria-label="Films to upload"]', 'dropped.mp4')).toBe(true);
  await film('dropped.mp4').getByText('This is no film').waitFor();
  expect(await film('beside.mp4').count()).toBe(0);
  await page.getByRole('button', { name: 'Remove dropped.mp4' }).click();
  await film('dropped.mp4').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Sessions' }).first().click();
  await page.getByRole('heading', { name: 'Upload films' }).waitFor({ state: 'detached' });
  expect(await dropped('body', 'elsewhere.mp4')).toBe(false);
});

it('says what is wrong with a file that is no film, what to do, and takes it from the list', async () => {
  await page.goto(`${server.url}/uploads`);
  await choose('notes.mp4');
  const notes = film('notes.mp4');
  await notes.getByText('This is no film').waitFor();
  await notes.getByText('Choose an MP4, MOV, WebM or MKV file.').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await notes.getByRole('button', { name: 'Remove notes.mp4' }).press('Enter');
  await notes.waitFor({ state: 'detached' });
  // The keyboard is not thrown back to the page's beginning.
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Choose films');
  await choose('empty.mp4');
  await film('empty.mp4').getByText('The file is empty').waitFor();
  await page.getByRole('button', { name: 'Remove empty.mp4' }).click();
  await film('empty.mp4').waitFor({ state: 'detached' });
});
