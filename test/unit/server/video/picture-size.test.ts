import { expect, it } from 'vitest';
import { announcedSize } from '../../../../server/video/picture-size.ts';
import { encodeClip } from '../../../support/rtp/clip.ts';

const SIZE = { width: 322, height: 178 };
const clip = encodeClip({
  codec: 'vp8',
  size: SIZE,
  framesPerSecond: 10,
  bitRate: 200_000,
  pictures: [Buffer.alloc(322 * 178 * 4, 90), Buffer.alloc(322 * 178 * 4, 91)],
});

it('reads the size of a VP8 key frame without decoding it, and no size from other frames', () => {
  expect(clip.frames.map(({ data }) => announcedSize('vp8', data))).toEqual([SIZE, undefined]);
});

it('reads nothing from what is cut off or of another codec', () => {
  const [keyFrame] = clip.frames;
  expect(announcedSize('vp8', keyFrame?.data.subarray(0, 9) ?? Buffer.alloc(0))).toBeUndefined();
  expect(announcedSize('h264', keyFrame?.data ?? Buffer.alloc(0))).toBeUndefined();
});
