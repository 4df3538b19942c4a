/** In a call, a coach shows a recording: every picture of it says by a strip of bars which it is. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { anAthlete } from '../../shared/athlete/index.ts';
import { INK_COLOURS, type Point } from '../../shared/contract/board.ts';
import { sessionFilesSchema } from '../../shared/contract/files.ts';
import { acceptedSchema, createdRosterLinkSchema } from '../../shared/contract/roster.ts';
import { violationsOf } from '../support/accessibility.ts';
import { joinByLink, seen, TestBrowser } from '../support/browser.ts';
import { numberedPictures, numberOnShow, rendered } from '../support/numbered-film.ts';
import { Person } from '../support/rest.ts';
import { drawThickLine, pictureColourAt, placeOnPicture } from '../support/review-picture.ts';
import { ServerProcess } from '../support/server-process.ts';
import { upload } from '../support/uploads.ts';

const SIZE = { width: 240, height: 320 };
const ASPECT = SIZE.width / SIZE.height;
const FPS = 30;
const DESKTOP = { width: 1_100, height: 800 };
const SOON = { timeout: 60_000, interval: 50 };
const [YELLOW] = INK_COLOURS;
const ON_LINE: Point = [0.5, 0.2];

let server: ServerProcess;
let browser: TestBrowser;
let ada: Person;
/** Where Ada lets her coach see her training. */
let grantId: string | null;
let recorded: string;
let bob: Person;
let athlete: Page;
let coach: Page;
let spectator: Page;
/** Those who may look at the recording. */
let both: readonly Page[];

beforeAll(async () => {
  server = await ServerProcess.usual();
  browser = await TestBrowser.launch();
  const [owner, its] = await Promise.all(['Ada', 'Bob'].map((name) => Person.signIn(server.url, name)));
  if (!owner || !its) throw new Error('nobody came');
  [ada, bob] = [owner, its];
  const squat = anAthlete({ activity: 'squat', view: 'left', reps: 1, tempo: 1.6, delay: 500, aspect: ASPECT });
  const film = await rendered('squat.mp4', {
    ...{ size: SIZE, toneHz: 300 },
    pictures: numberedPictures(squat, SIZE, { fps: FPS }),
  });
  recorded = await upload(ada, film, { filename: 'squat.mp4', activity: 'squat' });
  await vi.waitFor(async () => {
    const { files } = sessionFilesSchema.parse(await (await ada.fetch(`/sessions/${recorded}/files`)).json());
    expect(files.map(({ kind }) => kind)).toContain('film');
  }, SOON);
  const { token } = createdRosterLinkSchema.parse(await (await bob.fetch('/roster/links', 'POST', {})).json());
  ({ grantId } = acceptedSchema.parse(await (await ada.fetch('/access', 'POST', { token })).json()));

  // The coach's own session: a coach who loses the right stays in it.
  const sessionId = await bob.startUnrecordedSession('squat', 'coach');
  const linkFor = async (role: 'athlete' | 'spectator') =>
    `${server.url}/join/${(await bob.invite(sessionId, role)).token}`;
  athlete = await browser.visitor({ person: ada });
  coach = await browser.visitor({ person: bob, viewport: DESKTOP });
  spectator = await browser.visitor({ viewport: { width: 375, height: 740 }, hasTouch: true });
  both = [athlete, coach];
  await athlete.goto(await linkFor('athlete'));
  await athlete.getByRole('button', { name: 'Join as Ada' }).click();
  await athlete.getByText('Demo athlete').click();
  await athlete.getByRole('button', { name: 'Go live' }).click();
  await coach.goto(`${server.url}/live/${sessionId}`);
  await coach.getByText('No camera').click();
  await coach.getByRole('button', { name: 'Join the athlete' }).click();
  await joinByLink(spectator, await linkFor('spectator'), 'Sue');
});
afterAll(() => browser?.close());

/** Until these pages show this very frame: by the picture itself, and by what the page says of it. */
async function untilShown(number: number, on: readonly Page[] = both): Promise<void> {
  for (const page of on) {
    await expect
      .poll(async () => {
        const shown = await numberOnShow(page, ASPECT);
        return [shown.number, Math.round((shown.at * FPS) / 1_000), shown.exact];
      }, SOON)
      .toEqual([number, number, true]);
  }
}

it('shows athlete and coach the same exact frames of a recording, step by step', async () => {
  await coach.getByRole('button', { name: 'Look at a recording together' }).click();
  await coach
    .getByRole('dialog')
    .getByRole('button', { name: /^Squat/ })
    .first()
    .click();
  for (const page of both) await page.getByText(/^Bob shows Squat, /).waitFor();
  await untilShown(0);
  let number = 0;
  for (const [key, frames] of [
    ['.', 1],
    ['.', 1],
    ['.', 1],
    [',', -1],
  ] as const) {
    await coach.keyboard.press(key);
    number += frames;
    await untilShown(number);
  }
  await coach.getByRole('slider', { name: 'Playhead' }).press('PageUp');
  await expect.poll(async () => (await numberOnShow(coach, ASPECT)).number, SOON).toBeGreaterThan(number);
  await untilShown((await numberOnShow(coach, ASPECT)).number, [athlete]);
  // Only its coach moves it.
  await athlete.keyboard.press('.');
  await athlete.getByTestId('review-picture').hover();
  await athlete.mouse.wheel(0, 100);
  expect((await numberOnShow(athlete, ASPECT)).number).toBe((await numberOnShow(coach, ASPECT)).number);
});

