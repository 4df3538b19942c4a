import { join } from 'node:path';
import { AV_NOPTS_VALUE } from 'node-av/constants';
import { FormatContext, Frame, Packet } from 'node-av/lib';
import { describe, expect, it } from 'vitest';
import { copyFilm, joinFilms } from '../../../../../server/video/film/derive/copies.ts';
import type { Cut } from '../../../../../server/video/film/derive/cut.ts';
import { DrawnPictures } from '../../../../../server/video/film/derive/drawn-frames.ts';
import { decodedSound } from '../../../../../server/video/film/derive/sound.ts';
import { check, openDecoder } from '../../../../../server/video/film/ffmpeg.ts';
import { FilmInput, msOf, openFormat } from '../../../../../server/video/film/film-input.ts';
import { pictures } from '../../../../../server/video/film/pictures.ts';
import { probe } from '../../../../../server/video/film/probe.ts';
import type { Size } from '../../../../../shared/size.ts';
import { evenTimes, greyPictures, renderFilm } from '../../../../support/film.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const SIZE = { width: 96, height: 64 };
const QUALITY = { longest: 640, crf: 18, keyFrameEveryMs: 1_000 } as const;

/** A copy of a film of 30 pictures in 2 s, each lighter by 8 than the one before. */
async function copyOf(name: string, cut: Cut) {
  const path = join(temporaryFolder(), name);
  const encoder = name.endsWith('.webm') ? 'libvpx' : 'libx264';
  await renderFilm(path, { size: SIZE, pictures: greyPictures(SIZE, evenTimes(30, 15)), encoder, toneHz: 440 });
  const out = join(path, '../copy.mp4');
  await copyFilm(path, out, { quality: QUALITY, sound: true, cut }, () => undefined);
  return { facts: await probe(out), shown: await shownIn(out), out };
}

/** Which of the pictures a film shows, and when, ms. */
async function shownIn(path: string): Promise<{ at: number; number: number }[]> {
  const shown: { at: number; number: number }[] = [];
  for await (const { picture, at } of pictures(path)) {
    const grey = picture.letterboxed({ width: 8, height: 8 })?.data[4 * 24 + 12] ?? -1;
    shown.push({ at: Math.round(at), number: Math.round(grey / 8) });
  }
  return shown;
}

/** Writes the packets of films of one kind anew, as they are arranged, into one film. */
async function arranged(
  paths: readonly string[],
  out: string,
  arrange: (...films: Packet[][]) => Packet[],
): Promise<void> {
  const inputs = await Promise.all(paths.map((path) => openFormat(path, 'webm')));
  const streams = inputs[0]?.streams ?? [];
  const output = new FormatContext();
  check(output.allocOutputContext2(null, 'webm', out), 'make a film');
  const copies = streams.map((stream) => {
    const copy = output.newStream();
    check(stream.codecpar.copy(copy.codecpar), 'describe a stream');
    copy.timeBase = stream.timeBase;
    return copy;
  });
  check(output.openOutputSync(), 'open the film’s file');
  check(output.writeHeaderSync(), 'begin the film');
  for (const packet of arrange(...inputs.map(packetsOf))) {
    const [stream, copy] = [streams[packet.streamIndex], copies[packet.streamIndex]];
    if (stream && copy) packet.rescaleTs(stream.timeBase, copy.timeBase);
    check(output.writeFrameSync(packet), 'write the film');
    packet.free();
  }
  check(output.writeTrailerSync(), 'end the film');
  output.closeOutputSync();
  output.freeContext();
  for (const input of inputs) await input.closeInput();
}

function packetsOf(input: FormatContext): Packet[] {
  const packets: Packet[] = [];
  for (;;) {
    const packet = new Packet();
    packet.alloc();
    if (input.readFrameSync(packet) < 0) {
      packet.free();
      return packets;
    }
    packets.push(packet);
  }
}

/** The same film with all of its sound behind all of its pictures, as cameras write it second by second. */
const withSoundBehind = (path: string, out: string) =>
  // Pictures are the first stream.
  arranged([path], out, (packets) => packets.toSorted((a, b) => a.streamIndex - b.streamIndex));

