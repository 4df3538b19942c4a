import { expect, it } from 'vitest';
import { encodedFormats, simulcastEncodings } from '../../../../client/session/simulcast.ts';

it.each([
  { width: 320, height: 240, scales: [2, 1] },
  { width: 640, height: 480, scales: [2, 1] },
  { width: 959, height: 540, scales: [2, 1] },
  { width: 960, height: 540, scales: [4, 2, 1] },
  { width: 1_280, height: 720, scales: [4, 2, 1] },
  { width: 720, height: 1_280, scales: [4, 2, 1] },
  { width: 1_280, height: 960, scales: [4, 2, 1] },
  { width: 1_920, height: 1_080, scales: [6, 3, 1.5] },
  { width: 1_080, height: 1_920, scales: [6, 3, 1.5] },
  { width: 3_840, height: 2_160, scales: [12, 6, 3] },
  // As wide as can be sent it is too low for three.
  { width: 2_560, height: 800, scales: [4, 2] },
])('sends a capture of $width x $height scaled down by $scales', ({ width, height, scales }) => {
  const encodings = simulcastEncodings({ width, height });
  expect(encodings.map((encoding) => encoding.scaleResolutionDownBy)).toEqual(scales);
  const bitrates = encodings.map(({ maxBitrate }) => maxBitrate);
  expect(bitrates).toEqual([...bitrates].sort((a, b) => a - b));
});

it('sends another camera in the layers that there are already, none larger than what is sent at most', () => {
  const scales = encodedFormats({ width: 1_600, height: 1_200 }, 2).map((format) => format.scaleResolutionDownBy);
  expect(scales).toEqual([2.5, 1.25]);
});

it('holds back the rate of quick cameras alone', () => {
  const rates = [24, 30.3, 60, undefined].map(
    (frameRate) => encodedFormats({ width: 640, height: 480, frameRate }, 1)[0]?.maxFramerate,
  );
  expect(rates).toEqual([undefined, undefined, 30, undefined]);
});
