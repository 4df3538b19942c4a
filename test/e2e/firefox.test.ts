/** Firefox, against a server on its default address: a call with Chromium, the count, the ink, and nothing on the drawing. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFirefox, firefoxAdvice } from '../../scripts/setup/firefox.mjs';
import { ownAddress } from '../../server/addresses.ts';
import type { Point } from '../../shared/contract/board.ts';
import { goLiveAsDemoAthlete, inkAt, TestBrowser } from '../support/browser.ts';
import { type Box, TestFirefox } from '../support/firefox.ts';
import { Person } from '../support/rest.ts';
import { ServerProcess } from '../support/server-process.ts';

const SOON = { timeout: 30_000, interval: 100 };
/** The demo athlete's picture. */
const FRAME = { aspect: 4 / 3 };
const VIDEO = '[data-testid=stage] video';

const missing = [
  ...(findFirefox() ? [] : ['There is no Firefox.', ...firefoxAdvice]),
  ...(ownAddress() ? [] : ['This machine has no address but loopback, by which Firefox sends no media.']),
];
if (missing.length > 0) console.warn(['SKIPPED: the test in Firefox.', ...missing].join('\n'));

describe.skipIf(missing.length > 0)('Firefox, on the default address', () => {
  let server: ServerProcess;
  let chromium: TestBrowser;
  let firefox: TestFirefox;
  let athlete: Page;

  beforeAll(async () => {
    [server, chromium, firefox] = await Promise.all([
      ServerProcess.start(),
      TestBrowser.launch(),
      TestFirefox.launch({ width: 1_100, height: 800 }),
    ]);
    const owner = await Person.signIn(server.url, 'Anna');
    const sessionId = await owner.startUnrecordedSession();
    athlete = await chromium.visitor({ person: owner, viewport: { width: 1_000, height: 760 } });
    await goLiveAsDemoAthlete(athlete, `${server.url}/live/${sessionId}`, { sound: true });
    await firefox.page.goto(`${server.url}/join/${(await owner.invite(sessionId, 'coach')).token}`);
    await firefox.fill('Your name', 'Fay');
    await firefox.press('Join');
    await firefox.press('Join the athlete');
  });
  afterAll(async () => {
    await firefox?.close();
    await chromium?.close();
    await server?.close();
  });

  it('shows the athlete’s picture, and its camera’s picture reaches Chromium', async () => {
    await expect.poll(() => firefox.has(VIDEO), SOON).toBe(true);
    await firefox.shows(VIDEO, 5);
    const coach = athlete.getByLabel('Fay’s picture');
    const pictures = () =>
      coach.evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames);
    await expect.poll(() => pictures().catch(() => 0), SOON).toBeGreaterThan(5);
  });

  it('counts on', async () => {
    const reps = async () => Number(await firefox.textOf('[data-testid=rep-count]'));
    const before = await reps();
    await expect.poll(reps, SOON).toBeGreaterThan(before);
  });

  it('draws what Chromium sees', async () => {
    await firefox.press('Freehand');
    const board = await firefox.boxOf('[data-testid=board]');
    const on = ([x, y]: Point) => placeOn(board, x, y);
    await firefox.drag(on([0.3, 0.3]), on([0.7, 0.3]));
    await expect.poll(() => inkAt(athlete, [0.5, 0.3], FRAME), SOON).not.toBe('none');
  });

  it('is asked to lay no button for a window of its own over the drawing', async () => {
    expect(await firefox.attributesOf('video')).toContain('disablepictureinpicture');
  });
});

/** Where a point of the athlete's frame lies on the screen of a window that shows all of it. */
function placeOn(box: Box, x: number, y: number): { x: number; y: number } {
  const width = Math.min(box.width, box.height * FRAME.aspect);
  const height = width / FRAME.aspect;
  return { x: box.x + (box.width - width) / 2 + x * width, y: box.y + (box.height - height) / 2 + y * height };
}
