import { AV_PIX_FMT_YUV420P } from 'node-av/constants';
import { Frame } from 'node-av/lib';
import { afterEach, describe, expect, it } from 'vitest';
import { PictureScaler, type PixelFormat } from '../../../../server/video/picture-scaler.ts';
import type { Size } from '../../../../shared/size.ts';

const WIDTHS = { first: 2, last: 2_000 };
const GUARD = 0xa5;
/** Native code may write as far as this behind the last row and still be within our memory. */
const GUARDED_BYTES = 32;

const frames: Frame[] = [];
afterEach(() => {
  for (const frame of frames.splice(0)) frame.free();
});

/** A picture as decoders give it, all of one grey. */
function aPicture({ width, height }: Size) {
  const frame = new Frame();
  frame.alloc();
  frames.push(frame);
  Object.assign(frame, { width, height, format: AV_PIX_FMT_YUV420P });
  if (frame.getBuffer() < 0) throw new Error('FFmpeg gives no memory');
  for (const plane of frame.data ?? []) plane.fill(128);
  return { width, height, data: frame.data, linesize: frame.linesize, format: AV_PIX_FMT_YUV420P };
}

describe.each<PixelFormat>(['rgb', 'rgba'])('%s', (format) => {
  it.each([
    { name: 'as it is', of: (size: Size) => size },
    { name: 'made smaller', of: ({ width, height }: Size) => ({ width: Math.ceil(width * 0.6), height }) },
  ])('stays within its memory at every width, and writes every pixel: $name', ({ of }) => {
    const overrun: number[] = [];
    const wrong: number[] = [];
    for (let width = WIDTHS.first; width <= WIDTHS.last; width++) {
      const picture = aPicture({ width, height: 4 });
      const scaler = new PictureScaler(format);
      const target = of(picture);
      // The second time, the memory of the first is written to again.
      scaler.scale(picture, target)?.data.fill(GUARD);
      const rows = scaler.scale(picture, target);
      scaler.close();
      for (const frame of frames.splice(0)) frame.free();
      if (!rows) throw new Error(`no picture at ${width} px`);
      const { data, stride, pixelBytes } = rows;
      const behind = data.subarray(stride * target.height);
      if (behind.length < 2 * GUARDED_BYTES || behind.subarray(GUARDED_BYTES).some((byte) => byte !== GUARD)) {
        overrun.push(width);
      }
      for (let row = 0; row < target.height; row++) {
        const pixels = data.subarray(row * stride, row * stride + target.width * pixelBytes);
        const isGrey = pixels.every(
          (byte, index) => (index % 4 === 3 && format === 'rgba') || Math.abs(byte - 130) < 3,
        );
        if (!isGrey) wrong.push(width);
      }
    }
    expect({ overrun, wrong }).toEqual({ overrun: [], wrong: [] });
  });
});
