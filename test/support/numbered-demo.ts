import type { Page } from 'playwright-core';
import { STRIP_BITS, STRIP_SHARE } from '../bench/overlay/strip.ts';

declare global {
  interface Window {
    /** By number: when a picture was drawn, ms of `performance.now()`. */
    drawnAt?: number[];
  }
}

/** Makes each picture of the drawn athlete say which it is, by a strip of bars at its top; before the page is opened. */
export async function numberDemo(page: Page): Promise<void> {
  await page.addInitScript(
    ({ bits, share }) => {
      const capture = HTMLCanvasElement.prototype.captureStream;
      HTMLCanvasElement.prototype.captureStream = function (rate) {
        const { width, height } = this;
        const copy = Object.assign(document.createElement('canvas'), { width, height });
        const context = copy.getContext('2d', { alpha: false });
        const drawnAt: number[] = [];
        window.drawnAt = drawnAt;
        let number = 0;
        setInterval(() => {
          context?.drawImage(this, 0, 0);
          for (let bit = 0; context && bit < bits; bit += 1) {
            context.fillStyle = (number >> bit) & 1 ? '#fff' : '#000';
            context.fillRect((bit * width) / bits, 0, width / bits, height * share);
          }
          drawnAt[number] = performance.now();
          number += 1;
        }, 1_000 / 30);
        return capture.call(copy, rate);
      };
    },
    { bits: STRIP_BITS, share: STRIP_SHARE },
  );
}

/** How long ago a picture was drawn on this page, ms. */
export const ageOf = (page: Page, number: number): Promise<number> =>
  page.evaluate((drawn) => performance.now() - (window.drawnAt?.[drawn] ?? Number.NaN), number);
