import { enhancedEvents } from 'mediasoup-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PictureEvents } from '../../../../../client/stage/picture.ts';
import { type Film, firstOf, lastOf } from '../../../../../client/stage/replay/film.ts';
import { FilmRing } from '../../../../../client/stage/replay/film-ring.ts';
import { HeldReel } from '../../../../../client/stage/replay/held-reel.ts';
import { MAX_REPLAY_MS } from '../../../../../shared/contract/replay.ts';

/** A video whose frames the test puts on show. */
class Showing extends enhancedEvents.EnhancedEventEmitter<PictureEvents> {
  readonly video = { videoWidth: 1_280, videoHeight: 960 } as HTMLVideoElement;
}

/** Frames that are not closed. */
let open: number;
/** Bytes of an encoded frame. */
let frameBytes: number;
/** Frames that the encoder has not taken yet. */
let waiting: number;
let noFrame: boolean;
const configured: VideoEncoderConfig[] = [];

/** Encodes at once, as far as a ring sees it. */
class Encoder {
  static supported = ['vp8'];
  static failing = false;
  static async isConfigSupported({ codec }: VideoEncoderConfig) {
    return { supported: Encoder.supported.includes(codec) };
  }
  state = 'unconfigured';
  readonly #init: VideoEncoderInit;
  constructor(init: VideoEncoderInit) {
    this.#init = init;
  }
  get encodeQueueSize() {
    return waiting;
  }
  configure(config: VideoEncoderConfig) {
    this.state = 'configured';
    configured.push(config);
  }
  encode({ timestamp }: VideoFrame, { keyFrame }: VideoEncoderEncodeOptions) {
    if (Encoder.failing) {
      this.close();
      this.#init.error(new DOMException('out of order', 'EncodingError'));
      return;
    }
    const chunk = { timestamp, type: keyFrame ? 'key' : 'delta', byteLength: frameBytes };
    this.#init.output(chunk as EncodedVideoChunk, { decoderConfig: { codec: 'vp8' } });
  }
  close() {
    this.state = 'closed';
  }
}

class Frame {
  readonly timestamp: number;
  constructor(_: unknown, { timestamp }: { timestamp: number }) {
    if (noFrame) throw new DOMException('no frame', 'InvalidStateError');
    open += 1;
    this.timestamp = timestamp;
  }
  close() {
    open -= 1;
  }
}

let picture: Showing;
let ring: FilmRing;
beforeEach(async () => {
  open = 0;
  frameBytes = 10_000;
  waiting = 0;
  noFrame = false;
  configured.length = 0;
  Encoder.supported = ['vp8'];
  Encoder.failing = false;
  vi.stubGlobal('VideoEncoder', Encoder);
  vi.stubGlobal('VideoDecoder', Encoder);
  vi.stubGlobal('VideoFrame', Frame);
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 1;
    return now;
  });
  picture = new Showing();
  const begun = await FilmRing.begin(picture);
  if (!begun) throw new Error('nothing is kept');
  ring = begun;
});
afterEach(() => ring.close());

function play(from: number, to: number, step = 100): void {
  for (let mediaTime = from; mediaTime <= to; mediaTime += step) picture.emit('shown', { mediaTime });
}
const timesOf = (film: Film) => film.flatMap(({ frames }) => frames.map(({ at }) => at));

