/** The athlete's browser: builds the page, opens it in Chromium and asks it for its frames. */

import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { chromiumAdvice, findChromium } from '../../../scripts/setup/chromium.mjs';
import { machineTimeMs } from '../support/machine-time.ts';
import type { AthleteOptions, FrameTimes } from './athlete-page.ts';

const SOURCE = fileURLToPath(new URL('./athlete-page.ts', import.meta.url));
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
];
const CLOCK_READINGS = 30;

export class Athlete {
  readonly #browser: Browser;
  readonly #page: Page;

  /** Joins, publishes, and resolves once both tracks are sent. */
  static async join(url: string, options: AthleteOptions): Promise<Athlete> {
    const executablePath = findChromium();
    if (!executablePath) throw new Error(['The athlete needs Chromium.', ...chromiumAdvice].join('\n'));
    const script = await bundle();
    const browser = await chromium.launch({ executablePath, args: FLAGS });
    try {
      const page = await browser.newPage({ bypassCSP: true });
      page.on('console', (message) => {
        if (message.type() === 'error') console.error(`athlete's page: ${message.text()}`);
      });
      page.on('pageerror', (error) => console.error(`athlete's page: ${error}`));
      // Any page of the server's own will do to run the script in: its origin is what counts.
      await page.goto(`${url}/healthz`);
      await page.addScriptTag({ content: script });
      await page.evaluate((given) => window.athlete.start(given), options);
      return new Athlete(browser, page);
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.#page = page;
  }

  /** All frames so far, in ms of the machine's clock, and by how much that may be wrong. */
  async frames(): Promise<FrameTimes & { clockErrorMs: number }> {
    const clock = await this.#readClock();
    const { drawn, encoded } = await this.#page.evaluate(() => window.athlete.times());
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
      const page = await this.#page.evaluate(() => window.athlete.now());
      const answered = machineTimeMs();
      const errorMs = (answered - asked) / 2;
      if (errorMs < best.errorMs) best = { offsetMs: (asked + answered) / 2 - page, errorMs };
    }
    return best;
  }
}

/** The page's script, in one piece. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    build: { write: false, minify: false, lib: { entry: SOURCE, formats: ['iife'], name: 'athletePage' } },
  });
  const chunk = [built].flat().flatMap((result) => ('output' in result ? result.output : []))[0];
  if (chunk?.type !== 'chunk') throw new Error('the athlete’s page could not be built');
  return chunk.code;
}
