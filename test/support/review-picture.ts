/** The picture of the review room and of a recording that is looked at together. */
import type { Page } from 'playwright-core';
import { fitFrame, toBox } from '../../client/stage/frame-fit.ts';
import type { Point } from '../../shared/contract/board.ts';

const pictureOf = (on: Page) => on.getByTestId('review-picture');

/** Colour of the picture at a point of the frame, `#rrggbb`. @param aspect width of the frame divided by its height */
export async function pictureColourAt(on: Page, aspect: number, point: Point): Promise<string> {
  const canvas = pictureOf(on);
  const size = await canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    return { width, height };
  });
  const place = toBox(fitFrame(size, aspect), point);
  const pixel = await canvas.evaluate((element, [x, y]) => {
    const context = (element as HTMLCanvasElement).getContext('2d');
    return Array.from(context?.getImageData(Math.round(x), Math.round(y), 1, 1).data ?? []);
  }, place);
  return `#${pixel
    .slice(0, 3)
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')}`;
}

/** Where a point of the frame lies on the page, CSS px. */
export async function placeOnPicture(on: Page, aspect: number, point: Point): Promise<[number, number]> {
  await pictureOf(on).scrollIntoViewIfNeeded();
  const box = await pictureOf(on).boundingBox();
  if (!box) throw new Error('there is no picture');
  const [left, top] = toBox(fitFrame(box, aspect), point);
  return [box.x + left, box.y + top];
}

/** Takes the pen and draws a thick line across the upper part of the picture, at a fifth of its height. */
export async function drawThickLine(on: Page, aspect: number): Promise<void> {
  await on.keyboard.press('d');
  await on.locator('label', { has: on.getByRole('radio', { name: 'Thick' }) }).click();
  await on.getByRole('button', { name: 'Line', exact: true }).click();
  await on.mouse.move(...(await placeOnPicture(on, aspect, [0.1, 0.2])));
  await on.mouse.down();
  await on.mouse.move(...(await placeOnPicture(on, aspect, [0.9, 0.2])), { steps: 4 });
  await on.mouse.up();
}
