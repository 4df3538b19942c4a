/** What is really on a page's screen: the numbers of the frame and of the skeletons drawn with it, read from one picture. */
import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { CDPSession, Page } from 'playwright-core';
import { readStrip, STRIP_SHARE } from './strip.ts';

export interface ScreenReading {
  /** Number of the athlete's frame. */
  frame: number;
  /** Numbers of the drawings, by kind. */
  locked: number;
  eased: number;
}

const WIDTH = 640;
const HEIGHT = 480;
const STRIP = HEIGHT * STRIP_SHARE;
const CLIP = { x: 0, y: 0, width: WIDTH, height: HEIGHT + 2 * STRIP, scale: 1 };

export class Screen {
  readonly #session: CDPSession;

  static async of(page: Page): Promise<Screen> {
    await page.setViewportSize({ width: CLIP.width, height: CLIP.height });
    return new Screen(await page.context().newCDPSession(page));
  }

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  async read(): Promise<ScreenReading> {
    const { data } = await this.#session.send('Page.captureScreenshot', {
      format: 'png',
      clip: CLIP,
      optimizeForSpeed: true,
    });
    const context = createCanvas(CLIP.width, CLIP.height).getContext('2d');
    context.drawImage(await loadImage(Buffer.from(data, 'base64')), 0, 0);
    const pixels = context.getImageData(0, 0, CLIP.width, CLIP.height).data;
    const at = (top: number) => readStrip(pixels, CLIP.width, { left: 0, top, width: WIDTH, height: STRIP });
    return { frame: at(0), locked: at(HEIGHT), eased: at(HEIGHT + STRIP) };
  }
}
