/** Real Firefox, driven over WebDriver BiDi, and what the test in it looks at. */
import { setTimeout as wait } from 'node:timers/promises';
import { type Browser, launch, type Page } from 'puppeteer-core';
import { findFirefox, firefoxAdvice } from '../../scripts/setup/firefox.mjs';
import { Complaints, type OnPurpose } from './browser.ts';

const PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
};
const LIMIT_MS = 30_000;
const LOOK_EVERY_MS = 150;

/** A part of the page, CSS px. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export class TestFirefox {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #complaints: Complaints;

  /** @throws Error with advice when there is no Firefox on this machine */
  static async launch({ width, height }: { width: number; height: number }, onPurpose: readonly OnPurpose[] = []) {
    const executablePath = findFirefox();
    if (!executablePath) throw new Error(['There is no Firefox.', ...firefoxAdvice].join('\n'));
    const browser = await launch({ browser: 'firefox', executablePath, extraPrefsFirefox: PREFERENCES });
    try {
      const page = await browser.newPage();
      await page.setViewport({ width, height });
      page.setDefaultTimeout(LIMIT_MS);
      const complaints = new Complaints(onPurpose);
      complaints.followFirefox(page);
      return new TestFirefox(browser, page, complaints);
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  private constructor(browser: Browser, page: Page, complaints: Complaints) {
    this.#browser = browser;
    this.page = page;
    this.#complaints = complaints;
  }

  /** Clicks a button as soon as it is there and can be used. */
  async press(name: string): Promise<void> {
    const { x, y } = await this.#placeOf('button', name);
    await this.page.mouse.click(x, y);
  }

  /** Types into a field that has this label. */
  async fill(label: string, text: string): Promise<void> {
    const { x, y } = await this.#placeOf('input', label);
    await this.page.mouse.click(x, y);
    await this.page.keyboard.type(text);
  }

  /**
   * Middle of an element that can be used, by its name, once it stays where it is. Puppeteer's own selectors need `eval`, which the
   * pages' content policy forbids.
   */
  async #placeOf(tag: 'button' | 'input', name: string): Promise<{ x: number; y: number }> {
    const until = performance.now() + LIMIT_MS;
    let last = '';
    while (performance.now() < until) {
      const place = await this.page.evaluate(
        (wantedTag, wantedName) => {
          const found = [...document.querySelectorAll<HTMLButtonElement | HTMLInputElement>(wantedTag)].find(
            (element) => {
              const names = [
                element.ariaLabel,
                element.textContent,
                ...[...(element.labels ?? [])].map((label) => label.textContent),
              ];
              return !element.disabled && names.some((text) => text?.trim().startsWith(wantedName));
            },
          );
          if (!found) return undefined;
          found.scrollIntoView({ block: 'center' });
          const { x, y, width, height } = found.getBoundingClientRect();
          return { x: x + width / 2, y: y + height / 2 };
        },
        tag,
        name,
      );
      if (place && JSON.stringify(place) === last) return place;
      last = JSON.stringify(place);
      await wait(LOOK_EVERY_MS);
    }
    throw new Error(`there is no ${tag} “${name}” on the page:\n${await this.textOf('body')}`);
  }

  async boxOf(selector: string): Promise<Box> {
    const found = await this.page.evaluate((wanted) => {
      const { x = 0, y = 0, width = 0, height = 0 } = document.querySelector(wanted)?.getBoundingClientRect() ?? {};
      return { x, y, width, height };
    }, selector);
    if (found.width === 0) throw new Error(`${selector} is not on the page`);
    return found;
  }

  /** Resolves once the first such video, which must be on the page, has shown so many more pictures. */
  async shows(selector: string, pictures: number): Promise<void> {
    await this.page.evaluate(
      (wanted, most) =>
        new Promise<void>((resolve, reject) => {
          const video = document.querySelector<HTMLVideoElement>(wanted);
          if (!video) return reject(new Error(`${wanted} is not on the page`));
          let shown = 0;
          const next = () => {
            shown += 1;
            if (shown >= most) resolve();
            else video.requestVideoFrameCallback(next);
          };
          video.requestVideoFrameCallback(next);
        }),
      selector,
      pictures,
    );
  }

  /** Names of the attributes that all such elements have. */
  async attributesOf(selector: string): Promise<string[]> {
    return await this.page.evaluate((wanted) => {
      const [first = [], ...others] = [...document.querySelectorAll(wanted)].map((element) =>
        element.getAttributeNames(),
      );
      return first.filter((name) => others.every((names) => names.includes(name)));
    }, selector);
  }

  async has(selector: string): Promise<boolean> {
    return await this.page.evaluate((wanted) => document.querySelector(wanted) !== null, selector);
  }

  /** Text of an element; empty where there is none. */
  async textOf(selector: string): Promise<string> {
    return await this.page.evaluate((wanted) => document.querySelector(wanted)?.textContent ?? '', selector);
  }

  /** Moves the mouse along a line, the button held. */
  async drag(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(to.x, to.y, { steps: 8 });
    await this.page.mouse.up();
  }

  /** @throws Error when the page reported an error or a warning */
  async close(): Promise<void> {
    await this.#browser.close();
    this.#complaints.demandNone();
  }
}
