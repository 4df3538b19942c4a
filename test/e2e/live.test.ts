/** One athlete, a coach and two spectators in real browsers, windows of all shapes. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_DELAY_MS, demoAthlete } from '../../client/demo/demo-athlete.ts';
import { INK_COLOURS, type Point } from '../../shared/contract/board.ts';
import { drag, inkAt, inksAt, joinByLink, placeOf, seen, TestBrowser } from '../support/browser.ts';
import { Person } from '../support/rest.ts';
import { ServerProcess } from '../support/server-process.ts';

/** The demo athlete's picture. */
const FRAME = { aspect: 4 / 3 };
const [YELLOW, RED] = INK_COLOURS;
/** Browsers of four people share the machine with the server: what takes a moment may take a while. */
const SOON = { timeout: 30_000, interval: 100 };

let server: ServerProcess;
let browser: TestBrowser;
let owner: Person;
let sessionId: string;
let athlete: Page;
let coach: Page;
let wide: Page;
let phone: Page;

const everyone = () => [
  { who: 'the athlete', page: athlete },
  { who: 'the coach', page: coach },
  { who: 'a spectator with a wide window', page: wide },
  { who: 'a spectator with a phone', page: phone },
];

const linkFor = async (role: 'coach' | 'spectator') =>
  `${server.url}/join/${(await owner.invite(sessionId, role)).token}`;

/** The set that the demo athlete does first, and the time when it is over. */
function firstSet() {
  const { reps } = demoAthlete('squat').truth(60_000);
  const pause = reps.findIndex((rep, index) => index > 0 && rep.start - (reps[index - 1]?.end ?? 0) > 10_000);
  const done = reps.slice(0, pause);
  return { reps: done.length, end: done.at(-1)?.end ?? 0 };
}

beforeAll(async () => {
  server = await ServerProcess.usual();
  // So many that every repetition is counted, also where a busy machine leaves some out.
  browser = await TestBrowser.launch({ demoFramesPerSecond: 10 });
  owner = await Person.signIn(server.url, 'Anna');
  athlete = await browser.visitor({ person: owner, viewport: { width: 1_000, height: 760 } });
  coach = await browser.visitor({ viewport: { width: 1_280, height: 720 } });
  wide = await browser.visitor({ viewport: { width: 1_400, height: 480 } });
  phone = await browser.visitor({ viewport: { width: 375, height: 740 }, deviceScaleFactor: 2, hasTouch: true });
});
afterAll(() => browser?.close());

