import { describe, expect, it } from 'vitest';
import { videoFormat } from '../../../../../server/recording/process/video-format.ts';
import { encodeClip, wanderingSquare } from '../../../../support/rtp/clip.ts';

const size = { width: 176, height: 130 };

describe('the format of a video', () => {
  it.each(['vp8', 'h264'] as const)(
    'of %s is read from its key frame, also for sizes that are no whole blocks',
    (codec) => {
      const [keyFrame, next] = encodeClip({
        codec,
        size,
        framesPerSecond: 15,
        pictures: wanderingSquare(size, 2),
      }).frames;
      expect(videoFormat(codec, keyFrame?.data ?? Buffer.alloc(0))).toMatchObject({ codec, ...size });
      expect(videoFormat(codec, next?.data ?? Buffer.alloc(0))).toBeUndefined();
    },
  );

  it.each(['vp8', 'h264'] as const)('of %s is not read from what is cut off', (codec) => {
    const [keyFrame] = encodeClip({ codec, size, framesPerSecond: 15, pictures: wanderingSquare(size, 1) }).frames;
    for (const length of [0, 1, 5, 9]) {
      expect(videoFormat(codec, (keyFrame?.data ?? Buffer.alloc(0)).subarray(0, length))).toBeUndefined();
    }
  });
});
