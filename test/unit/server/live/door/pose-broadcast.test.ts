import { describe, expect, it } from 'vitest';
import { webSocketFrames } from '../../../../../server/live/door/pose-broadcast.ts';
import { encodePose } from '../../../../../shared/contract/pose-packet.ts';

/** Reads a server's frames as RFC 6455, 5.2 has them: final, not masked, with a length of 7 or 16 bits. */
function framesIn(wire: Buffer): { type: number; payload: Buffer }[] {
  const frames = [];
  for (let at = 0; at < wire.length; ) {
    const first = wire.readUInt8(at);
    expect(first & 0xf0).toBe(0x80);
    const short = wire.readUInt8(at + 1);
    const header = short === 126 ? 4 : 2;
    const length = short === 126 ? wire.readUInt16BE(at + 2) : short;
    frames.push({ type: first & 0x0f, payload: wire.subarray(at + header, at + header + length) });
    at += header + length;
  }
  return frames;
}

describe('the frames of a pose', () => {
  it.each([0, 1, 118, 125, 126, 127, 255, 256, 65_535])('hold a packet of %i bytes whole', (length) => {
    const packet = Uint8Array.from({ length }, (_, index) => index % 251);
    const [event, attachment, ...more] = framesIn(webSocketFrames(packet));
    expect(event).toMatchObject({ type: 1 });
    expect(event?.payload.toString()).toBe('451-["pose",{"_placeholder":true,"num":0}]');
    expect(attachment?.type).toBe(2);
    expect(new Uint8Array(attachment?.payload ?? [])).toEqual(packet);
    expect(more).toEqual([]);
  });

  it('take the largest pose that the contract can encode', () => {
    const keypoints = Array.from({ length: 255 }, () => ({ x: 0.5, y: 0.5, score: 1 }));
    const packet = encodePose({ athlete: 0, layout: 'blazepose33', at: 0, rtpTimestamp: 0, keypoints });
    expect(framesIn(webSocketFrames(packet))[1]?.payload.length).toBe(packet.length);
  });
});
