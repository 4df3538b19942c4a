import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LAYOUTS } from '../../../../shared/coaching/index.ts';
import { MAX_ATHLETES } from '../../../../shared/contract/athlete-state.ts';
import { decodePose, encodePose, type PosePacket } from '../../../../shared/contract/pose-packet.ts';

const aPacket = (layout: PosePacket['layout'] = 'coco17'): PosePacket => ({
  athlete: 0,
  layout,
  at: 123_456,
  rtpTimestamp: 0xfedcba98,
  keypoints: LAYOUTS[layout].names.map((_, index) => ({ x: index / 40, y: 1 - index / 40, score: index / 40 })),
});

describe('a pose packet', () => {
  it.each(['coco17', 'blazepose33', 'body21'] as const)(
    'brings %s keypoints across within half a px of 1280',
    (layout) => {
      const packet = aPacket(layout);
      const received = decodePose(encodePose(packet));
      expect(received).toMatchObject({ layout, at: packet.at, rtpTimestamp: packet.rtpTimestamp });
      packet.keypoints.forEach(({ x, y, score }, index) => {
        const found = received.keypoints[index];
        expect(Math.abs((found?.x ?? Number.NaN) - x)).toBeLessThan(0.5 / 1280);
        expect(Math.abs((found?.y ?? Number.NaN) - y)).toBeLessThan(0.5 / 1280);
        expect(Math.abs((found?.score ?? Number.NaN) - score)).toBeLessThanOrEqual(0.5 / 15);
      });
    },
  );

  it.each([
    { layout: 'coco17', bytes: 66 },
    { layout: 'body21', bytes: 79 },
    { layout: 'blazepose33', bytes: 118 },
  ] as const)('takes $bytes bytes for $layout', ({ layout, bytes }) => {
    expect(encodePose(aPacket(layout))).toHaveLength(bytes);
  });

  it.each(['coco17', 'blazepose33', 'body21'] as const)(
    'says whose it is beside the layout %s, in no more bytes',
    (layout) => {
      for (const athlete of [0, 1, MAX_ATHLETES - 1]) {
        const bytes = encodePose({ ...aPacket(layout), athlete });
        expect(decodePose(bytes)).toMatchObject({ athlete, layout });
        expect(bytes).toHaveLength(encodePose(aPacket(layout)).length);
      }
    },
  );

  it('moves what lies far outside the picture to its surroundings', () => {
    const { keypoints, ...packet } = aPacket();
    const far = [-9, -0.1, 1.1, 9, Number.NEGATIVE_INFINITY].map((x) => ({ x, y: 0.5, score: 2 }));
    const received = decodePose(encodePose({ ...packet, keypoints: [...far, ...keypoints.slice(far.length)] }));
    const places = received.keypoints.slice(0, far.length).map(({ x }) => Math.round(x * 100) / 100);
    expect(places).toEqual([-0.25, -0.1, 1.1, 1.25, -0.25]);
    expect(received.keypoints[0]?.score).toBe(1);
  });

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
