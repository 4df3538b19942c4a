import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RtpHeader, RtpPacket } from 'werift-rtp';
import { isRtcp, parseRtpPacket, sequenceDistance } from '../../../../server/rtp/packet.ts';

describe('parseRtpPacket', () => {
  it('reads what another implementation wrote, header extensions, contributing sources and padding included', () => {
    fc.assert(
      fc.property(
        fc.record({
          marker: fc.boolean(),
          payloadType: fc.nat(127),
          sequenceNumber: fc.nat(0xffff),
          timestamp: fc.nat(0xffffffff),
          ssrc: fc.nat(0xffffffff),
          csrc: fc.array(fc.nat(0xffffffff), { maxLength: 15 }),
          extensions: fc.array(
            fc.record({ id: fc.integer({ min: 1, max: 14 }), payload: bytes({ minLength: 1, maxLength: 16 }) }),
            { maxLength: 3 },
          ),
          paddingSize: fc.nat(20),
        }),
        bytes({ maxLength: 60 }),
        (fields, payload) => {
          const header = new RtpHeader({ ...fields, padding: fields.paddingSize > 0 });
          const { csrc: _, extensions: __, paddingSize: ___, ...plain } = fields;
          expect(parseRtpPacket(new RtpPacket(header, payload).serialize())).toEqual({ ...plain, payload });
        },
      ),
    );
  });

  const whole = new RtpPacket(new RtpHeader({ payloadType: 96, ssrc: 7 }), Buffer.alloc(20)).serialize();
  const withFirstByte = (value: number) => {
    const changed = Buffer.from(whole);
    changed.writeUInt8(value, 0);
    return changed;
  };

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a truncated header', whole.subarray(0, 11)],
    ['a foreign version', withFirstByte(0x40)],
    ['more contributing sources than bytes', withFirstByte(0x8f)],
    [
      'an extension longer than the packet',
      Buffer.concat([withFirstByte(0x90).subarray(0, 12), Buffer.of(0, 0, 255, 255)]),
    ],
    ['an extension header cut off', withFirstByte(0x90).subarray(0, 14)],
    ['padding longer than the payload', Buffer.concat([withFirstByte(0xa0), Buffer.of(200)])],
    ['padding of no length', withFirstByte(0xa0)],
  ])('refuses %s', (_, datagram) => {
    expect(parseRtpPacket(datagram)).toBeUndefined();
  });

  it('takes any bytes without throwing', () => {
    fc.assert(
      fc.property(bytes({ maxLength: 100 }), (datagram) => {
        const packet = parseRtpPacket(datagram);
        if (packet) expect(packet.payload.length).toBeLessThanOrEqual(datagram.length - 12);
      }),
    );
  });
});

it('distinguishes RTCP from RTP on a shared port', () => {
  expect(isRtcp(Buffer.of(0x80, 200))).toBe(true);
  expect(isRtcp(Buffer.of(0x80, 96))).toBe(false);
  expect(isRtcp(Buffer.of(0x80, 0x80 | 96))).toBe(false);
});

it.each([
  [5, 3, 2],
  [3, 5, -2],
  [1, 0xffff, 2],
  [0xffff, 1, -2],
  [7, 7, 0],
])('puts sequence number %i relative to %i at %i', (a, b, distance) => {
  expect(sequenceDistance(a, b)).toBe(distance);
});

function bytes(limits: { minLength?: number; maxLength: number }) {
  return fc.uint8Array(limits).map((array) => Buffer.from(array));
}
