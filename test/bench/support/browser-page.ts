/** A page of Chromium's with a script of ours in it, on the origin of a server. */
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { Complaints } from '../../support/browser.ts';
import { launchChromium } from '../../support/chromium.ts';

export class BrowserPage {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #complaints: Complaints;
  readonly #who: string;

  /**
   * @param url the server's, which the page talks to
   * @param source file of the script
   * @param who names the page in messages
   */
  static async open(url: string, source: string, who: string): Promise<BrowserPage> {
    const script = await bundle(source, who);
    const browser = await launchChromium({ whole: true });
    try {
      const page = await browser.newPage({ bypassCSP: true });
      const complaints = new Complaints();
      complaints.follow(page);
      // Any page of the server's own will do to run the script in: its origin is what counts.
      await page.goto(`${url}/healthz`);
      await page.addScriptTag({ content: script });
      return new BrowserPage(browser, page, complaints, who);
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  private constructor(browser: Browser, page: Page, complaints: Complaints, who: string) {
    this.#browser = browser;
    this.page = page;
    this.#complaints = complaints;
    this.#who = who;
  }

  /** @throws Error when the page reported an error or a warning: what was measured is then not what people get */
  async close(): Promise<void> {
    await this.#browser.close();
    try {
      this.#complaints.demandNone();
    } catch (error) {
      throw new Error(`the ${this.#who}’s page complained`, { cause: error });
    }
  }
}

/** The page's script, in one piece. */
async function bundle(source: string, who: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    build: { write: false, minify: false, lib: { entry: source, formats: ['iife'], name: 'page' } },
  });
  const chunk = [built].flat().flatMap((result) => ('output' in result ? result.output : []))[0];
  if (chunk?.type !== 'chunk') throw new Error(`the ${who}’s page could not be built`);
  return chunk.code;
}