/** A film whose pictures go on in another size, as those of a phone that is turned, 2 s later. */
const thatIsTurned = (path: string, turned: string, out: string) =>
  arranged([path, turned], out, (before, after) => {
    for (const packet of after) {
      packet.pts += 2_000n;
      packet.dts += 2_000n;
    }
    return [...before, ...after];
  });

/** When the sound of a film begins and ends, ms. */
async function soundOf(path: string): Promise<{ from: number; to: number }> {
  const film = await FilmInput.open(path);
  const packet = new Packet();
  packet.alloc();
  const times: number[] = [];
  const { audio } = film;
  if (audio) film.read(audio);
  while (audio && film.next(packet)) {
    if (packet.pts !== AV_NOPTS_VALUE) times.push(msOf(audio, packet.pts), msOf(audio, packet.pts + packet.duration));
    packet.unref();
  }
  packet.free();
  await film.close();
  return { from: Math.min(...times), to: Math.max(...times) };
}

/** The samples of a film's sound, left alone, -1 to 1, with their rate. */
async function samplesOf(path: string): Promise<{ samples: number[]; rate: number }> {
  const film = await FilmInput.open(path);
  const { audio } = film;
  const decoder = audio && openDecoder(audio, 1);
  if (!audio || !decoder) throw new Error('the film has no sound');
  film.read(audio);
  const [packet, frame] = [new Packet(), new Frame()];
  packet.alloc();
  frame.alloc();
  const samples: number[] = [];
  let rate = 0;
  const take = (given: Packet | null) => {
    for (const { data, nbSamples, sampleRate } of decodedSound(decoder, given, frame)) {
      rate = sampleRate;
      const [plane] = data ?? [];
      for (let index = 0; plane && index < nbSamples; index += 1) samples.push(plane.readFloatLE(4 * index));
    }
  };
  while (film.next(packet)) {
    take(packet);
    packet.unref();
  }
  take(null);
  packet.free();
  frame.free();
  decoder.freeContext();
  await film.close();
  return { samples, rate };
}

/** How high the sound of a film is in its middle, Hz. */
async function pitchOf(path: string): Promise<number> {
  const { samples, rate } = await samplesOf(path);
  const middle = samples.slice(samples.length / 4, (3 * samples.length) / 4);
  const rises = middle.filter((sample, index) => sample >= 0 && (middle[index - 1] ?? 0) < 0).length;
  return (rises * rate) / middle.length;
}

/** The highest sample of each 10 ms. */
async function loudnessOf(path: string): Promise<{ at: number; peak: number }[]> {
  const { samples, rate } = await samplesOf(path);
  const each = Math.round(rate / 100);
  return Array.from({ length: Math.floor(samples.length / each) }, (_, index) => ({
    at: 10 * index,
    peak: Math.max(...samples.slice(index * each, (index + 1) * each).map(Math.abs)),
  }));
}

function meanPeak(loud: Awaited<ReturnType<typeof loudnessOf>>, from: number, to: number): number {
  const within = loud.filter(({ at }) => at >= from && at < to).map(({ peak }) => peak);
  return within.reduce((sum, peak) => sum + peak, 0) / within.length;
}

