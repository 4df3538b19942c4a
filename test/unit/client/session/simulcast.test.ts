import { expect, it } from 'vitest';
import { simulcastEncodings } from '../../../../client/session/simulcast.ts';

it.each([
  { width: 320, height: 240, scales: [2, 1] },
  { width: 640, height: 480, scales: [2, 1] },
  { width: 959, height: 540, scales: [2, 1] },
  { width: 960, height: 540, scales: [4, 2, 1] },
  { width: 1_280, height: 720, scales: [4, 2, 1] },
  { width: 720, height: 1_280, scales: [4, 2, 1] },
])('sends a capture of $width x $height scaled down by $scales', ({ width, height, scales }) => {
  const encodings = simulcastEncodings({ width, height });
  expect(encodings.map((encoding) => encoding.scaleResolutionDownBy)).toEqual(scales);
  const bitrates = encodings.map(({ maxBitrate }) => maxBitrate);
  expect(bitrates).toEqual([...bitrates].sort((a, b) => a - b));
});
