import { beforeEach, expect, it, vi } from 'vitest';
import type { Film } from '../../../../../client/stage/replay/film.ts';
import { type DecodedFrame, FilmReader } from '../../../../../client/stage/replay/film-reader.ts';

/** Bitmaps that are not closed. */
let open: number;
let decoders: Decoder[];
let configured: number;

/** Decodes at once, except for what is broken, which closes it. */
class Decoder {
  state = 'unconfigured';
  readonly #init: VideoDecoderInit;
  constructor(init: VideoDecoderInit) {
    this.#init = init;
    decoders.push(this);
  }
  configure() {
    if (this.state === 'closed') throw new DOMException('closed', 'InvalidStateError');
    configured += 1;
    this.state = 'configured';
  }
  decode({ timestamp, byteLength }: EncodedVideoChunk) {
    if (byteLength === 0) {
      this.state = 'closed';
      this.#init.error(new DOMException('broken', 'EncodingError'));
    } else this.#init.output({ timestamp, close: () => {} } as VideoFrame);
  }
  async flush() {
    if (this.state === 'closed') throw new DOMException('aborted', 'AbortError');
  }
  close() {
    this.state = 'closed';
  }
}

const config = { codec: 'vp8' };
const frame = (at: number, byteLength = 1) => ({
  at,
  chunk: { timestamp: at * 1_000, byteLength } as EncodedVideoChunk,
});
const film: Film = [
  { config, frames: [frame(0), frame(33)] },
  { config, frames: [frame(500), frame(533, 0)] },
  { config, frames: [frame(1_000), frame(1_033)] },
];

let shown: (number | undefined)[];
let failures: number;
let reader: FilmReader;

beforeEach(() => {
  open = 0;
  decoders = [];
  configured = 0;
  shown = [];
  failures = 0;
  vi.stubGlobal('VideoDecoder', Decoder);
  vi.stubGlobal('createImageBitmap', async () => {
    open += 1;
    return { width: 2, height: 2, close: () => (open -= 1) };
  });
  reader = new FilmReader({
    film: () => film,
    onFrame: (decoded: DecodedFrame | undefined) => shown.push(decoded?.at),
    onFailed: () => (failures += 1),
  });
  return () => {
    reader.close();
    vi.unstubAllGlobals();
  };
});

async function see(at: number): Promise<void> {
  const before = shown.length;
  reader.want(at);
  await vi.waitFor(() => expect(shown.length).toBeGreaterThan(before));
}

it('shows what comes after a group that is broken', async () => {
  await see(0);
  await see(500);
  await see(1_030);
  expect(shown).toEqual([0, undefined, 1_033]);
});

it('tries a broken group once, and keeps nothing of it', async () => {
  for (const at of [500, 533, 500]) await see(at);
  expect(shown).toEqual([undefined, undefined, undefined]);
  expect([failures, configured, open]).toEqual([1, 1, 0]);
});

it('goes on after the browser took the decoder back', async () => {
  await see(0);
  decoders[0]?.close();
  await see(1_000);
  expect(shown).toEqual([0, 1_000]);
});

it('gives all bitmaps back when it is closed', async () => {
  await see(0);
  await see(1_000);
  expect(open).toBe(4);
  reader.close();
  expect(open).toBe(0);
});
