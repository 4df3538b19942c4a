import { describe, expect, it } from 'vitest';
import { RtpHeader, RtpPacket } from 'werift-rtp';
import { CaptureClock, captureTimeOf, extensionElement } from '../../../../server/rtp/capture-time.ts';
import { parseRtpPacket } from '../../../../server/rtp/packet.ts';

const ID = 12;
const CAPTURED_AT = Date.UTC(2026, 6, 1, 12) + 0.5;

/** The extension's bytes for a time: NTP, 32 bits of seconds and 32 of their fraction. */
function element(at: number): Buffer {
  const bytes = Buffer.alloc(8);
  const seconds = at / 1_000 + 2_208_988_800;
  bytes.writeUInt32BE(Math.floor(seconds));
  bytes.writeUInt32BE(Math.round((seconds % 1) * 2 ** 32), 4);
  return bytes;
}

function packetWith(extensions: { id: number; payload: Buffer }[]): Buffer {
  const header = new RtpHeader({ payloadType: 96, ssrc: 7, timestamp: 9_000, extension: true, extensions });
  return new RtpPacket(header, Buffer.of(1, 2, 3)).serialize();
}

describe('a packet', () => {
  it('gives the time at which its frame was captured, whatever other extensions it has', () => {
    const datagram = packetWith([
      { id: 2, payload: Buffer.of(1, 2, 3) },
      { id: ID, payload: element(CAPTURED_AT) },
    ]);
    expect(parseRtpPacket(datagram, ID)?.capturedAt).toBeCloseTo(CAPTURED_AT, 2);
    expect(parseRtpPacket(datagram, ID)?.payload).toEqual(Buffer.of(1, 2, 3));
  });

  it('gives no time without the extension', () => {
    expect(parseRtpPacket(packetWith([{ id: 2, payload: Buffer.of(1) }]), ID)).not.toHaveProperty('capturedAt');
  });

  it('gives it in the two-byte form too', () => {
    const block = Buffer.concat([Buffer.of(0, 3, 1, 9, ID, 8), element(CAPTURED_AT), Buffer.alloc(2)]);
    expect(captureTimeOf(extensionElement(0x1000, block, ID) ?? Buffer.alloc(0))).toBeCloseTo(CAPTURED_AT, 2);
  });

  it.each([
    ['of an unknown form', 0x1234, Buffer.of(0xc7)],
    ['cut off in the middle', 0xbede, Buffer.concat([Buffer.of(0xc7), Buffer.alloc(4)])],
    ['of the two-byte form without a length', 0x1000, Buffer.of(ID)],
    ['ended before it', 0xbede, Buffer.concat([Buffer.of(0xf0, 0xc7), Buffer.alloc(8)])],
  ])('is not misread when its extensions are %s', (_, profile, block) => {
    expect(extensionElement(profile, block, ID)?.length ?? 0).toBe(0);
  });

  it('gives no time by an element that is too short', () => {
    expect(captureTimeOf(Buffer.alloc(4))).toBeUndefined();
  });
});

describe('CaptureClock', () => {
  it('gives the frames between two that carry a time theirs, over a wrap-around of the timestamps', () => {
    const clock = new CaptureClock();
    expect(clock.observe(0xffff_ff00, undefined)).toBeUndefined();
    expect(clock.observe(0xffff_ff00, 1_000)).toBe(1_000);
    expect(clock.observe((0xffff_ff00 + 9_000) >>> 0, undefined)).toBe(1_100);
  });

  it('follows a sender whose timestamps go on elsewhere', () => {
    const clock = new CaptureClock();
    clock.observe(0, 1_000);
    expect(clock.observe(9_000, 1_067)).toBe(1_067);
    expect(clock.observe(18_000, undefined)).toBe(1_167);
  });

  it('knows nothing long after the last time that it heard one, or after a restart', () => {
    const clock = new CaptureClock();
    clock.observe(0, 1_000);
    expect(clock.observe(600_000, undefined)).toBeUndefined();
    clock.observe(0, 1_000);
    clock.restart();
    expect(clock.observe(3_000, undefined)).toBeUndefined();
  });
});
