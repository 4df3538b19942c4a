/** A live session is recorded where everybody sees it, played on its record page, refused, and deleted for good. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sessionFilesSchema } from '../../shared/contract/files.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { TestBrowser } from '../support/browser.ts';
import { Person } from '../support/rest.ts';

const SOON = { timeout: 20_000 };

let server: TestApp;
let browser: TestBrowser;
let owner: Person;
let athlete: Page;

beforeAll(async () => {
  server = await startApp();
  browser = await TestBrowser.launch();
  owner = await Person.signIn(server.url, 'Anna');
  athlete = await browser.visitor({ person: owner });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const filesOf = async (sessionId: string) =>
  sessionFilesSchema.parse(await (await owner.fetch(`/sessions/${sessionId}/files`)).json()).files;

const sign = (page: Page) => page.getByTestId('recording-sign');

/** Goes to the lobby of a new session, with the drawn athlete as its camera. */
async function toLobby(): Promise<string> {
  await athlete.goto(server.url);
  await athlete.getByRole('button', { name: 'Start', exact: true }).click();
  await athlete.getByText('Demo athlete').click();
  await expect.poll(() => sign(athlete).textContent()).toBe('Recording');
  return new URL(athlete.url()).pathname.split('/').at(-1) ?? '';
}

/** Until seconds of the session are in a recording that still grows. */
async function untilRecorded(sessionId: string): Promise<void> {
  await expect
    .poll(
      async () => (await filesOf(sessionId)).some(({ kind, bytes }) => kind === 'recording' && (bytes ?? 0) > 50_000),
      {
        timeout: 30_000,
      },
    )
    .toBe(true);
}

