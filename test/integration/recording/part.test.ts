import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { types } from 'mediasoup';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { serverNow } from '../../../server/clock.ts';
import type { PartFacts } from '../../../server/recording/messages.ts';
import { PartTransport } from '../../../server/recording/part-transport.ts';
import { Recorder } from '../../../server/recording/recorder.ts';
import type { PartEvents } from '../../../server/recording/recording-process.ts';
import { isOpusSilence } from '../../../server/rtp/opus.ts';
import { Collected } from '../../support/collected.ts';
import { type ReadPacket, readPart } from '../../support/recording/read-part.ts';
import { type Clip, encodeClip, picturesOf, wanderingSquare } from '../../support/rtp/clip.ts';
import { Replay } from '../../support/rtp/replay.ts';
import { ReplayedLayers } from '../../support/rtp/replayed-layers.ts';
import { ReplayedSound } from '../../support/rtp/replayed-sound.ts';
import { startSfu } from '../../support/rtp/sfu.ts';
import { soundClip } from '../../support/rtp/sound-clip.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SIZE = { width: 160, height: 120 };
const LARGE = { width: 320, height: 240 };
const SESSION_STARTED_AT = serverNow() - 60_000;
/** Packets come in bursts on a busy machine, and clocks need a moment to find their pace. */
const TOLERANCE_MS = 40;

let sfu: Awaited<ReturnType<typeof startSfu>>;
let router: types.Router;
let recorder: Recorder;
const clips: Partial<Record<'vp8' | 'h264' | 'large', Clip>> = {};
const sound = soundClip(5);
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  sfu = await startSfu();
  router = await sfu.newRouter();
  recorder = new Recorder({ logger: pino({ level: 'silent' }) });
  for (const codec of ['vp8', 'h264'] as const) {
    clips[codec] = encodeClip({ codec, size: SIZE, framesPerSecond: 15, pictures: wanderingSquare(SIZE, 75) });
  }
  const pictures = wanderingSquare(LARGE, 75);
  clips.large = encodeClip({ codec: 'vp8', size: LARGE, framesPerSecond: 15, pictures });
});

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

afterAll(async () => {
  await recorder.close();
  sfu.close();
});

interface Recorded {
  replay: Replay;
  microphone: ReplayedSound;
  part: PartTransport;
  path: string;
  began: Collected<number>;
  ended: Collected<{ why: Parameters<PartEvents['onEnded']>[0]; facts: PartFacts | undefined }>;
}

/** A camera and a microphone that are being recorded. */
async function recorded(
  options: { codec?: 'vp8' | 'h264'; wire?: (index: number) => number | 'lost'; path?: string; picture?: boolean } = {},
): Promise<Recorded> {
  const { codec = 'vp8', wire, picture = true } = options;
  const path = options.path ?? join(temporaryFolder(), codec === 'h264' ? 'part.mkv' : 'part.webm');
  const clip = clips[codec];
  if (!clip) throw new Error('The clip is not made yet');
  const replay = await Replay.create({ router, clip, captureTimes: true, ...(wire && { wire }) });
  const microphone = await ReplayedSound.create({ transport: replay.transport, packets: sound, delayMs: 30 });
  const began = new Collected<number>();
  const ended: Recorded['ended'] = new Collected();
  const part = await PartTransport.create({
    router,
    recorder,
    path,
    sessionStartedAt: SESSION_STARTED_AT,
    ...(picture && { video: replay.producer }),
    events: { onBegan: began.add, onEnded: (why, facts) => ended.add({ why, facts }) },
    logger: pino({ level: 'silent' }),
  });
  open.push(replay, microphone, { close: () => part.close().catch(() => undefined) });
  replay.start();
  microphone.start();
  return { replay, microphone, part, path, began, ended };
}

/** Waits until so many frames and packets were sent. */
async function played({ replay, microphone }: Recorded, ms: number): Promise<void> {
  const until = { frames: replay.frames + (15 * ms) / 1000, packets: microphone.sent + ms / 20 };
  await expect
    .poll(() => replay.frames >= until.frames && microphone.sent >= until.packets, { timeout: 15_000, interval: 50 })
    .toBe(true);
}

