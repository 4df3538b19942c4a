import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { AV_PIX_FMT_YUV420P10LE } from 'node-av/constants';
import { Packet } from 'node-av/lib';
import { describe, expect, it } from 'vitest';
import { makePlayable, makeProxy, playableSize } from '../../../../../server/video/film/derive/copies.ts';
import { makeIndex } from '../../../../../server/video/film/derive/film-index.ts';
import { makeThumbnails } from '../../../../../server/video/film/derive/thumbnails.ts';
import { makeWaveform, type WaveForm } from '../../../../../server/video/film/derive/wave-form.ts';
import { FilmInput } from '../../../../../server/video/film/film-input.ts';
import * as inProcess from '../../../../../server/video/film/film-tasks.ts';
import { pictures } from '../../../../../server/video/film/pictures.ts';
import { probe } from '../../../../../server/video/film/probe.ts';
import { evenTimes, type FilmToRender, greyPictures, renderFilm } from '../../../../support/film.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const SIZE = { width: 96, height: 64 };
const TIMES = evenTimes(30, 30);
const ignored = () => undefined;

async function film(name: string, options: Partial<FilmToRender> = {}): Promise<string> {
  const path = join(temporaryFolder(), name);
  await renderFilm(path, { size: SIZE, pictures: greyPictures(SIZE, TIMES), ...options });
  return path;
}

const besides = (path: string, name: string) => join(path, '..', name);

async function greysOf(path: string): Promise<{ at: number; grey: number }[]> {
  const found: { at: number; grey: number }[] = [];
  for await (const { picture, at } of pictures(path)) {
    found.push({ at, grey: picture.letterboxed({ width: 8, height: 8 })?.data[4 * 24 + 12] ?? -1 });
  }
  return found;
}

/** 16 upright bands, from black to white. */
function bands({ width, height }: { width: number; height: number }): Uint8Array {
  const pixels = new Uint8Array(width * height * 4);
  for (let at = 0; at < pixels.length; at += 4) pixels.fill(((at / 4) % width) & 0xf0, at, at + 4);
  return pixels;
}

async function keyFramesOf(path: string): Promise<number[]> {
  const input = await FilmInput.open(path);
  const packet = new Packet();
  packet.alloc();
  const times: number[] = [];
  while (input.next(packet)) {
    if (packet.isKeyframe) times.push(Math.round(input.timeOf(input.video, packet.pts) ?? -1));
    packet.unref();
  }
  packet.free();
  await input.close();
  return times;
}

