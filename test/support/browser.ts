/** Real Chromium, and what tests look at in its pages. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Page as FirefoxPage } from 'puppeteer-core';
import { fitFrame, toBox } from '../../client/stage/frame-fit.ts';
import type { Point } from '../../shared/contract/board.ts';
import { type CameraAnswer, launchChromium } from './chromium.ts';
import type { Person } from './rest.ts';

export interface VisitorOptions extends Pick<BrowserContextOptions, 'viewport' | 'deviceScaleFactor' | 'hasTouch'> {
  /** Signed in already: what a browser keeps of it. */
  person?: Pick<Person, 'kept'>;
}

/** Wide enough for the page's columns beside each other; every px is painted without a graphics card. */
const WINDOW = { width: 1_000, height: 640 };

/** Reports of pages that no test fails for. */
interface Allowed {
  says: RegExp;
  because: string;
}

const ALWAYS: readonly Allowed[] = [
  {
    says: /^Failed to load resource/,
    because: 'the answer or the failed request is noted itself, with its address',
  },
  { says: /^Canvas2D: Multiple readback/, because: 'tests read pixels of the board' },
  {
    says: /\/(api|auth\/v1)\/\S* answered 4(?!29)\d\d$/,
    because: 'a refusal is an answer: the page says what it makes of it, and tests read that',
  },
  {
    says: /^WebSocket connection to .* closed before the connection is established/,
    because: 'a page that is left or closed gives up connecting',
  },
  { says: /net::ERR_ABORTED$/, because: 'a page that is left or closed gives up what it has asked for' },
];

/** What a test brings about, and says so when it opens the browser. */
const ON_PURPOSE = {
  'sent away': [
    {
      says: /^sideline: (NoAnswerError|SidelineError)/,
      because: 'the server ends the connection of whom it sends away',
    },
  ],
  'unknown browser': [
    { says: /^sideline: UnsupportedError/, because: 'the test opens the page in a browser that can’t' },
  ],
  'no network': [
    { says: /net::ERR_(INTERNET_DISCONNECTED|NETWORK_CHANGED)/, because: 'the test cuts the network' },
    {
      says: /net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)/,
      because: 'the test ends the server',
    },
    { says: /^WebSocket connection to .* failed/, because: 'the same, said of the live connection' },
    { says: /^sideline: NoAnswerError/, because: 'the same, said by the page itself' },
  ],
} as const satisfies Record<string, readonly Allowed[]>;

/** Everything that a test or a benchmark brings about on purpose. */
export type OnPurpose = keyof typeof ON_PURPOSE;

/** Errors and warnings of pages: logged, thrown, or of requests that were refused or failed. */
export class Complaints {
  readonly heard: string[] = [];
  readonly #allowed: readonly Allowed[];

  constructor(onPurpose: readonly OnPurpose[] = []) {
    this.#allowed = [...ALWAYS, ...onPurpose.flatMap((name): readonly Allowed[] => ON_PURPOSE[name])];
  }

  /** Listens to a page from now on. */
  follow(page: Page): void {
    page.on('pageerror', (error) => this.#note(String(error)));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.#note(message.text());
    });
    page.on('requestfailed', (request) =>
      this.#note(`${request.method()} ${request.url()}: ${request.failure()?.errorText}`),
    );
    page.on('response', (response) => {
      if (response.status() >= 400) {
        this.#note(`${response.request().method()} ${response.url()} answered ${response.status()}`);
      }
    });
  }

  /** The same for a page of Firefox. */
  followFirefox(page: FirefoxPage): void {
    // The driver tries `eval`, which the pages' policy forbids.
    const ofDriver = /blocked a JavaScript eval/;
    page.on('pageerror', (error) => {
      if (!ofDriver.test(String(error))) this.#note(String(error));
    });
    page.on('console', (message) => {
      if (['error', 'warn'].includes(message.type()) && !ofDriver.test(message.text())) this.#note(message.text());
    });
    page.on('requestfailed', (request) =>
      this.#note(`${request.method()} ${request.url()}: ${request.failure()?.errorText}`),
    );
    page.on('response', (response) => {
      if (response.status() >= 400) {
        this.#note(`${response.request().method()} ${response.url()} answered ${response.status()}`);
      }
    });
  }

  /** @throws Error with all that was heard since the last time, if there was anything */
  demandNone(): void {
    const heard = this.heard.splice(0);
    if (heard.length > 0) throw new Error(['A page reported:', ...heard].join('\n'));
  }

  #note(text: string): void {
    if (!this.#allowed.some(({ says }) => says.test(text))) this.heard.push(text);
  }
}