async function end(): Promise<void> {
  await athlete.getByRole('button', { name: 'End', exact: true }).click();
  await athlete.getByRole('button', { name: 'End for everyone' }).click();
  await athlete.waitForURL(/\/sessions\//);
}

it('is recorded, played on its record page, listed with its room, and deleted for good', async () => {
  const sessionId = await toLobby();
  const spectator = await browser.visitor();
  const { token } = await owner.invite(sessionId, 'spectator');
  await spectator.goto(`${server.url}/join/${token}`);
  await expect.poll(() => sign(spectator).textContent()).toBe('Recording');
  await athlete.getByRole('button', { name: 'Go live' }).click();
  await spectator.getByRole('textbox').fill('Sam');
  await spectator.getByRole('button', { name: 'Join' }).click();
  await expect.poll(() => sign(spectator).textContent(), { timeout: 15_000 }).toBe('Recording');
  await untilRecorded(sessionId);
  await reviewWhileItGrows(sessionId);

  await athlete.keyboard.press('r');
  await expect.poll(() => sign(spectator).textContent()).toBe('Recording paused');
  await athlete.keyboard.press('r');
  await expect.poll(() => sign(spectator).textContent()).toBe('Recording');
  // The second part begins with the next key frame.
  await expect.poll(async () => (await picturesOf(sessionId)).length, SOON).toBe(2);
  await end();

  const video = athlete.locator('video').first();
  await video.waitFor({ timeout: 30_000 });
  await video.evaluate((element: HTMLVideoElement) => element.play());
  await expect
    .poll(() => video.evaluate((element: HTMLVideoElement) => [element.currentTime > 0.5, element.videoWidth]), {
      timeout: 20_000,
    })
    .toEqual([true, 640]);
  await expect.poll(async () => (await filesOf(sessionId)).every(({ state }) => state === 'stored')).toBe(true);

  await stepOverTheGap(sessionId);
  const [file] = await filesOf(sessionId);
  await athlete.goto(`${server.url}/storage`);
  await athlete.getByText(/in \d+ files? of your sessions/).waitFor();
  await athlete.getByRole('button', { name: /^Keep for ever/ }).click();
  await athlete.getByText('kept for ever', { exact: true }).waitFor();
  await athlete.goto(`${server.url}/sessions/${sessionId}`);
  await athlete.getByRole('button', { name: 'Delete the session' }).click();
  await athlete.getByRole('button', { name: 'Delete for good' }).click();
  await athlete.getByText('No sessions yet').waitFor();
  expect((await fetch(`${server.url}${file?.url}`)).status).toBe(404);
  await expect.poll(() => existsSync(join(server.dataDir, 'files/sessions', sessionId))).toBe(false);
  await expect.poll(() => readdirSync(join(server.dataDir, 'recordings'))).toEqual([]);
}, 90_000);

/** While the session goes on it is looked at as far as it is recorded, from its record page, and gets longer meanwhile. */
async function reviewWhileItGrows(sessionId: string): Promise<void> {
  const review = await browser.visitor({ person: owner });
  await review.goto(`${server.url}/sessions/${sessionId}`);
  await review.getByRole('link', { name: 'Review frame by frame' }).click();
  await review.getByText('Being recorded').waitFor();
  const frame = review.getByTestId('review-frame');
  await frame.waitFor({ state: 'attached' });
  const at = async () => Number(await frame.getAttribute('data-at'));
  const first = await at();
  await review.keyboard.press('.');
  await expect.poll(at).toBeGreaterThan(first);
  await review.getByRole('button', { name: 'Curves' }).click();
  const moments = await momentsOfCurves(review);
  const playhead = review.getByRole('slider', { name: 'Playhead' });
  await playhead.press('End');
  await expect.poll(at).toBeGreaterThan(first + 200);
  const end = await at();
  await expect
    .poll(async () => Number(await playhead.getAttribute('aria-valuemax')), SOON)
    .toBeGreaterThan(end + 1_000);
  await playhead.press('End');
  await expect.poll(at, SOON).toBeGreaterThan(end + 500);
  await expect.poll(() => momentsOfCurves(review), SOON).toBeGreaterThan(moments);
  await review.context().close();
}

/** For how many moments the curves have a value: lines of their table. */
async function momentsOfCurves(review: Page): Promise<number> {
  const download = review.waitForEvent('download');
  await review.getByRole('button', { name: 'CSV' }).click();
  const bytes = await (await download).createReadStream().then((stream) => stream.toArray());
  return Buffer.concat(bytes).toString('utf8').split('\r\n').length;
}

async function picturesOf(sessionId: string) {
  return (await filesOf(sessionId)).filter(({ kind, about }) => kind === 'recording' && about.hasVideo !== false);
}

/** The pause made two parts of the recording: frames of both lie on one line, and a step leads from one into the other. */
async function stepOverTheGap(sessionId: string): Promise<void> {
  const [first, second] = (await picturesOf(sessionId)).toSorted((a, b) => a.startedAt - b.startedAt);
  if (!first || !second) throw new Error('there are no two parts');
  const firstEnd = first.endedAt ?? 0;
  await athlete.goto(`${server.url}/sessions/${sessionId}/review?at=${Math.round(firstEnd - 60)}`);
  const frame = athlete.getByTestId('review-frame');
  await frame.waitFor({ state: 'attached' });
  const at = async () => Number(await frame.getAttribute('data-at'));
  const before = await at();
  expect(before).toBeLessThan(firstEnd);
  expect(before).toBeGreaterThan(firstEnd - 1_000);
  await expect
    .poll(
      async () => {
        await athlete.keyboard.press('.');
        return (await at()) >= second.startedAt;
      },
      { timeout: 20_000 },
    )
    .toBe(true);
  await expect
    .poll(
      async () => {
        await athlete.keyboard.press(',');
        return await at();
      },
      { timeout: 20_000 },
    )
    .toBeLessThan(firstEnd);
}

it('writes nothing of whoever does not want to be recorded', async () => {
  const sessionId = await toLobby();
  await athlete.getByLabel('Record my picture and voice').uncheck({ force: true });
  await athlete.getByRole('button', { name: 'Go live' }).click();
  await expect.poll(() => sign(athlete).textContent(), { timeout: 15_000 }).toBe('Recording, not you');
  // The count goes on, so picture and keypoints are there.
  await expect
    .poll(async () => Number(await athlete.getByTestId('rep-count').textContent()), { timeout: 40_000 })
    .toBeGreaterThan(0);
  await end();
  expect(await filesOf(sessionId)).toEqual([]);
  expect(readdirSync(join(server.dataDir, 'recordings'))).toEqual([]);
}, 90_000);
