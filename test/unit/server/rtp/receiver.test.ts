import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EncodedFrame } from '../../../../server/rtp/frame-assembler.ts';
import type { VideoCodec } from '../../../../server/rtp/payload-formats.ts';
import { VideoReceiver } from '../../../../server/rtp/receiver.ts';
import { VideoDecoder } from '../../../../server/video/decoder.ts';
import { encodeClip, wanderingSquare } from '../../../support/rtp/clip.ts';
import { Packetizer } from '../../../support/rtp/packetizer.ts';

const SIZE = { width: 160, height: 120 };
const FRAMES_PER_SECOND = 15;
const TICKS = 90_000 / FRAMES_PER_SECOND;
const SENT_AS = { ssrc: 1234, payloadType: 101 };
const REORDER_MS = 100;
/** Repeatable noise, 0..1. */
const noise = (index: number) => Math.abs(Math.sin(index * 12.9898) * 43758.5453) % 1;

/** One packet on its way: `at` is when it arrives, ms. */
interface Arrival {
  datagram: Buffer;
  at: number;
}

describe.each<VideoCodec>(['vp8', 'h264'])('a stream of %s', (codec) => {
  const frames = 45;
  const clip = encodeClip({
    codec,
    size: SIZE,
    framesPerSecond: FRAMES_PER_SECOND,
    bitRate: 600_000,
    pictures: wanderingSquare(SIZE, frames),
  });
  const packetizer = new Packetizer({ codec, ...SENT_AS, firstSequenceNumber: 0xfff0 });
  const sent: Arrival[] = clip.frames.flatMap((frame, index) =>
    packetizer
      .packetize(frame, 0xffff_0000 + index * TICKS)
      .map((datagram) => ({ datagram, at: (index * 1000) / FRAMES_PER_SECOND })),
  );
  const whole = receive(codec, sent);
  const truth = pictureHashes(codec, whole.frames);

  it('comes out whole: all frames, in order, decodable', () => {
    expect(sent.length).toBeGreaterThan(frames);
    expect(whole.frames.map(({ rtpTimestamp }) => rtpTimestamp)).toEqual(
      clip.frames.map((_, index) => (0xffff_0000 + index * TICKS) >>> 0),
    );
    expect(whole.frames.map(({ keyFrame }) => keyFrame)).toEqual(clip.frames.map(({ keyFrame }) => keyFrame));
    if (codec === 'vp8') expect(whole.frames.map(({ data }) => data)).toEqual(clip.frames.map(({ data }) => data));
    expect(truth.size).toBe(frames);
    expect(whole.counts).toMatchObject({ packets: sent.length, frames, lost: 0, broken: 0, gated: 0 });
  });

  it('is the same when packets overtake each other within the time to repair them', () => {
    const shuffled = sent.map(({ datagram, at }, index) => ({ datagram, at: at + (index && 60 * noise(index)) }));
    const received = receive(codec, shuffled);
    expect(received.frames.map(({ data }) => data)).toEqual(whole.frames.map(({ data }) => data));
    expect(received.counts.reordered).toBeGreaterThan(0);
  });

  it('shows no picture that differs from the true one, whichever packet is lost', () => {
    for (let lost = 0; lost < sent.length; lost += 3) {
      const received = receive(codec, sent.toSpliced(lost, 1));
      for (const [timestamp, hash] of pictureHashes(codec, received.frames)) expect(hash).toBe(truth.get(timestamp));
    }
  });

  it('shows only true pictures, and many of them, when 2% of the packets are lost and 5% are late', () => {
    const damaged = sent
      .filter((_, index) => noise(index + 7) > 0.02)
      .map(({ datagram, at }, index) => ({ datagram, at: noise(index + 99) < 0.05 ? at + 40 : at }));
    const received = receive(codec, damaged);
    const shown = pictureHashes(codec, received.frames);
    for (const [timestamp, hash] of shown) expect(hash).toBe(truth.get(timestamp));
    expect(received.counts.lost).toBe(sent.length - damaged.length);
    expect(received.counts.gated).toBeGreaterThan(0);
    expect(shown.size).toBeGreaterThan(frames / 4);
  });

  it('does not take a frame whose end was cut off for whole', () => {
    const last = sent.findIndex(({ datagram }) => datagram.readUInt8(1) >= 0x80);
    const cut = sent.toSpliced(last, 1).map(({ datagram, at }, index) => {
      const closedUp = Buffer.from(datagram);
      closedUp.writeUInt16BE((0xfff0 + index) & 0xffff, 2);
      return { datagram: closedUp, at };
    });
    const received = receive(codec, cut);
    expect(received.counts).toMatchObject({ lost: 0, broken: 1 });
    expect(received.frames[0]?.rtpTimestamp).not.toBe(whole.frames[0]?.rtpTimestamp);
  });

  it('bears any payload', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 20 }), (payloads) => {
        const garbage = new Packetizer({ codec: 'h264', ...SENT_AS });
        const header = garbage.packetize({ data: Buffer.of(0, 0, 1, 65, 154), keyFrame: false }, 0)[0]?.subarray(0, 12);
        const datagrams = payloads.map((payload, index) => {
          const datagram = Buffer.concat([header ?? Buffer.alloc(0), payload]);
          datagram.writeUInt16BE(1000 + index, 2);
          return { datagram, at: index };
        });
        const received = receive(codec, datagrams);
        expect(received.counts.packets + received.counts.malformed).toBe(payloads.length);
        pictureHashes(codec, received.frames);
      }),
    );
  });
});

