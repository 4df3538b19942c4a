import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RtpPacket } from '../../../../server/rtp/packet.ts';
import { ReorderBuffer } from '../../../../server/rtp/reorder-buffer.ts';

const MAX_DELAY_MS = 100;

it('passes packets in their turn at once', () => {
  const { buffer, log } = aBuffer();
  for (const sequence of [10, 11, 12]) push(buffer, sequence, 0);
  expect(log).toEqual([10, 11, 12]);
  expect(buffer.deadline).toBeUndefined();
});

it('holds packets behind a hole until the missing one comes', () => {
  const { buffer, log } = aBuffer();
  push(buffer, 10, 0);
  push(buffer, 12, 5);
  push(buffer, 13, 6);
  expect(log).toEqual([10]);
  expect(buffer.deadline).toBe(105);
  push(buffer, 11, 60);
  expect(log).toEqual([10, 11, 12, 13]);
  expect(buffer.counts).toEqual({ lost: 0, reordered: 1, late: 0 });
});

it('gives a hole up when its time has come, and what comes for it afterwards is late', () => {
  const { buffer, log } = aBuffer();
  push(buffer, 10, 0);
  push(buffer, 13, 5);
  buffer.expire(104);
  expect(log).toEqual([10]);
  buffer.expire(105);
  expect(log).toEqual([10, 'gap of 2', 13]);
  push(buffer, 11, 106);
  push(buffer, 13, 107);
  expect(buffer.counts).toEqual({ lost: 2, reordered: 0, late: 2 });
});

it('gives several holes up one after the other, each in its own time', () => {
  const { buffer, log } = aBuffer();
  push(buffer, 10, 0);
  push(buffer, 12, 5);
  push(buffer, 14, 50);
  buffer.expire(105);
  expect(log).toEqual([10, 'gap of 1', 12]);
  expect(buffer.deadline).toBe(150);
  buffer.expire(150);
  expect(log).toEqual([10, 'gap of 1', 12, 'gap of 1', 14]);
});

it('goes on over the wrap-around of sequence numbers', () => {
  const { buffer, log } = aBuffer();
  push(buffer, 0xfffe, 0);
  push(buffer, 0, 1);
  push(buffer, 0xffff, 2);
  push(buffer, 1, 3);
  expect(log).toEqual([0xfffe, 0xffff, 0, 1]);
});

it('takes one packet far off for noise, and two in a row for a sender that started anew', () => {
  const { buffer, log } = aBuffer();
  push(buffer, 10, 0);
  push(buffer, 40_000, 1);
  push(buffer, 11, 2);
  expect(log).toEqual([10, 11]);
  push(buffer, 50_000, 3);
  push(buffer, 50_001, 4);
  push(buffer, 50_002, 5);
  expect(log).toEqual([10, 11, 'gap of 1', 50_001, 50_002]);
});

it('delivers every packet once and in order, however they were shuffled within the delay', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(99), { minLength: 2, maxLength: 200 }), fc.nat(0xffff), (delays, first) => {
      const { buffer, log } = aBuffer();
      const sent = delays.map((delay, index) => ({
        sequence: (first + index) & 0xffff,
        at: index * 10 + (index && delay),
      }));
      for (const { sequence, at } of [...sent].sort((a, b) => a.at - b.at)) {
        buffer.expire(at);
        push(buffer, sequence, at);
      }
      expect(log).toEqual(sent.map(({ sequence }) => sequence));
    }),
  );
});

function aBuffer() {
  const log: (number | string)[] = [];
  const buffer = new ReorderBuffer(
    {
      packet: (packet) => log.push(packet.sequenceNumber),
      gap: (lost) => log.push(`gap of ${lost}`),
    },
    { maxDelayMs: MAX_DELAY_MS },
  );
  return { buffer, log };
}

function push(buffer: ReorderBuffer, sequenceNumber: number, now: number) {
  const packet: RtpPacket = {
    sequenceNumber,
    payloadType: 96,
    marker: false,
    timestamp: 0,
    ssrc: 1,
    payload: Buffer.alloc(0),
  };
  buffer.push(packet, now);
}
