/** Real Chromium, and what tests look at in its pages. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { fitFrame, toBox } from '../../client/stage/frame-fit.ts';
import type { Point } from '../../shared/contract/board.ts';
import { type CameraAnswer, launchChromium } from './chromium.ts';
import type { Person } from './rest.ts';

export interface VisitorOptions extends Pick<BrowserContextOptions, 'viewport' | 'deviceScaleFactor' | 'hasTouch'> {
  /** Signed in already. */
  person?: Person;
}

/** Wide enough for the page's columns beside each other; every px is painted without a graphics card. */
const WINDOW = { width: 1_000, height: 640 };

/** What Chromium logs by itself: requests that the server refuses, as some must be, and tests that read pixels. */
const NOT_OF_OUR_PAGES = ['Failed to load resource', 'Canvas2D: Multiple readback'];

export class TestBrowser {
  readonly #browser: Browser;
  /** Errors and warnings that pages reported. */
  readonly complaints: string[] = [];

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** @param film a `.y4m` file for the camera's picture */
  static async launch(camera: CameraAnswer = 'given', film?: string): Promise<TestBrowser> {
    return new TestBrowser(await launchChromium(camera, film));
  }

  /** A page of somebody with a browser of their own: no cookies or storage are shared. */
  async visitor({ person, ...options }: VisitorOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: WINDOW, ...options });
    if (person) {
      const identity = { token: person.token, user: person.user };
      const kept = JSON.stringify({ state: { identity }, version: 0 });
      await context.addInitScript((value) => localStorage.setItem('sideline.identity', value), kept);
    }
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      const text = message.text();
      const theirs = NOT_OF_OUR_PAGES.some((beginning) => text.startsWith(beginning));
      if (['error', 'warning'].includes(message.type()) && !theirs) this.complaints.push(text);
    });
    return page;
  }

  /** Ends all visits, as when everybody leaves, and forgets their complaints. */
  async closePages(): Promise<void> {
    await Promise.all(this.#browser.contexts().map((context) => context.close()));
    this.complaints.length = 0;
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}

/** How a page shows the athlete's frame. */
export interface Shown {
  /** Width of the frame divided by its height. */
  aspect: number;
  mirrored?: boolean;
}

const board = (page: Page) => page.getByTestId('board');

/** Where a point of the athlete's frame lies on the page's screen, in CSS px. */
export async function placeOf(
  page: Page,
  point: Point,
  { aspect, mirrored = false }: Shown,
): Promise<[number, number]> {
  const box = await board(page).boundingBox();
  if (!box) throw new Error('the page shows no board');
  const [left, top] = toBox(fitFrame(box, aspect, mirrored), point);
  return [box.x + left, box.y + top];
}

/** Colour (`#rrggbb`) of the ink on each of some points of the athlete's frame; `none` where there is none. */
export async function inksAt(page: Page, points: readonly Point[], { aspect, mirrored = false }: Shown) {
  const box = await board(page).boundingBox();
  if (!box) throw new Error('the page shows no board');
  const fit = fitFrame(box, aspect, mirrored);
  return await board(page).evaluate(
    (element, places) => {
      const canvas = element as HTMLCanvasElement;
      const scale = canvas.width / canvas.getBoundingClientRect().width;
      const context = canvas.getContext('2d');
      return places.map(([x, y]) => {
        const pixel = context?.getImageData(Math.round(x * scale), Math.round(y * scale), 1, 1).data;
        const [red = 0, green = 0, blue = 0, alpha = 0] = pixel ?? [];
        if (alpha < 128) return 'none';
        return `#${[red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
      });
    },
    points.map((point) => toBox(fit, point)),
  );
}

/** Colour of the ink on one point, as `inksAt` gives it. */
export async function inkAt(page: Page, point: Point, shown: Shown): Promise<string | undefined> {
  return (await inksAt(page, [point], shown))[0];
}

/** Moves the mouse over points of the athlete's frame, the button held; `lift` false leaves it down. */
export async function drag(page: Page, points: readonly Point[], shown: Shown, { lift = true } = {}): Promise<void> {
  for (const [index, point] of points.entries()) {
    const [x, y] = await placeOf(page, point, shown);
    await page.mouse.move(x, y, { steps: index === 0 ? 1 : 4 });
    if (index === 0) await page.mouse.down();
  }
  if (lift) await page.mouse.up();
}

/** What a page shows of the session. */
export const seen = {
  reps: (page: Page) => page.getByTestId('rep-count').innerText(),
  spectators: async (page: Page) => Number.parseInt(await page.getByTestId('spectator-count').innerText(), 10),
  strokes: async (page: Page) =>
    Number.parseInt((await board(page).getAttribute('aria-label'))?.match(/\d+/)?.[0] ?? '', 10),
  feedback: (page: Page) => page.getByTestId('feedback-list').innerText(),
};

/** Follows an invitation link and gives a name. */
export async function joinByLink(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Join' }).click();
}

/** Goes live with the drawn athlete for a picture. */
export async function goLiveAsDemoAthlete(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByText('Demo athlete').click();
  await page.getByRole('button', { name: 'Go live' }).click();
}

/** Follows a coach's link and joins without a camera. */
export async function joinAsCoach(page: Page, link: string, name: string): Promise<void> {
  await joinByLink(page, link, name);
  await page.getByText('No camera').click();
  await page.getByRole('button', { name: 'Join the athlete' }).click();
}