describe('the ring of a film', () => {
  it('has the frames of the last seconds in groups that each begin with a key frame', () => {
    play(1_000, 60_000);
    const { film } = ring.reel;
    expect(lastOf(film)).toBe(60_000);
    expect(firstOf(film)).toBeLessThanOrEqual(60_000 - MAX_REPLAY_MS);
    expect(firstOf(film)).toBeGreaterThan(60_000 - MAX_REPLAY_MS - 4_000);
    expect(film.map(({ frames }) => frames.map(({ chunk }) => chunk.type).lastIndexOf('key'))).toEqual(
      film.map(() => 0),
    );
    expect(Math.max(...film.map(({ frames }) => frames.length))).toBeLessThanOrEqual(5);
    expect(open).toBe(0);
  });

  it('keeps no more bytes than it may, and fewer seconds then', () => {
    frameBytes = 1_000_000;
    play(1_000, 10_000);
    expect(ring.bytes).toBeLessThanOrEqual(12_000_000);
    expect(timesOf(ring.reel.film)).toContain(10_000);
    expect(ring.bytes).toBe(frameBytes * timesOf(ring.reel.film).length);
  });

  it('is made smaller than the picture, in even sizes', () => {
    play(1_000, 1_100);
    Object.assign(picture.video, { videoWidth: 333, videoHeight: 251 });
    play(1_200, 1_300);
    expect(configured).toMatchObject([
      { width: 960, height: 720 },
      { width: 334, height: 252 },
    ]);
    expect(ring.reel.film).toHaveLength(2);
  });

  it('leaves frames out while the encoder is behind, and while the video has none', () => {
    play(1_000, 1_200);
    waiting = 100;
    play(1_300, 1_400);
    waiting = 0;
    noFrame = true;
    play(1_500, 1_600);
    noFrame = false;
    play(1_700, 1_700);
    expect(timesOf(ring.reel.film)).toEqual([1_000, 1_100, 1_200, 1_700]);
  });

  it('forgets a session that began anew, and leaves out a frame whose moment was reckoned too early', () => {
    play(50_000, 50_200);
    play(50_150, 50_150);
    expect(timesOf(ring.reel.film)).toEqual([50_000, 50_100, 50_200]);
    play(300, 400);
    expect(timesOf(ring.reel.film)).toEqual([300, 400]);
  });

  it('takes another codec where the first is not encoded, and is not there where none is', async () => {
    Encoder.supported = ['vp09.00.31.08', 'vp8'];
    const other = await FilmRing.begin(picture);
    play(1_000, 1_000);
    expect(configured.map(({ codec }) => codec)).toContain('vp09.00.31.08');
    other?.close();
    Encoder.supported = [];
    expect(await FilmRing.begin(picture)).toBeUndefined();
  });

  it('goes on with another codec when one fails, and tries no more than there are', async () => {
    vi.spyOn(console, 'info').mockReturnValue();
    Encoder.supported = ['vp09.00.31.08', 'vp8'];
    const other = await FilmRing.begin(picture);
    ring.close();
    Encoder.failing = true;
    play(1_000, 1_000);
    Encoder.failing = false;
    play(1_100, 1_300);
    expect(configured.map(({ codec }) => codec)).toEqual(['vp09.00.31.08', 'vp8']);
    expect(timesOf(other?.reel.film ?? [])).toEqual([1_100, 1_200, 1_300]);
    Encoder.failing = true;
    play(1_400, 3_000);
    expect(configured).toHaveLength(2);
    other?.close();
  });

  it('keeps nothing once it is closed', () => {
    play(1_000, 2_000);
    ring.close();
    ring.close();
    play(2_100, 3_000);
    expect(ring.reel.film).toEqual([]);
    expect(ring.bytes).toBe(0);
  });
});

describe('what is held of it for a replay', () => {
  it('ends where the replay does, also where that comes later, and stays when the ring forgets', () => {
    play(1_000, 3_000);
    const held = new HeldReel(3_300);
    const grown = vi.fn();
    held.onGrown(grown);
    held.takeFrom(ring);
    expect(timesOf(held.reel.film).at(-1)).toBe(3_000);
    play(3_100, 3_800);
    expect(timesOf(held.reel.film)).toEqual(timesOf(held.reel.film).filter((at) => at <= 3_300));
    expect(timesOf(held.reel.film).at(-1)).toBe(3_300);
    const calls = grown.mock.calls.length;
    play(3_900, 60_000);
    expect(grown).toHaveBeenCalledTimes(calls);
    expect(timesOf(held.reel.film)[0]).toBe(1_000);
  });

  it('is not lost to a ring that began later', () => {
    play(1_000, 3_000);
    const held = new HeldReel(3_000);
    held.takeFrom(ring)();
    ring.close();
    held.takeFrom(ring)();
    expect(timesOf(held.reel.film).length).toBe(21);
  });
});
