import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PartEnd, PartFacts } from '../../../../../server/recording/messages.ts';
import { PartRecorder } from '../../../../../server/recording/process/part-recorder.ts';
import { Collected } from '../../../../support/collected.ts';
import { readPart } from '../../../../support/recording/read-part.ts';
import { type Clip, encodeClip, picturesOf, wanderingSquare } from '../../../../support/rtp/clip.ts';
import { Packetizer } from '../../../../support/rtp/packetizer.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const SIZE = { width: 160, height: 120 };
const FRAMES_PER_SECOND = 15;
const FRAME_MS = 1_000 / FRAMES_PER_SECOND;
/** A clip's key frames are so many frames apart. */
const KEY_FRAME_EVERY = FRAMES_PER_SECOND;
const VIDEO = { codec: 'vp8', ssrc: 1, payloadType: 101 } as const;
const SESSION_STARTED_AT = 1_000_000;

let clip: Clip;
const open: { close(): unknown }[] = [];

beforeAll(() => {
  clip = encodeClip({
    codec: 'vp8',
    size: SIZE,
    framesPerSecond: FRAMES_PER_SECOND,
    pictures: wanderingSquare(SIZE, 45),
  });
});
afterEach(() => {
  for (const each of open.splice(0).reverse()) each.close();
});

/** A camera whose frames are sent by hand, by a clock that is put forward by hand. */
async function aCamera() {
  const socket: Socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  open.push(socket);
  const packetizer = new Packetizer(VIDEO);
  /** Ms of the session. */
  let now = 0;
  const receivers = new Map<number, Collected<number>>();

  const record = async () => {
    const received = new Collected<number>();
    const [began, keyFrames] = [new Collected<number>(), new Collected<number>()];
    const ended = new Collected<{ why: PartEnd; facts: PartFacts | undefined }>();
    const path = join(temporaryFolder(), 'part.webm');
    const sender = { ip: '127.0.0.1', port: socket.address().port };
    const part = await PartRecorder.open(
      { path, sessionStartedAt: SESSION_STARTED_AT, sender, video: VIDEO },
      () => SESSION_STARTED_AT + now,
      {
        onReceived: () => received.add(1),
        onKeyFrameNeeded: () => keyFrames.add(1),
        onBegan: began.add,
        onEnded: (why, facts) => ended.add({ why, facts }),
      },
    );
    open.push(part);
    receivers.set(part.port, received);
    return { part, path, began, ended, keyFrames };
  };
  /** The packets of the n-th frame, as if it were captured now. */
  const packetsOf = (index: number) => {
    const frame = clip.frames[index % clip.frames.length];
    if (!frame) throw new Error('The clip is not made yet');
    return packetizer.packetize(frame, Math.round(now * 90));
  };
  const sendTo = async ({ port }: PartRecorder, packets: readonly Buffer[]) => {
    const arrived = receivers.get(port)?.more(packets.length);
    for (const packet of packets) socket.send(packet, port, '127.0.0.1');
    await arrived;
  };
  /** The same while the process is busy: timers that run out meanwhile come before what was sent is read. */
  const sendUnread = async (part: PartRecorder, packets: readonly Buffer[], busyMs: number) => {
    await setImmediate();
    const arrived = sendTo(part, packets);
    now += busyMs;
    await new Promise(process.nextTick);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, busyMs);
    await arrived;
  };
  /** Sends frames at the distance that they have. */
  const film = async (part: PartRecorder, first: number, count: number) => {
    for (let index = first; index < first + count; index += 1) {
      await sendTo(part, packetsOf(index));
      now += FRAME_MS;
    }
  };
  const wait = (ms: number) => {
    now += ms;
  };
  return { now: () => now, record, packetsOf, sendTo, sendUnread, film, wait };
}

async function shown(path: string): Promise<number> {
  let pictures = 0;
  for await (const _picture of picturesOf(path, SIZE)) pictures += 1;
  return pictures;
}

describe('a part', () => {
  it('goes on after nine seconds without anything, in its place and from a key frame on', async () => {
    const { record, film, packetsOf, wait } = await aCamera();
    const { part, path, keyFrames } = await record();
    await film(part, 0, KEY_FRAME_EVERY);
    for (let lost = 0; lost < 10; lost += 1) packetsOf(lost);
    wait(9_000);
    await film(part, 5, 3); // those refer to what was lost
    await keyFrames.reach(2);
    await film(part, 0, KEY_FRAME_EVERY);
    part.close();
    const { video } = await readPart(path);
    expect(video).toHaveLength(2 * KEY_FRAME_EVERY);
    expect(video[KEY_FRAME_EVERY]?.keyFrame).toBe(true);
    const [last, next] = [video[KEY_FRAME_EVERY - 1]?.at ?? 0, video[KEY_FRAME_EVERY]?.at ?? 0];
    expect(Math.abs(next - last - (9_000 + 4 * FRAME_MS))).toBeLessThan(2);
    expect(await shown(path)).toBe(video.length);
  });

  it('ends where nothing came for ten seconds, and another one begins in its place', async () => {
    const { record, film, wait, now } = await aCamera();
    const first = await record();
    await film(first.part, 0, KEY_FRAME_EVERY);
    wait(11_000);
    await film(first.part, KEY_FRAME_EVERY, 1);
    await first.ended.reach(1);
    const { why, facts } = first.ended.items[0] ?? {};
    expect(why).toBe('gap');
    expect(facts?.frames).toBe(KEY_FRAME_EVERY);
    const length = (facts?.endedAt ?? 0) - (facts?.startedAt ?? 0);
    expect(Math.abs(length - (KEY_FRAME_EVERY - 1) * FRAME_MS)).toBeLessThan(2);
    expect(await shown(first.path)).toBe(KEY_FRAME_EVERY);
    const second = await record();
    await film(second.part, KEY_FRAME_EVERY + 1, 4); // held back
    const begins = now();
    await film(second.part, 0, 5);
    await second.began.reach(1);
    expect(Math.abs((second.began.items[0] ?? 0) - begins)).toBeLessThan(2);
    second.part.close();
    expect(await shown(second.path)).toBe(5);
  });

  it('loses nothing that came while the process was busy', async () => {
    const { record, film, packetsOf, sendTo, sendUnread, wait } = await aCamera();
    const { part } = await record();
    await film(part, 0, 3);
    const late = packetsOf(3);
    wait(FRAME_MS);
    await sendTo(part, packetsOf(4)); // waits for what should have come before
    await sendUnread(part, late, 150);
    await film(part, 5, 2);
    expect(part.close()?.frames).toBe(7);
  });
});
