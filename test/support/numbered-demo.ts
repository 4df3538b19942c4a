import type { Page } from 'playwright-core';
import { STRIP_BITS, STRIP_SHARE } from '../bench/overlay/strip.ts';

/** Makes each picture of the drawn athlete say which it is, by a strip of bars at its top; before the page is opened. */
export async function numberDemo(page: Page): Promise<void> {
  await page.addInitScript(
    ({ bits, share }) => {
      const capture = HTMLCanvasElement.prototype.captureStream;
      HTMLCanvasElement.prototype.captureStream = function (rate) {
        const { width, height } = this;
        const copy = Object.assign(document.createElement('canvas'), { width, height });
        const context = copy.getContext('2d', { alpha: false });
        let number = 0;
        setInterval(() => {
          context?.drawImage(this, 0, 0);
          for (let bit = 0; context && bit < bits; bit += 1) {
            context.fillStyle = (number >> bit) & 1 ? '#fff' : '#000';
            context.fillRect((bit * width) / bits, 0, width / bits, height * share);
          }
          number += 1;
        }, 1_000 / 30);
        return capture.call(copy, rate);
      };
    },
    { bits: STRIP_BITS, share: STRIP_SHARE },
  );
}