describe('a part of a film as a film of its own', () => {
  it.each(['a.mp4', 'a.webm'])(
    'begins and ends with the pictures that are on show then, with their sound (%s)',
    async (name) => {
      const { facts, shown } = await copyOf(name, { fromMs: 500, toMs: 1_000, speed: 1 });
      // Picture 7 is on show from 467 ms on, picture 14 until 1000 ms.
      expect(shown.map(({ number }) => number)).toEqual([7, 8, 9, 10, 11, 12, 13, 14]);
      // The sound of a WebM begins a little before its picture, and moves it by so much.
      for (const [index, at] of [0, 33, 100].entries()) expect(Math.abs((shown[index]?.at ?? -1) - at)).toBeLessThan(8);
      expect(Math.abs(facts.durationMs - 500)).toBeLessThan(60);
      expect(facts.audio).toMatchObject({ codec: 'aac', playable: true });
    },
  );

  it('has its sound also where the file has it behind the pictures', async () => {
    const [plain, behind] = [join(temporaryFolder(), 'a.webm'), join(temporaryFolder(), 'behind.webm')];
    const source = {
      size: SIZE,
      pictures: greyPictures(SIZE, evenTimes(30, 15)),
      encoder: 'libvpx',
      toneHz: 440,
    } as const;
    await renderFilm(plain, source);
    await withSoundBehind(plain, behind);
    const out = join(behind, '../copy.mp4');
    await copyFilm(
      behind,
      out,
      { quality: QUALITY, sound: true, cut: { fromMs: 500, toMs: 1_000, speed: 1 } },
      () => undefined,
    );
    const { from, to } = await soundOf(out);
    expect(from).toBeLessThan(60);
    expect(Math.abs(to - 500)).toBeLessThan(60);
  });

  it('is shown slower where one says so, with its sound as high as it was', async () => {
    const { facts, shown, out } = await copyOf('a.mp4', { fromMs: 500, toMs: 1_000, speed: 0.25 });
    expect(shown.map(({ number }) => number)).toEqual([7, 8, 9, 10, 11, 12, 13, 14]);
    expect(shown.slice(0, 3).map(({ at }) => at)).toEqual([0, 133, 400]);
    // Within one picture, which lasts four times as long.
    expect(Math.abs(facts.durationMs - 2_000)).toBeLessThan(4 * 67);
    expect(facts.audio).toMatchObject({ codec: 'aac', playable: true });
    expect(Math.abs((await pitchOf(out)) - 440)).toBeLessThan(12);
    const { from, to } = await soundOf(out);
    expect(from).toBeLessThan(120);
    expect(Math.abs(to - 2_000)).toBeLessThan(120);
  });

  it.each([1, 0.5])('stands still where one says so, silently, and goes on (at speed %f)', async (speed) => {
    const { facts, shown, out } = await copyOf('a.mp4', {
      ...{ fromMs: 500, toMs: 1_000, speed },
      // Within picture 9 (from 600 ms), and where picture 12 begins.
      holds: [
        { atMs: 620, ms: 1_000 },
        { atMs: 800, ms: 400 },
      ],
    });
    const times = (number: number) => shown.filter((each) => each.number === number).map(({ at }) => at);
    expect(times(9)).toHaveLength(3);
    for (const [index, at] of [100 / speed, 120 / speed, 120 / speed + 1_000].entries()) {
      expect(Math.abs((times(9)[index] ?? 0) - at)).toBeLessThan(3);
    }
    const second = 300 / speed + 1_000;
    expect(times(12).map((at) => Math.round((at - second) / 10))).toEqual([0, 40]);
    expect(Math.abs(facts.durationMs - (500 / speed + 1_400))).toBeLessThan(80 / speed);
    const loud = await loudnessOf(out);
    const mean = (from: number, to: number) => meanPeak(loud, from, to);
    const still = 120 / speed;
    expect(mean(still + 150, still + 900)).toBeLessThan(0.02);
    expect(mean(0, still - 50)).toBeGreaterThan(0.2);
    expect(mean(second + 500, second + 500 + 100 / speed)).toBeGreaterThan(0.2);
  });

  it.each([1, 0.5])('goes on in another film right behind, with the sound of both (at speed %f)', async (speed) => {
    const [first, second] = [join(temporaryFolder(), 'a.mp4'), join(temporaryFolder(), 'b.webm')];
    const greys = () => greyPictures(SIZE, evenTimes(30, 15));
    await renderFilm(first, { size: SIZE, pictures: greys(), encoder: 'libx264', toneHz: 440 });
    await renderFilm(second, { size: SIZE, pictures: greys(), encoder: 'libvpx', toneHz: 440 });
    const out = join(first, '../joined.mp4');
    const cut = { fromMs: 500, toMs: 1_000, speed };
    const films = [first, second].map((path) => ({ path, cut }));
    await joinFilms(films, out, { quality: QUALITY, sound: true }, () => undefined);
    expect((await shownIn(out)).map(({ number }) => number)).toEqual([
      7, 8, 9, 10, 11, 12, 13, 14, 7, 8, 9, 10, 11, 12, 13, 14,
    ]);
    expect(Math.abs((await probe(out)).durationMs - 1_000 / speed)).toBeLessThan(80 / speed);
    const { from, to } = await soundOf(out);
    expect(from).toBeLessThan(120);
    expect(Math.abs(to - 1_000 / speed)).toBeLessThan(120 / speed);
    const loud = await loudnessOf(out);
    for (const middle of [250, 750])
      expect(meanPeak(loud, (middle - 100) / speed, (middle + 100) / speed)).toBeGreaterThan(0.2);
  });

  describe('where its shape changes', () => {
    const UPRIGHT = { width: 64, height: 96 };
    const LARGE = { width: 128, height: 192 };

    /** Light pictures for 2 s. */
    async function aLightFilm(size: Size): Promise<string> {
      const path = join(temporaryFolder(), 'a.webm');
      const light = [...greyPictures(size, evenTimes(30, 15))].map(({ at, pixels }) => ({
        at,
        pixels: pixels.fill(220),
      }));
      await renderFilm(path, { size, pictures: light, encoder: 'libvpx' });
      return path;
    }

    /** At a time of a film, how light it is in its middle, and in the middle of each edge: top, right, bottom, left. */
    async function lightAt(path: string, fromMs: number): Promise<{ middle: boolean; edges: boolean[] }> {
      const { video } = await probe(path);
      const [right, below] = [video.width - 1, video.height - 1];
      const [x, y] = [Math.floor(right / 2), Math.floor(below / 2)];
      for await (const { picture } of pictures(path, { fromMs })) {
        const { data = [] } = picture.letterboxed(video) ?? {};
        const isLight = (atX: number, atY: number) => (data[3 * (atY * video.width + atX)] ?? 0) > 128;
        return { middle: isLight(x, y), edges: [isLight(x, 0), isLight(right, y), isLight(x, below), isLight(0, y)] };
      }
      throw new Error('there is no picture');
    }

    const whole = { middle: true, edges: [true, true, true, true] };
    const aboveAndBelow = { middle: true, edges: [false, true, false, true] };

    it('has the shape that is on show longest, in its largest size, and the others whole in its middle', async () => {
      const paths = [await aLightFilm(SIZE), await aLightFilm(UPRIGHT), await aLightFilm(LARGE)];
      const out = join(temporaryFolder(), 'joined.mp4');
      const cut = { fromMs: 0, toMs: 1_000, speed: 1 };
      await joinFilms(
        paths.map((path) => ({ path, cut })),
        out,
        { quality: QUALITY, sound: true },
        () => undefined,
      );
      const { video, durationMs } = await probe(out);
      expect(video).toMatchObject(LARGE);
      expect(Math.abs(durationMs - 3_000)).toBeLessThan(80);
      expect(await lightAt(out, 500)).toEqual(aboveAndBelow);
      for (const at of [1_500, 2_500]) expect(await lightAt(out, at)).toEqual(whole);
    });

    it('keeps the shape of each picture also within one film, and draws on each as large as it is', async () => {
      const film = join(temporaryFolder(), 'turned.webm');
      await thatIsTurned(await aLightFilm(UPRIGHT), await aLightFilm(SIZE), film);
      const out = join(film, '../copy.mp4');
      const sizes = new Set<string>();
      const drawn = new DrawnPictures();
      const change = async (frame: Frame) => {
        sizes.add(`${frame.width} x ${frame.height}`);
        return drawn.of(frame).frame();
      };
      await copyFilm(film, out, { quality: QUALITY, sound: false, change }, () => undefined);
      drawn.close();
      expect((await probe(out)).video).toMatchObject(UPRIGHT);
      expect(await lightAt(out, 1_000)).toEqual(whole);
      expect(await lightAt(out, 3_000)).toEqual(aboveAndBelow);
      expect([...sizes]).toEqual(['64 x 96', '64 x 42']);
    });
  });

  it('ends with the film where the film ends before', async () => {
    const { shown } = await copyOf('a.mp4', { fromMs: 1_900, toMs: 60_000, speed: 1 });
    expect(shown.map(({ number }) => number)).toEqual([28, 29]);
  });

  it('leaves out what would be on show for no time at all', async () => {
    // Picture 7 ends at 533.33 ms.
    const { shown } = await copyOf('a.mp4', { fromMs: 533.331, toMs: 800.001, speed: 1 });
    expect(shown.map(({ number }) => number)).toEqual([8, 9, 10, 11]);
  });
});
