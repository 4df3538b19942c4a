/** An athlete and a viewer in Chromium, in one session, and what their screens show. */
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { Person } from '../../support/rest.ts';
import { BrowserPage } from '../support/browser-page.ts';
import { type Misalignments, misalignments } from './misalignment.ts';
import { Screen, type ScreenReading } from './screen.ts';

const SOURCE = fileURLToPath(new URL('./stage-page.ts', import.meta.url));

/** One of the two pages. */
export interface Stage {
  page: Page;
  screen: Screen;
}

export class OverlayTrial {
  readonly viewer: Stage;
  readonly athlete: Stage;
  readonly #browsers: readonly BrowserPage[];

  /**
   * Resolves once both pages know the moments of the frames that they show.
   *
   * @param url of a server that runs
   * @param options.layer simulcast layer that the viewer begins with
   */
  static async start(url: string, options: { layer: number }): Promise<OverlayTrial> {
    const [owner, guest] = await Promise.all([Person.signIn(url, 'Athlete'), Person.signIn(url, 'Viewer')]);
    const sessionId = await owner.startSession('jumping-jack');
    const { token: invitation } = await owner.invite(sessionId, 'spectator');
    const browsers: BrowserPage[] = [];
    try {
      const open = async (who: string): Promise<Stage> => {
        const browser = await BrowserPage.open(url, SOURCE, who);
        browsers.push(browser);
        const { page } = browser;
        return { page, screen: await Screen.of(page) };
      };
      const [athlete, viewer] = [await open('athlete'), await open('viewer')];
      await athlete.page.evaluate((given) => window.stage.publish(given), { token: owner.token, sessionId });
      await viewer.page.evaluate((given) => window.stage.watch(given), {
        token: guest.token,
        sessionId,
        invitation,
        ...options,
      });
      for (const { page } of [athlete, viewer]) {
        await page.waitForFunction(() => window.stage.locked() > 60, undefined, { timeout: 60_000 });
      }
      return new OverlayTrial({ viewer, athlete, browsers });
    } catch (error) {
      await Promise.all(browsers.map((browser) => browser.close()));
      throw error;
    }
  }

  private constructor({
    viewer,
    athlete,
    browsers,
  }: { viewer: Stage; athlete: Stage; browsers: readonly BrowserPage[] }) {
    this.viewer = viewer;
    this.athlete = athlete;
    this.#browsers = browsers;
  }

  /** Asks for another simulcast layer for the viewer, 0 being the smallest. */
  async prefer(layer: number): Promise<void> {
    await this.viewer.page.evaluate((wanted) => window.stage.prefer(wanted), layer);
  }

  /** What readings of a stage's screen say; to be asked once the poses of the last of them have come. */
  async judge({ page }: Stage, readings: readonly ScreenReading[]): Promise<Misalignments> {
    const [shown, athlete] = await Promise.all(
      [page, this.athlete.page].map((each) => each.evaluate(() => window.stage.take())),
    );
    if (!shown || !athlete) throw new Error('a page reports nothing');
    return misalignments(readings, shown, athlete);
  }

  async close(): Promise<void> {
    await Promise.all(this.#browsers.map((browser) => browser.close()));
  }
}
