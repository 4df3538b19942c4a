import { expect, it } from 'vitest';
import { fitInto } from '../../../../server/video/letterbox.ts';

const SQUARE = { width: 192, height: 192 };

it.each([
  { picture: { width: 320, height: 240 }, box: { x: 0, y: 24, width: 192, height: 144 } },
  { picture: { width: 270, height: 480 }, box: { x: 42, y: 0, width: 108, height: 192 } },
  { picture: { width: 192, height: 192 }, box: { x: 0, y: 0, width: 192, height: 192 } },
  { picture: { width: 96, height: 48 }, box: { x: 0, y: 48, width: 192, height: 96 } },
  { picture: { width: 4000, height: 2 }, box: { x: 0, y: 95, width: 192, height: 1 } },
])('fits $picture.width x $picture.height whole and centred', ({ picture, box }) => {
  expect(fitInto(picture, SQUARE)).toEqual(box);
});
