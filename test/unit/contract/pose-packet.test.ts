import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LAYOUTS } from '../../../shared/coaching/index.ts';
import { decodePose, encodePose, type PosePacket } from '../../../shared/contract/pose-packet.ts';

const aPacket = (layout: PosePacket['layout'] = 'coco17'): PosePacket => ({
  layout,
  at: 123_456,
  rtpTimestamp: 0xfedcba98,
  keypoints: LAYOUTS[layout].names.map((_, index) => ({ x: index / 40, y: 1 - index / 40, score: index / 40 })),
});

describe('a pose packet', () => {
  it.each(['coco17', 'blazepose33'] as const)(
    'brings %s keypoints across within a ten-thousandth of the picture',
    (layout) => {
      const packet = aPacket(layout);
      const received = decodePose(encodePose(packet));
      expect(received).toMatchObject({ layout, at: packet.at, rtpTimestamp: packet.rtpTimestamp });
      packet.keypoints.forEach(({ x, y, score }, index) => {
        expect(received.keypoints[index]?.x).toBeCloseTo(x, 4);
        expect(received.keypoints[index]?.y).toBeCloseTo(y, 4);
        expect(received.keypoints[index]?.score).toBeCloseTo(score, 2);
      });
    },
  );

  it('says that nobody was found', () => {
    expect(decodePose(encodePose({ ...aPacket(), keypoints: [] })).keypoints).toEqual([]);
  });

  it('is read from the middle of a larger buffer', () => {
    const packet = encodePose(aPacket());
    const buffer = new Uint8Array(packet.length + 8);
    buffer.set(packet, 5);
    expect(decodePose(buffer.subarray(5, 5 + packet.length)).at).toBe(123_456);
  });

  it('is either understood or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          const { layout, keypoints } = decodePose(bytes);
          expect([0, LAYOUTS[layout].names.length]).toContain(keypoints.length);
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid_request' });
        }
      }),
    );
  });
});
