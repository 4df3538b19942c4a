import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadImage } from '@napi-rs/canvas';
import { AV_PIX_FMT_YUV420P10LE } from 'node-av/constants';
import { Packet } from 'node-av/lib';
import { describe, expect, it } from 'vitest';
import { makePlayable, makeProxy } from '../../../../../server/video/film/derive/copies.ts';
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