export interface LaunchOptions {
  camera?: CameraAnswer;
  /** A `.y4m` file for the camera's picture. */
  film?: string;
  /** The whole Chromium, of this browser's own: its headless shell gives devices other ids with every page. */
  whole?: boolean;
  onPurpose?: readonly OnPurpose[];
  /** Of the demo athlete. Each frame is encoded in three layers, decoded and painted on the tests' own processors. */
  demoFramesPerSecond?: number;
}

/** Enough to be counted by. */
const FEW_FRAMES = 7;

/** In the page: canvases are captured at most so many times a second. */
function captureAtMost(framesPerSecond: number): void {
  const capture = HTMLCanvasElement.prototype.captureStream;
  HTMLCanvasElement.prototype.captureStream = function (wanted = framesPerSecond) {
    return capture.call(this, Math.min(wanted, framesPerSecond));
  };
}

/** With a camera, for all files of tests in this process: visitors share nothing. It ends with the process. */
let usual: Promise<Browser> | undefined;

async function usualBrowser(): Promise<Browser> {
  const running = await usual;
  if (running?.isConnected()) return running;
  usual = launchChromium();
  return await usual;
}

export class TestBrowser {
  readonly #browser: Browser;
  readonly #own: boolean;
  readonly #complaints: Complaints;
  readonly #demoFramesPerSecond: number;

  private constructor(browser: Browser, own: boolean, complaints: Complaints, demoFramesPerSecond: number) {
    this.#browser = browser;
    this.#own = own;
    this.#complaints = complaints;
    this.#demoFramesPerSecond = demoFramesPerSecond;
  }

  static async launch({
    camera = 'given',
    film,
    whole = false,
    onPurpose = [],
    demoFramesPerSecond = FEW_FRAMES,
  }: LaunchOptions = {}): Promise<TestBrowser> {
    const own = whole || camera !== 'given' || film !== undefined;
    const browser = await (own ? launchChromium({ camera, whole, ...(film && { film }) }) : usualBrowser());
    return new TestBrowser(browser, own, new Complaints(onPurpose), demoFramesPerSecond);
  }

  /** Errors and warnings that pages reported so far. */
  get complaints(): readonly string[] {
    return this.#complaints.heard;
  }

  /** A page of somebody with a browser of their own: no cookies or storage are shared. */
  async visitor({ person, ...options }: VisitorOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: WINDOW, reducedMotion: 'reduce', ...options });
    if (person) {
      // Once, so that what the page makes of it stays after a reload.
      await context.addInitScript((value) => {
        if (localStorage.getItem('sideline.auth') === null) localStorage.setItem('sideline.auth', value);
      }, person.kept);
    }
    await context.addInitScript(captureAtMost, this.#demoFramesPerSecond);
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    this.#complaints.follow(page);
    return page;
  }

  /**
   * Ends all visits, as when everybody leaves.
   * @throws Error when a page reported an error or a warning that the test did not bring about on purpose
   */
  async closePages(): Promise<void> {
    await Promise.all(this.#browser.contexts().map((context) => context.close()));
    this.#complaints.demandNone();
  }

  /** @throws Error as `closePages` does */
  async close(): Promise<void> {
    if (this.#own) await this.#browser.close();
    await this.closePages();
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

/** What somebody brings along to a session. */
export interface Brought {
  /** A microphone: what it hears is cleaned, encoded and played on the tests' own processors, a fifth of what a session takes. */
  sound?: boolean;
}

/** Goes live with the drawn athlete for a picture. */
export async function goLiveAsDemoAthlete(page: Page, address: string, { sound = false }: Brought = {}): Promise<void> {
  await page.goto(address);
  await page.getByText('Demo athlete').click();
  if (!sound) await leaveMicrophone(page);
  await page.getByRole('button', { name: 'Go live' }).click();
}

/** Follows a coach's link and joins without a camera. */
export async function joinAsCoach(
  page: Page,
  link: string,
  name: string,
  { sound = false }: Brought = {},
): Promise<void> {
  await joinByLink(page, link, name);
  await page.getByText('No camera').click();
  if (!sound) await leaveMicrophone(page);
  await page.getByRole('button', { name: 'Join the athlete' }).click();
}

/** In the lobby: somebody comes without a microphone. */
export const leaveMicrophone = (page: Page): Promise<void> =>
  page.getByRole('switch', { name: 'Microphone' }).uncheck({ force: true });
