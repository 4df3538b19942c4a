/** The athlete's browser: builds the page, opens it in Chromium and asks it for its frames. */

import { fileURLToPath } from 'node:url';
import { BrowserPage } from '../support/browser-page.ts';
import { machineTimeMs } from '../support/machine-time.ts';
import type { AthleteOptions, FrameTimes } from './athlete-page.ts';

const SOURCE = fileURLToPath(new URL('./athlete-page.ts', import.meta.url));
const CLOCK_READINGS = 30;

export class Athlete {
  readonly #browser: BrowserPage;

  /** Joins, publishes, and resolves once both tracks are sent. */
  static async join(url: string, options: AthleteOptions): Promise<Athlete> {
    const browser = await BrowserPage.open(url, SOURCE, 'athlete');
    try {
      await browser.page.evaluate((given) => window.athlete.start(given), options);
      return new Athlete(browser);
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  private constructor(browser: BrowserPage) {
    this.#browser = browser;
  }

  /** All frames so far, in ms of the machine's clock, and by how much that may be wrong. */
  async frames(): Promise<FrameTimes & { clockErrorMs: number }> {
    const clock = await this.#readClock();
    const { drawn, encoded } = await this.#browser.page.evaluate(() => window.athlete.times());
    return {
      drawn: drawn.map((at) => at + clock.offsetMs),
      encoded: encoded.map((frame) => ({ ...frame, at: frame.at + clock.offsetMs })),
      clockErrorMs: clock.errorMs,
    };
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }

  /** What to add to the page's clock; of many readings, the one whose round trip was shortest errs least. */
  async #readClock(): Promise<{ offsetMs: number; errorMs: number }> {
    let best = { offsetMs: 0, errorMs: Number.POSITIVE_INFINITY };
    for (let reading = 0; reading < CLOCK_READINGS; reading += 1) {
      const asked = machineTimeMs();
      const page = await this.#browser.page.evaluate(() => window.athlete.now());
      const answered = machineTimeMs();
      const errorMs = (answered - asked) / 2;
      if (errorMs < best.errorMs) best = { offsetMs: (asked + answered) / 2 - page, errorMs };
    }
    return best;
  }
}