it('refuses packets of another source or payload type and counts what is no RTP at all', () => {
  const frame = { data: Buffer.of(0, 1, 2), keyFrame: true };
  const of = (as: { ssrc: number; payloadType: number }) => new Packetizer({ codec: 'vp8', ...as }).packetize(frame, 0);
  const datagrams = [
    ...of({ ...SENT_AS, ssrc: 9 }),
    ...of({ ...SENT_AS, payloadType: 9 }),
    Buffer.from('hello there'),
    Buffer.of(0x80, 200, 0, 1),
    ...of(SENT_AS),
  ];
  const { counts } = receive(
    'vp8',
    datagrams.map((datagram, at) => ({ datagram, at })),
  );
  expect(counts).toMatchObject({ refused: 2, malformed: 1, packets: 1, frames: 1 });
});

it('does not let a frame without an end fill the memory', () => {
  const packetizer = new Packetizer({ codec: 'vp8', ...SENT_AS });
  const endless = packetizer.packetize({ data: Buffer.alloc(6 << 20), keyFrame: true }, 0);
  endless.at(-1)?.writeUInt8(SENT_AS.payloadType, 1); // without the marker
  const after = packetizer.packetize({ data: Buffer.of(0, 1, 2), keyFrame: true }, 3000);
  const { counts, frames } = receive(
    'vp8',
    [...endless, ...after].map((datagram, at) => ({ datagram, at })),
  );
  expect(counts).toMatchObject({ broken: 1, frames: 1 });
  expect(frames[0]?.rtpTimestamp).toBe(3000);
});

/** Lets the packets arrive, in order of time, and the clock run on after the last. */
function receive(codec: VideoCodec, arrivals: readonly Arrival[]) {
  const frames: EncodedFrame[] = [];
  const receiver = new VideoReceiver({
    expected: { codec, ...SENT_AS },
    reorderMs: REORDER_MS,
    onFrame: (frame) => frames.push(frame),
  });
  let now = 0;
  for (const { datagram, at } of [...arrivals].sort((a, b) => a.at - b.at)) {
    now = at;
    receiver.expire(now);
    receiver.receive(datagram, now);
  }
  receiver.expire(now + REORDER_MS);
  return { frames, counts: receiver.counts };
}

/** What the decoder shows for the frames, by timestamp. */
function pictureHashes(codec: VideoCodec, frames: readonly EncodedFrame[]): Map<number, string> {
  const decoder = VideoDecoder.create(codec);
  const hashes = new Map<number, string>();
  for (const frame of frames) {
    const picture = decoder.decode(frame.data) ? decoder.take()?.letterboxed(SIZE) : undefined;
    if (picture) hashes.set(frame.rtpTimestamp, createHash('sha1').update(picture.data).digest('hex'));
  }
  decoder.close();
  return hashes;
}