describe('a live session', () => {
  it('is started by an athlete without a camera, who shows the demo athlete', async () => {
    await athlete.goto(server.url);
    await athlete.getByRole('radio', { name: 'Squat' }).check({ force: true });
    await athlete.getByRole('button', { name: 'Start' }).click();
    await athlete.waitForURL(/\/live\//);
    sessionId = new URL(athlete.url()).pathname.split('/').at(-1) ?? '';
    await athlete.getByText('Demo athlete').click();
    await athlete.getByRole('button', { name: 'Go live' }).isEnabled();
  });

  it('is joined by a coach and spectators through their links', async () => {
    await joinByLink(coach, await linkFor('coach'), 'Bob');
    await coach.getByText('No camera').click();
    await coach.getByRole('button', { name: 'Join the athlete' }).click();
    await coach.getByText('Waiting for the athlete to join.').waitFor();
    await joinByLink(wide, await linkFor('spectator'), 'Sue');
    await joinByLink(phone, await linkFor('spectator'), 'Tom');
    await expect.poll(() => seen.spectators(coach), SOON).toBe(2);
  });

  it('gives spectators nothing to steer with', async () => {
    for (const page of [wide, phone]) {
      expect(await page.getByRole('toolbar', { name: 'Drawing' }).count()).toBe(0);
      expect(await page.getByRole('button', { name: /^(End|Invite|Microphone|Camera)$/ }).count()).toBe(0);
    }
  });

  it('shows the athlete’s picture and skeleton to everyone', async () => {
    await athlete.getByRole('button', { name: 'Go live' }).click();
    for (const { who, page } of everyone()) {
      const moving = () =>
        page.locator('[data-testid=stage] video').evaluate((video: HTMLVideoElement) => video.videoWidth);
      await expect.poll(moving, { ...SOON, message: who }).toBeGreaterThan(0);
      await expect.poll(() => skeletonPixels(page), { ...SOON, message: who }).toBeGreaterThan(100);
    }
  });
});

describe('the coach’s ink', () => {
  const from: Point = [0.2, 0.3];
  const middle: Point = [0.4, 0.3];
  const to: Point = [0.6, 0.3];

  it('is seen by everyone in its place while it is being drawn', async () => {
    await coach.getByRole('button', { name: 'Freehand' }).click();
    await drag(coach, [from, middle], FRAME, { lift: false });
    for (const { who, page } of everyone()) {
      await expect.poll(() => inkAt(page, [0.3, 0.3], FRAME), { ...SOON, message: who }).toBe(YELLOW);
      expect(await inkAt(page, [0.5, 0.3], FRAME), who).toBe('none');
    }
    await coach.mouse.move(...(await placeOf(coach, to, FRAME)), { steps: 8 });
    await coach.mouse.up();
    for (const { who, page } of everyone()) {
      await expect.poll(() => inkAt(page, [0.5, 0.3], FRAME), { ...SOON, message: who }).toBe(YELLOW);
      const beside: Point[] = [
        [0.3, 0.26],
        [0.3, 0.34],
        [0.7, 0.3],
      ];
      expect(await inksAt(page, beside, FRAME), who).toEqual(beside.map(() => 'none'));
    }
  });

  it('lies where it was put with every tool', async () => {
    await coach.getByRole('radio', { name: 'Red' }).check({ force: true });
    await coach.getByRole('button', { name: 'Line' }).click();
    await drag(
      coach,
      [
        [0.1, 0.5],
        [0.3, 0.5],
      ],
      FRAME,
    );
    await coach.getByRole('button', { name: 'Arrow' }).click();
    await drag(
      coach,
      [
        [0.1, 0.6],
        [0.3, 0.6],
      ],
      FRAME,
    );
    await coach.getByRole('button', { name: 'Ellipse' }).click();
    await drag(
      coach,
      [
        [0.5, 0.5],
        [0.7, 0.7],
      ],
      FRAME,
    );
    await coach.getByRole('button', { name: 'Angle' }).click();
    await drag(
      coach,
      [
        [0.1, 0.8],
        [0.2, 0.9],
      ],
      FRAME,
    );
    await coach.mouse.click(...(await placeOf(coach, [0.3, 0.8], FRAME)));
    await coach.getByRole('button', { name: 'Text' }).click();
    await coach.mouse.click(...(await placeOf(coach, [0.75, 0.5], FRAME)));
    await coach.getByLabel('Text to put on the picture').fill('Deeper');
    await coach.keyboard.press('Enter');

    const points: Readonly<Record<string, Point>> = {
      line: [0.2, 0.5],
      arrow: [0.2, 0.6],
      ellipse: [0.5, 0.6],
      'first arm of the angle': [0.15, 0.85],
      'second arm of the angle': [0.25, 0.85],
      'inside of the ellipse': [0.6, 0.6],
    };
    for (const { who, page } of everyone()) {
      await expect.poll(() => seen.strokes(page), { ...SOON, message: who }).toBe(6);
      const inks = await inksAt(page, Object.values(points), FRAME);
      expect(Object.fromEntries(Object.keys(points).map((tool, index) => [tool, inks[index]])), who).toEqual({
        ...Object.fromEntries(Object.keys(points).map((tool) => [tool, RED])),
        'inside of the ellipse': 'none',
      });
    }
  });

  it('stays in its place when a window changes its shape', async () => {
    await wide.setViewportSize({ width: 700, height: 900 });
    await expect.poll(() => inkAt(wide, [0.2, 0.5], FRAME), SOON).toBe(RED);
    await expect.poll(() => inkAt(wide, [0.5, 0.3], FRAME), SOON).toBe(YELLOW);
  });
});

// The athlete has gone on all the while.
describe('the first set', () => {
  it('counts on every screen what the athlete really does', async () => {
    const truth = firstSet();
    for (const { who, page } of everyone()) {
      await expect
        .poll(() => seen.reps(page), { ...SOON, timeout: truth.end + DEMO_DELAY_MS + 20_000, message: who })
        .toBe(String(truth.reps));
    }
    for (const { who, page } of everyone()) {
      expect(await seen.feedback(page), who).toContain(`Rep ${truth.reps}`);
    }
  });
});

describe('what was drawn and counted', () => {
  it('is there for those who come late or load the page again, with the reps and the feedback so far', async () => {
    const { reps } = firstSet();
    const late = await browser.visitor({ viewport: { width: 900, height: 700 } });
    await joinByLink(late, await linkFor('spectator'), 'Uma');
    await phone.reload();
    for (const page of [late, phone]) {
      await expect.poll(() => seen.strokes(page), SOON).toBe(6);
      await expect.poll(() => inkAt(page, [0.2, 0.5], FRAME), SOON).toBe(RED);
      expect(Number(await seen.reps(page))).toBeGreaterThanOrEqual(reps);
      expect(await seen.feedback(page)).toContain('Rep 1');
    }
    await expect.poll(() => seen.spectators(coach), SOON).toBe(3);
    await late.close();
    await expect.poll(() => seen.spectators(coach), SOON).toBe(2);
  });

  it('loses its ink when the coach takes it back', async () => {
    await coach.reload();
    await coach.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => seen.strokes(phone), SOON).toBe(5);
    await coach.getByRole('button', { name: 'Clear the whole board' }).click();
    for (const { who, page } of everyone()) {
      await expect.poll(() => seen.strokes(page), { ...SOON, message: who }).toBe(0);
      expect(await inkAt(page, [0.2, 0.5], FRAME), who).toBe('none');
    }
  });
});

describe('the end', () => {
  it('leads to the record, which stands among the sessions', async () => {
    await athlete.getByRole('button', { name: 'End' }).click();
    await athlete.getByRole('button', { name: 'End for everyone' }).click();
    await athlete.waitForURL(`**/sessions/${sessionId}`);
    await coach.waitForURL(`**/sessions/${sessionId}`);
    await wide.getByText('This session is over').waitFor();
    const reps = Number(await athlete.getByTestId('record-reps').innerText());
    expect(reps).toBeGreaterThanOrEqual(firstSet().reps);
    await athlete.getByRole('link', { name: 'Sessions' }).click();
    const row = athlete.getByRole('link', { name: /Squat.*Anna \(athlete\), Bob \(coach\)/ });
    expect(await row.innerText()).toMatch(new RegExp(`\\b${reps}\\b[\\s\\S]*Finished`));
  });

  it('left no complaint in any page', () => {
    expect(browser.complaints).toEqual([]);
  });
});

/** How many pixels of the skeleton's layer are painted. */
function skeletonPixels(page: Page): Promise<number> {
  return page.getByTestId('pose-overlay').evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    return data.filter((value, index) => index % 4 === 3 && value > 0).length;
  });
}