it('goes on with the call and the count beneath, and leaves who may not look at it with the live picture', async () => {
  await spectator.getByText('Bob shows a recording that you may not look at. What you see is live.').waitFor();
  expect(await spectator.getByTestId('review-picture').count()).toBe(0);
  const reps = Number(await seen.reps(spectator));
  await expect.poll(async () => Number(await seen.reps(spectator)), SOON).toBeGreaterThan(reps);
  const width = (page: Page, selector: string) => page.locator(selector).evaluate(({ clientWidth }) => clientWidth);
  const [live, film] = ['[data-testid=stage] video', '[data-testid=review-picture]'];
  expect(await width(coach, live)).toBeLessThan((await width(coach, film)) / 2);
  expect(await width(spectator, live)).toBeGreaterThan(300);
});

it('plays for both, and stops on the same frame', async () => {
  await coach.getByRole('slider', { name: 'Playhead' }).press('Home');
  await untilShown(0);
  await coach.getByRole('slider', { name: 'Speed' }).fill('40');
  await coach.keyboard.press('k');
  for (const page of both) {
    await expect.poll(async () => (await numberOnShow(page, ASPECT)).number, SOON).toBeGreaterThan(5);
  }
  await coach.keyboard.press('k');
  await expect.poll(async () => (await numberOnShow(coach, ASPECT)).exact, SOON).toBe(true);
  await untilShown((await numberOnShow(coach, ASPECT)).number, [athlete]);
  // Each page has the film's sound for itself.
  await athlete.getByRole('button', { name: 'Sound on' }).click();
  await athlete.getByRole('button', { name: 'Sound off' }).waitFor();
  await coach.getByRole('button', { name: 'Sound on' }).waitFor();
});

it('shows to both what the coach draws, where each of them points, and how near the coach looks', async () => {
  await drawThickLine(coach, ASPECT);
  for (const page of both) await expect.poll(() => pictureColourAt(page, ASPECT, ON_LINE), SOON).toBe(YELLOW);
  expect(await violationsOf(coach)).toEqual([]);
  await coach.setViewportSize(DESKTOP);
  for (const [page, other, name] of [
    [coach, athlete, 'Bob'],
    [athlete, coach, 'Ada'],
  ] as const) {
    await page.mouse.move(...(await placeOnPicture(page, ASPECT, [0.5, 0.6])));
    const pointer = other.getByTestId('pointers').getByText(name);
    await pointer.waitFor();
    await page.mouse.move(1, 1);
    await pointer.waitFor({ state: 'detached' });
  }
  await coach.keyboard.press('d');
  await coach.mouse.dblclick(...(await placeOnPicture(coach, ASPECT, [0.5, 0.5])));
  await athlete.locator('[data-zoomed=true]').waitFor();
  await coach.mouse.dblclick(...(await placeOnPicture(coach, ASPECT, [0.5, 0.5])));
  await athlete.locator('[data-zoomed=false]').waitFor();
});

it('has the same for who comes later', async () => {
  const { number } = await numberOnShow(coach, ASPECT);
  await athlete.reload();
  await untilShown(number, [athlete]);
  expect(await pictureColourAt(athlete, ASPECT, ON_LINE)).toBe(YELLOW);
  // Its coach may come back too.
  await coach.reload();
  await untilShown(number);
  await coach.keyboard.press('.');
  await untilShown(number + 1);
  for (const page of both) expect(await pictureColourAt(page, ASPECT, ON_LINE)).toBe(YELLOW);
});

it('is taken from who loses the right to look at it, and closed for everyone', async () => {
  await ada.fetch(`/access/${grantId}`, 'DELETE');
  expect((await bob.fetch(`/sessions/${recorded}`)).status).toBe(404);
  await coach.getByText('Bob shows a recording that you may not look at. What you see is live.').waitFor();
  expect(await coach.getByTestId('review-picture').count()).toBe(0);
  expect(await athlete.getByTestId('review-picture').count()).toBe(1);
  expect(Number(await seen.reps(coach))).toBeGreaterThan(0);
  await coach.getByRole('button', { name: 'Close the recording for everyone' }).click();
  await athlete.getByTestId('review-picture').waitFor({ state: 'detached' });
  for (const page of [...both, spectator]) await page.getByTestId('review-note').waitFor({ state: 'detached' });
  expect(browser.complaints).toEqual([]);
});