describe('what is made of films', { timeout: 60_000 }, () => {
  it('a film that no browser shows gets a copy that all do: upright, at the same times, with its sound', async () => {
    const path = await film('a.mkv', { encoder: 'libx265', pixelFormat: AV_PIX_FMT_YUV420P10LE, toneHz: 440 });
    const out = besides(path, 'playable.mp4');
    const progress: number[] = [];
    await makePlayable(path, out, (done) => progress.push(done));
    const facts = await probe(out);
    expect(facts).toMatchObject({
      container: 'mp4',
      video: { ...SIZE, codec: 'h264', pixelFormat: 'yuv420p', playable: true },
      audio: { codec: 'aac', playable: true },
    });
    expect(Math.abs(facts.durationMs - 1_000)).toBeLessThan(80);
    const [shown, copied] = [await greysOf(path), await greysOf(out)];
    expect(copied.map(({ at }) => Math.round(at))).toEqual(shown.map(({ at }) => Math.round(at)));
    for (const [index, { grey }] of copied.entries())
      expect(Math.abs(grey - (shown[index]?.grey ?? 0))).toBeLessThan(8);
    expect(progress.length).toBeGreaterThan(0);
    expect(existsSync(`${out}.part`)).toBe(false);
  });

  it.for([
    ['PQ', 'smpte2084', [15, 94, 255]],
    ['HLG', 'arib-std-b67', [24, 83, 216]],
  ] as const)(
    'a film of high dynamic range (%s) gets one in the range that all screens show',
    async ([_, transfer, expected]) => {
      const size = { width: 256, height: 64 };
      const options = { 'x265-params': `log-level=none:colorprim=bt2020:colormatrix=bt2020nc:transfer=${transfer}` };
      const bars = [0, 1, 2].map((index) => ({ pixels: bands(size), at: index * 40 }));
      const path = await film('a.mp4', {
        ...{ size, pictures: bars, encoder: 'libx265', pixelFormat: AV_PIX_FMT_YUV420P10LE, options },
      });
      const out = besides(path, 'playable.mp4');
      await makePlayable(path, out, ignored);
      expect((await probe(out)).video).toMatchObject({ pixelFormat: 'yuv420p', playable: true });
      for await (const { picture } of pictures(out)) {
        const row = picture.letterboxed(size)?.data.subarray(32 * 256 * 3) ?? [];
        for (const [index, band] of [2, 7, 15].entries()) {
          expect(Math.abs((row[(band * 16 + 8) * 3] ?? -1) - (expected[index] ?? 0))).toBeLessThan(4);
        }
      }
    },
  );

  it('sound that is not encoded is kept in the copy', async () => {
    const path = await film('a.mov', { toneHz: 440, pcm: true });
    const facts = await probe(path);
    expect(facts.audio).toMatchObject({ codec: 'pcm_s16le', playable: false });
    const out = besides(path, 'playable.mp4');
    await makePlayable(path, out, ignored);
    expect((await probe(out)).audio).toMatchObject({ codec: 'aac', playable: true });
    expect(await makeWaveform(out, besides(path, 'wave.json'), ignored)).toBe(true);
    const { peaks } = JSON.parse(await readFile(besides(path, 'wave.json'), 'utf8')) as WaveForm;
    for (const peak of peaks.slice(10, 40)) expect(Math.abs(peak - 127)).toBeLessThan(12);
  });

  it.each([
    ['ten minutes of 4K', { width: 3_840, height: 2_160, minutes: 10 }, 3_840],
    ['a longer film of 4K', { width: 3_840, height: 2_160, minutes: 11 }, 1_920],
    ['an hour of 1080p', { width: 1_920, height: 1_080, minutes: 60 }, 1_920],
    ['what is larger than 4K', { width: 4_096, height: 2_304, minutes: 1 }, 3_840],
  ])('the copy of %s is as large as the time for it allows', (_what, { width, height, minutes }, expected) => {
    const video = {
      codec: 'hevc',
      width,
      height,
      rotation: 0 as const,
      fps: 30,
      pixelFormat: 'yuv420p',
      playable: false,
    };
    const facts = { container: 'mp4' as const, bytes: 1, durationMs: minutes * 60_000, video };
    expect(Math.min(Math.max(width, height), playableSize(facts).longest)).toBe(expected);
  });

  it('a turned film gets an upright proxy that can be sought each half second', async () => {
    const path = await film('a.mov', { rotation: 90, toneHz: 440, pictures: greyPictures(SIZE, evenTimes(60, 60)) });
    const out = besides(path, 'proxy.mp4');
    await makeProxy(path, out, ignored);
    const { video, audio } = await probe(out);
    expect(video).toMatchObject({ width: SIZE.height, height: SIZE.width, rotation: 0, playable: true });
    expect(audio).toBeUndefined();
    expect(await keyFramesOf(out)).toEqual([0, 500]);
    expect(await greysOf(out)).toHaveLength(30);
  });

  it('thumbnails, in order', async () => {
    const path = await film('a.mp4', { pictures: greyPictures(SIZE, [0, 500, 1_000, 1_500, 2_000, 2_500]) });
    const out = besides(path, 'thumbnails.jpg');
    const { count, columns, everyMs, width, height } = await makeThumbnails(path, out, ignored);
    expect({ count, columns, everyMs, width, height }).toEqual({ count: 3, columns: 3, everyMs: 1_000, ...SIZE });
    const image = await loadImage(await readFile(out));
    expect([image.width, image.height]).toEqual([3 * SIZE.width, SIZE.height]);
  });

  it('thumbnails where sound goes on behind the last picture show that one', async () => {
    const path = await film('a.mp4', {
      toneHz: 440,
      toneAfterMs: 2_500,
      pictures: greyPictures(SIZE, [0, 20, 40, 60]),
    });
    const out = besides(path, 'thumbnails.jpg');
    const { count } = await makeThumbnails(path, out, ignored);
    expect(count).toBeGreaterThanOrEqual(2);
    const image = await loadImage(await readFile(out));
    const canvas = createCanvas(image.width, image.height).getContext('2d');
    canvas.drawImage(image, 0, 0);
    const [grey] = canvas.getImageData(image.width - SIZE.width / 2, SIZE.height / 2, 1, 1).data;
    expect(Math.abs((grey ?? 0) - 24)).toBeLessThan(6);
  });

  it('the wave form of a tone; of a film without sound none', async () => {
    const path = await film('a.mkv', { toneHz: 440 });
    const out = besides(path, 'wave.json');
    expect(await makeWaveform(path, out, ignored)).toBe(true);
    const { everyMs, peaks } = JSON.parse(await readFile(out, 'utf8')) as WaveForm;
    expect(Math.abs(peaks.length * everyMs - 1_000)).toBeLessThan(120);
    // The tone is half as loud as possible.
    for (const peak of peaks.slice(10, 40)) expect(Math.abs(peak - 127)).toBeLessThan(8);
    const silent = await film('b.webm', { encoder: 'libvpx' });
    expect(await makeWaveform(silent, besides(silent, 'wave.json'), ignored)).toBe(false);
    expect(existsSync(besides(silent, 'wave.json'))).toBe(false);
  });

  it.for([
    ['a.webm', 'libvpx', { live: '1' }],
    ['a.mkv', 'libx264', { live: '1' }],
    ['a.mp4', 'libx264', {}],
  ] as const)('%s anew, the same, with its length', async ([name, encoder, fileOptions]) => {
    const path = await film(name, { encoder, fileOptions, toneHz: 440 });
    const out = besides(path, `index-${name}`);
    await makeIndex(path, out, ignored);
    const { durationMs, container, audio } = await probe(out);
    expect(Math.abs(durationMs - 1_000)).toBeLessThan(80);
    const before = await probe(path);
    expect({ container, audio }).toEqual({ container: before.container, audio: before.audio });
    // Sound that begins before the picture may move both by a few ms.
    const [first, again] = [await greysOf(path), await greysOf(out)];
    expect(again.map(({ grey }) => grey)).toEqual(first.map(({ grey }) => grey));
    const shift = (again[0]?.at ?? 0) - (first[0]?.at ?? 0);
    expect(Math.abs(shift)).toBeLessThan(10);
    for (const [index, { at }] of again.entries()) expect(at - shift).toBeCloseTo(first[index]?.at ?? 0);
  });

  it('nothing of what is no film, and nothing is left of what was stopped', async () => {
    const text = join(temporaryFolder(), 'a.mp4');
    await writeFile(text, 'no film\n');
    const out = besides(text, 'out.mp4');
    const refused = expect.objectContaining({ code: 'unreadable_film', reason: 'not-video' });
    await expect(inProcess.makeProxy(text, out)).rejects.toEqual(refused);
    const path = await film('a.mp4');
    const stopped = new Error('stopped');
    await expect(inProcess.makeProxy(path, out, { signal: AbortSignal.abort(stopped) })).rejects.toBe(stopped);
    expect(existsSync(out)).toBe(false);
  });
});
