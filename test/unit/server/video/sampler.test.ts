import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { STREAM } from '../../../../server/limits.ts';
import type { RefusedVideo } from '../../../../server/video/refused-video.ts';
import { FrameSampler } from '../../../../server/video/sampler.ts';
import { Collected } from '../../../support/collected.ts';
import { announcing, type Clip, encodeClip, wanderingSquare } from '../../../support/rtp/clip.ts';
import { Packetizer } from '../../../support/rtp/packetizer.ts';

const STREAM_OF_TEST = { codec: 'vp8', ssrc: 7, payloadType: 96 } as const;
const FRAMES = 12;
const FRAME_MS = 100;

let clip: Clip;
beforeAll(() => {
  const size = { width: 64, height: 48 };
  clip = encodeClip({ codec: 'vp8', size, framesPerSecond: 10, pictures: wanderingSquare(size, FRAMES) });
});

/** A sampler on a clock of its own, whose decoding takes `decodingMs` for each frame, and what it says of its video. */
async function aSampler(decodingMs: number) {
  const sender: Socket = createSocket('udp4');
  sender.bind(0, '127.0.0.1');
  await once(sender, 'listening');
  let now = 1_000;
  let decodedAll = 0;
  const decoded = new Collected<number>();
  const refused = new Collected<string>();
  const sampler = await FrameSampler.open(
    { ...STREAM_OF_TEST, sender: { ip: '127.0.0.1', port: sender.address().port }, framesPerSecond: 10 },
    () => now,
    {
      onPicture: () => undefined,
      onKeyFrameNeeded: () => undefined,
      onDecoding: (begins) => {
        if (begins) return;
        now += decodingMs;
        decodedAll += 1;
        decoded.add(decodedAll);
      },
      onError: (error) => refused.add((error as RefusedVideo).fault),
    },
  );
  onTestFinished(() => {
    sampler.close();
    sender.close();
  });
  const packetizer = new Packetizer(STREAM_OF_TEST);
  const received = async (packets: readonly Buffer[]) => {
    const before = sampler.counts.packets;
    for (const packet of packets) sender.send(packet, sampler.port, '127.0.0.1');
    await expect.poll(() => sampler.counts.packets, { interval: 1 }).toBe(before + packets.length);
  };
  return {
    decoded,
    refused,
    packetsOf: ({ frames }: Clip) => frames.map((frame, index) => packetizer.packetize(frame, index * 9_000)),
    received,
    /** The same while the process is busy: timers that run out meanwhile come before what was sent is read. */
    async receivedLate(packets: readonly Buffer[], busyMs: number): Promise<void> {
      await setImmediate();
      const all = received(packets);
      now += busyMs;
      await new Promise(process.nextTick);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, busyMs);
      await all;
    },
    /** Sends a clip, one frame after the other, as if each was sent `FRAME_MS` after the one before. */
    async send({ frames }: Clip): Promise<void> {
      for (const [index, frame] of frames.entries()) {
        now += FRAME_MS;
        await received(packetizer.packetize(frame, index * 9_000));
      }
    },
  };
}

describe('a video', () => {
  it('is decoded as long as it takes no more time than its share', async () => {
    const { send, decoded, refused } = await aSampler(STREAM.decoding.share * FRAME_MS);
    await send(clip);
    expect(decoded.items).toHaveLength(FRAMES);
    expect(refused.items).toEqual([]);
  });

  it('that takes more of the server than one athlete may is refused, and decoded no further', async () => {
    const decodingMs = 400;
    const { send, decoded, refused } = await aSampler(decodingMs);
    await send(clip);
    expect(refused.items).toEqual(['too-costly']);
    // What may come at once, and what each frame regains while it is waited for and decoded.
    const costs = decodingMs - STREAM.decoding.share * (FRAME_MS + decodingMs);
    expect(decoded.items.length).toBeLessThanOrEqual(Math.ceil(STREAM.decoding.burstMs / costs) + 1);
  });

  it('whose key frames announce too many px is refused before it is decoded', async () => {
    const { send, decoded, refused } = await aSampler(1);
    await send(announcing(clip, 8_192));
    expect(refused.items).toEqual(['too-large']);
    expect(decoded.items).toEqual([]);
  });

  it('loses nothing that came while the process was busy', async () => {
    const { packetsOf, received, receivedLate, decoded } = await aSampler(1);
    const [first = [], late = [], ...others] = packetsOf(clip);
    await received(first);
    await received(others.shift() ?? []); // waits for what should have come before
    await receivedLate(late, 150);
    for (const packets of others) await received(packets);
    expect(decoded.items).toHaveLength(FRAMES);
  });
});
