import { afterEach, describe, expect, it } from 'vitest';
import type { VideoCodec } from '../../../../server/rtp/payload-formats.ts';
import { VideoDecoder } from '../../../../server/video/decoder.ts';
import type { Size } from '../../../../shared/size.ts';
import { encodeClip } from '../../../support/rtp/clip.ts';

const TARGET = { width: 192, height: 192 };
const decoders: VideoDecoder[] = [];
afterEach(() => {
  for (const decoder of decoders.splice(0)) decoder.close();
});

function aDecoder(codec: VideoCodec): VideoDecoder {
  const decoder = VideoDecoder.create(codec);
  decoders.push(decoder);
  return decoder;
}

/** One key frame, red in its upper half and blue in its lower. */
function aKeyFrame(codec: VideoCodec, size: Size): Buffer {
  const picture = Buffer.alloc(size.width * size.height * 4);
  for (let index = 0; index < size.width * size.height; index++) {
    picture.set(index < (size.width * size.height) / 2 ? [255, 0, 0, 255] : [0, 0, 255, 255], index * 4);
  }
  const clip = encodeClip({ codec, size, framesPerSecond: 1, bitRate: 2_000_000, pictures: [picture] });
  return clip.frames[0]?.data ?? Buffer.alloc(0);
}

describe.each<VideoCodec>(['vp8', 'h264'])('%s', (codec) => {
  it.each([
    { width: 320, height: 240 },
    { width: 180, height: 320 },
    { width: 642, height: 358 },
    { width: 64, height: 64 },
  ])('scales $width x $height into the middle, in its colours, with black bars', (size) => {
    const decoder = aDecoder(codec);
    expect(decoder.decode(aKeyFrame(codec, size))).toBe(true);
    const picture = decoder.take();
    expect(picture?.size).toEqual(size);
    const scaled = picture?.letterboxed(TARGET);
    expect(scaled).toBeDefined();
    if (!scaled) return;
    const { box, data } = scaled;
    const pixel = (x: number, y: number) => Array.from(data.subarray((y * 192 + x) * 3, (y * 192 + x) * 3 + 3));
    const [upperRed = 0, , upperBlue = 0] = pixel(96, box.y + Math.floor(box.height / 4));
    const [lowerRed = 0, , lowerBlue = 0] = pixel(96, box.y + Math.floor((box.height * 3) / 4));
    expect([upperRed > 200, upperBlue < 60, lowerRed < 60, lowerBlue > 200]).toEqual([true, true, true, true]);
    let outside = 0;
    for (let y = 0; y < 192; y++) {
      for (let x = 0; x < 192; x++) {
        const inside = x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
        if (!inside) outside += Math.max(...pixel(x, y));
      }
    }
    expect(outside).toBe(0);
  });

  it('follows a change of the picture size', () => {
    const decoder = aDecoder(codec);
    for (const size of [
      { width: 320, height: 240 },
      { width: 160, height: 240 },
      { width: 320, height: 240 },
    ]) {
      expect(decoder.decode(aKeyFrame(codec, size))).toBe(true);
      expect(decoder.take()?.size).toEqual(size);
    }
  });

  it('leaves nothing of one picture in the bars of the next', () => {
    const decoder = aDecoder(codec);
    decoder.decode(aKeyFrame(codec, { width: 240, height: 240 }));
    decoder.take()?.letterboxed(TARGET);
    decoder.decode(aKeyFrame(codec, { width: 320, height: 240 }));
    const scaled = decoder.take()?.letterboxed(TARGET);
    expect(scaled?.box.y).toBeGreaterThan(0);
    expect(Math.max(...(scaled?.data.subarray(0, 192 * 3 * (scaled?.box.y ?? 0)) ?? []))).toBe(0);
  });

  it('keeps a picture that was taken as it is while the next are decoded', () => {
    const decoder = aDecoder(codec);
    decoder.decode(aKeyFrame(codec, { width: 320, height: 240 }));
    const picture = decoder.take();
    const before = picture?.letterboxed(TARGET)?.data.slice();
    decoder.decode(aKeyFrame(codec, { width: 160, height: 240 }));
    expect(picture?.size).toEqual({ width: 320, height: 240 });
    expect(picture?.letterboxed(TARGET)?.data).toEqual(before);
  });

  it.each([
    {
      what: 'a corner, with the edge going on outside',
      region: { centreX: 0, centreY: 0, side: 100, rotation: 0 },
      upper: 'red',
      lower: 'red',
    },
    { what: 'the middle', region: { centreX: 160, centreY: 120, side: 200, rotation: 0 }, upper: 'red', lower: 'blue' },
    {
      what: 'the middle upside down',
      region: { centreX: 160, centreY: 120, side: 200, rotation: Math.PI },
      upper: 'blue',
      lower: 'red',
    },
    {
      what: 'more than the picture',
      region: { centreX: 160, centreY: 120, side: 1_000, rotation: 0 },
      upper: 'red',
      lower: 'blue',
    },
  ])('reads $what upright', ({ region, upper, lower }) => {
    const decoder = aDecoder(codec);
    decoder.decode(aKeyFrame(codec, { width: 320, height: 240 }));
    const data = decoder.take()?.cropped(region, 64) ?? new Uint8Array();
    const colourAt = (row: number) => {
      const [red = 0, , blue = 0] = data.subarray((row * 64 + 32) * 3);
      return red > 200 && blue < 60 ? 'red' : red < 60 && blue > 200 ? 'blue' : `${red}, ${blue}`;
    };
    expect([colourAt(4), colourAt(59)]).toEqual([upper, lower]);
  });

  it('says so when the data is no frame, has no picture then, and goes on with the next', () => {
    const decoder = aDecoder(codec);
    expect(decoder.decode(Buffer.from('this is no video, whatever the sender says'))).toBe(false);
    expect(decoder.take()).toBeUndefined();
    expect(decoder.decode(aKeyFrame(codec, { width: 64, height: 64 }))).toBe(true);
    expect(decoder.take()?.size).toEqual({ width: 64, height: 64 });
  });

  it('may be closed twice', () => {
    const decoder = aDecoder(codec);
    decoder.close();
    expect(() => decoder.close()).not.toThrow();
  });
});

it('refuses a picture larger than any camera sends', () => {
  const decoder = aDecoder('vp8');
  const frame = Buffer.from(aKeyFrame('vp8', { width: 64, height: 64 }));
  frame.writeUInt16LE(16_383, 6);
  frame.writeUInt16LE(16_383, 8);
  expect(decoder.decode(frame)).toBe(false);
});
