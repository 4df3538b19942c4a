import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readH264Payload, readVp8Payload } from '../../../../server/rtp/payload-formats.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('readVp8Payload', () => {
  it.each([
    { what: 'without extensions', payload: '10 00 aa', startsFrame: true, keyFrame: true, data: '00aa' },
    { what: 'of a frame that refers to others', payload: '10 01 aa', startsFrame: true, keyFrame: false, data: '01aa' },
    { what: 'that continues a partition', payload: '00 00 aa', startsFrame: false, keyFrame: false, data: '00aa' },
    { what: 'that starts a later partition', payload: '11 00', startsFrame: false, keyFrame: false, data: '00' },
    { what: 'with a short picture number', payload: '90 80 7f 00', startsFrame: true, keyFrame: true, data: '00' },
    { what: 'with a long picture number', payload: '90 80 ff ff 01', startsFrame: true, keyFrame: false, data: '01' },
    { what: 'with a key index only', payload: '90 10 1f 01', startsFrame: true, keyFrame: false, data: '01' },
  ])('reads a payload $what', ({ payload, startsFrame, keyFrame, data }) => {
    expect(readVp8Payload(hex(payload))).toEqual({ startsFrame, keyFrame, data: [hex(data)] });
  });

  it('reads the temporal layer and the number of the base layer frame', () => {
    expect(readVp8Payload(hex('90 e0 8001 2a 80 01'))?.temporal).toEqual({ layer: 2, baseIndex: 0x2a });
    expect(readVp8Payload(hex('90 60 2a 60 01'))?.temporal).toEqual({ layer: 1, baseIndex: 0x2a });
  });

  it.each(['', '10', '90', '90 80', '90 80 ff', '90 80 ff ff', '90 e0 80 01 2a', '90 e0 80 01 2a 80'])(
    'refuses the truncated payload "%s"',
    (payload) => {
      expect(readVp8Payload(hex(payload))).toBeUndefined();
    },
  );
});

describe('readH264Payload', () => {
  it.each([
    {
      what: 'a slice at the start of a picture',
      payload: '41 9a bb',
      startsFrame: true,
      keyFrame: false,
      data: '00000001 41 9a bb',
    },
    { what: 'a later slice', payload: '41 1a bb', startsFrame: false, keyFrame: false, data: '00000001 41 1a bb' },
    { what: 'a key picture', payload: '65 88 bb', startsFrame: true, keyFrame: true, data: '00000001 65 88 bb' },
    { what: 'a parameter set', payload: '67 42 c0', startsFrame: true, keyFrame: false, data: '00000001 67 42 c0' },
    {
      what: 'an aggregate of parameter sets and a key picture',
      payload: '78 0002 6742 0002 68ce 0003 6588bb',
      startsFrame: true,
      keyFrame: true,
      data: '00000001 6742 00000001 68ce 00000001 6588bb',
    },
    { what: 'the first fragment', payload: '7c 85 88 bb', startsFrame: true, keyFrame: true, data: '00000001 65 88bb' },
    { what: 'a middle fragment', payload: '7c 05 aa', startsFrame: false, keyFrame: true, data: 'aa' },
    { what: 'the last fragment', payload: '5c 41 aa', startsFrame: false, keyFrame: false, data: 'aa' },
  ])('reads $what', ({ payload, startsFrame, keyFrame, data }) => {
    const piece = readH264Payload(hex(payload));
    expect(piece).toMatchObject({ startsFrame, keyFrame });
    expect(Buffer.concat(piece?.data ?? [])).toEqual(hex(data));
  });

  it.each(['', '65', '78 00', '78 0000', '78 0005 67', '7c 85', '79 0000', '7d 85 88', '60 00'])(
    'refuses the malformed payload "%s"',
    (payload) => {
      expect(readH264Payload(hex(payload))).toBeUndefined();
    },
  );
});

it('takes any bytes without throwing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      for (const read of [readVp8Payload, readH264Payload]) {
        const piece = read(Buffer.from(bytes));
        if (piece) expect(piece.data.length).toBeGreaterThan(0);
      }
    }),
  );
});