/** How much later than it was captured each packet lies in the file, ms of the session. */
function delays(packets: readonly ReadPacket[], startedAt: number, capturesOf: (data: Buffer) => number[]): number[] {
  return packets.flatMap(({ at, data }) => {
    const lies = SESSION_STARTED_AT + startedAt + at;
    const all = capturesOf(data).map((captured) => lies - captured);
    return all.sort((a, b) => Math.abs(a) - Math.abs(b)).slice(0, 1);
  });
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const voiced = (packets: readonly ReadPacket[]) => packets.filter(({ data }) => !isOpusSilence(data));

describe('a recorded part', () => {
  it.each(['vp8', 'h264'] as const)(
    'of %s has picture and sound as they were, on the session’s clock',
    async (codec) => {
      const made = await recorded({ codec });
      await made.part.setSound(made.microphone.producer);
      await made.began.reach(1);
      await played(made, 3_000);
      const facts = await made.part.close();
      expect(facts).toMatchObject({ ...SIZE, hasSound: true });
      const { video, sound: heard, durationMs } = await readPart(made.path);
      expect(video).toHaveLength(facts?.frames ?? 0);
      expect(video[0]).toMatchObject({ at: 0, keyFrame: true });
      expect(Math.abs(durationMs - ((facts?.endedAt ?? 0) - (facts?.startedAt ?? 0)))).toBeLessThan(100);
      expect((await stat(made.path)).size).toBe(facts?.bytes);
      let shown = 0;
      for await (const _picture of picturesOf(made.path, SIZE)) shown += 1;
      expect(shown).toBe(video.length);
      const startedAt = facts?.startedAt ?? 0;
      const soundDelay = median(delays(voiced(heard), startedAt, (data) => made.microphone.capturesOf(data)));
      expect(voiced(heard).length).toBeGreaterThan(100);
      if (codec === 'h264') return; // Annex B became length-prefixed: its bytes are not those that were sent
      const videoDelay = median(delays(video, startedAt, (data) => made.replay.capturesOf(data)));
      expect(Math.abs(videoDelay)).toBeLessThan(TOLERANCE_MS);
      expect(Math.abs(soundDelay - videoDelay)).toBeLessThan(TOLERANCE_MS / 2);
    },
  );

  it('has silence where the microphone is off, and never a hole', async () => {
    const made = await recorded();
    await made.began.reach(1);
    await played(made, 800);
    await made.part.setSound(made.microphone.producer);
    await played(made, 1_200);
    await made.part.setSound(undefined);
    await played(made, 800);
    await made.part.close();
    const { video, sound: heard } = await readPart(made.path);
    const voices = voiced(heard);
    expect(voices.length).toBeGreaterThan(20);
    expect(voices[0]?.at).toBeGreaterThan(400);
    for (const [index, { at }] of heard.entries()) {
      const before = heard[index - 1];
      if (before) expect(Math.abs(at - before.at - before.durationMs)).toBeLessThanOrEqual(2);
    }
    expect(Math.abs((heard.at(-1)?.at ?? 0) - (video.at(-1)?.at ?? 0))).toBeLessThan(60);
  });

  it('shows no garbage after lost packets, and asks for a key frame', async () => {
    const made = await recorded({ wire: (index) => (index > 30 && index % 40 < 2 ? 'lost' : 0) });
    await made.began.reach(1);
    await played(made, 3_500);
    const facts = await made.part.close();
    expect(facts?.frames).toBeGreaterThan(10);
    expect(facts?.frames).toBeLessThan(made.replay.frames);
    const { video } = await readPart(made.path);
    const clip = clips.vp8?.frames ?? [];
    // Whatever follows a frame that is missing is a key frame, since every frame of this clip refers to the one before it.
    for (const [index, { data, keyFrame }] of video.entries()) {
      const position = clip.findIndex((frame) => frame.data.equals(data));
      const before = video[index - 1];
      const follows = before && clip[(position - 1 + clip.length) % clip.length]?.data.equals(before.data);
      expect(keyFrame || follows).toBe(true);
    }
  });

  it('goes on in its place where the SFU changes the layer, from a key frame on', async () => {
    const [low, top] = [clips.vp8, clips.large];
    if (!low || !top) throw new Error('The clips are not made yet');
    const replay = await ReplayedLayers.create(router, [low, top]);
    const consumers: types.Consumer[] = [];
    const layers = new Collected<number | undefined>();
    router.observer.once('newtransport', ({ observer }) =>
      observer.once('newconsumer', (consumer) => {
        consumers.push(consumer);
        consumer.on('layerschange', (now) => layers.add(now?.spatialLayer));
      }),
    );
    const path = join(temporaryFolder(), 'part.webm');
    const part = await PartTransport.create({
      router,
      recorder,
      path,
      sessionStartedAt: SESSION_STARTED_AT,
      video: replay.producer,
      events: { onBegan: () => undefined, onEnded: () => undefined },
      logger: pino({ level: 'silent' }),
    });
    open.push(replay, part);
    replay.start();
    await layers.until((all) => all.includes(1));
    for (const spatialLayer of [0, 1]) {
      const changed = layers.more(1);
      await consumers[0]?.setPreferredLayers({ spatialLayer });
      await changed;
    }
    const facts = await part.close();
    const { video } = await readPart(path);
    const found = video.map(({ data }) => replay.find(data));
    const runs = found.map((each) => each?.layer).filter((layer, index, all) => layer !== all[index - 1]);
    expect(runs.join()).toMatch(/^(0,)?1,0(,1)?$/);
    for (const [index, { keyFrame }] of video.entries()) {
      if (found[index]?.layer !== found[index - 1]?.layer) expect(keyFrame).toBe(true);
    }
    const begin = SESSION_STARTED_AT + (facts?.startedAt ?? 0);
    for (const [index, { at }] of video.entries()) {
      const off = (found[index]?.captures ?? []).map((captured) => Math.abs(begin + at - captured));
      expect(Math.min(...off)).toBeLessThan(2 * TOLERANCE_MS);
    }
    let shown = 0;
    for await (const _picture of picturesOf(path, LARGE)) shown += 1;
    expect(shown).toBe(video.length);
  });

  it('may have sound alone', async () => {
    const made = await recorded({ picture: false });
    await made.part.setSound(made.microphone.producer);
    await made.began.reach(1);
    await played(made, 1_000);
    expect(await made.part.close()).toMatchObject({ frames: 0, hasSound: true, width: 0 });
    const read = await readPart(made.path);
    expect(read.video).toEqual([]);
    expect(voiced(read.sound).length).toBeGreaterThan(40);
  });

  it('to which nothing came leaves no file', async () => {
    const made = await recorded();
    made.replay.stop();
    expect(await made.part.close()).toBeUndefined();
    expect(existsSync(made.path)).toBe(false);
  });

  it('ends by itself on a full disk', async () => {
    const made = await recorded({ path: '/dev/full' });
    await made.ended.reach(1);
    expect(made.ended.items[0]).toMatchObject({ why: 'disk-full' });
  });

  it.each(['vp8', 'h264'] as const)('of %s plays to its last second after its process was killed', async (codec) => {
    const made = await recorded({ codec });
    await made.part.setSound(made.microphone.producer);
    await made.began.reach(1);
    await played(made, 2_500);
    const killedAt = serverNow();
    process.kill(recorder.pid ?? 0, 'SIGKILL');
    await made.ended.reach(1);
    expect(made.ended.items[0]).toMatchObject({ why: 'process' });
    expect((await readPart(made.path)).video.length).toBeGreaterThan(15);
    const facts = await recorder.mend(made.path);
    const lost = killedAt - SESSION_STARTED_AT - (facts?.endedAt ?? 0);
    expect(lost).toBeLessThan(1_000);
    expect(Math.abs((facts?.startedAt ?? 0) - (made.began.items[0] ?? 0))).toBeLessThanOrEqual(1);
    const { video, durationMs } = await readPart(made.path);
    expect(video).toHaveLength(facts?.frames ?? 0);
    expect(durationMs).toBeGreaterThan(1_000);
    let shown = 0;
    for await (const _picture of picturesOf(made.path, SIZE)) shown += 1;
    expect(shown).toBe(video.length);
  });

  it('of which nothing can be read is not mended', async () => {
    expect(await recorder.mend(join(temporaryFolder(), 'missing.webm'))).toBeUndefined();
  });
});
