import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type PicturesOptions, pictures } from '../../../../../server/video/film/pictures.ts';
import { evenTimes, type FilmToRender, greyPictures, renderFilm, type ShownPicture } from '../../../../support/film.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const SIZE = { width: 96, height: 64 };
const SMALL = { width: 12, height: 12 };

async function film(name: string, options: Partial<FilmToRender>): Promise<string> {
  const path = join(temporaryFolder(), name);
  await renderFilm(path, { size: SIZE, pictures: greyPictures(SIZE, evenTimes(30, 30)), ...options });
  return path;
}

/** Times, and what is seen in the middle: 0 black, 255 white. */
async function seen(path: string, options?: PicturesOptions): Promise<{ at: number; grey: number }[]> {
  const found: { at: number; grey: number }[] = [];
  for await (const { picture, at } of pictures(path, options)) {
    const { data } = picture.letterboxed(SMALL) ?? { data: new Uint8Array(0) };
    found.push({ at: Math.round(at), grey: data[(6 * SMALL.width + 6) * 3] ?? -1 });
  }
  return found;
}

const timesOf = (found: readonly { at: number }[]) => found.map(({ at }) => at);

describe('pictures of a film', () => {
  it.for(['a.mp4', 'a.mkv'] as const)('%s: come in order, each with its time', async (name) => {
    const found = await seen(await film(name, {}));
    expect(timesOf(found)).toEqual(evenTimes(30, 30).map(Math.round));
    for (const [index, { grey }] of found.entries()) expect(Math.abs(grey - ((index * 8) % 256))).toBeLessThan(12);
  });

  it.for([24, 60, 240])('are picked evenly from %d a second', async (fps) => {
    const path = await film('a.mp4', { pictures: greyPictures(SIZE, evenTimes(fps, fps)) });
    const times = timesOf(await seen(path, { fps: 10 }));
    expect(times).toHaveLength(10);
    for (const [index, at] of times.entries()) expect(Math.abs(at - index * 100)).toBeLessThanOrEqual(1000 / fps);
  });

  it('are the same ones, and look the same, whether the others are decoded or not', async () => {
    const options = { pictures: wanderingPictures(45), options: { preset: 'medium', bf: '3' } };
    const path = await film('a.mp4', options);
    const all = await seen(path);
    const picked = await seen(path, { fps: 10 });
    expect(picked).toEqual(all.filter((_, index) => index % 3 === 0));
  });

  it('go on from a time, as if the film had been read from its beginning', async () => {
    const path = await film('a.mp4', { pictures: greyPictures(SIZE, evenTimes(90, 30)), options: { g: '20' } });
    const whole = await seen(path, { fps: 10 });
    expect(await seen(path, { fps: 10, fromMs: 1500 })).toEqual(whole.filter(({ at }) => at >= 1500));
  });

  it.for([
    ['a.mp4', 'libx264'],
    ['a.webm', 'libvpx'],
  ] as const)('%s: keep their times where the rate varies', async ([name, encoder]) => {
    const times = [0, 20, 150, 400, 420, 440, 1000, 1040];
    const path = await film(name, { encoder, pictures: greyPictures(SIZE, times) });
    expect(timesOf(await seen(path))).toEqual(times);
  });

  it('stand upright where the camera was turned', async () => {
    // Stored with white at the left: turned by a quarter clockwise, white is above.
    const stored = new Uint8Array(SIZE.width * SIZE.height * 4).map((_, index) =>
      (index >> 2) % SIZE.width < SIZE.width / 2 ? 255 : 0,
    );
    for (const [rotation, white] of [
      [90, 'above'],
      [180, 'right'],
      [270, 'below'],
    ] as const) {
      const path = await film('a.mov', { rotation, pictures: [{ pixels: stored, at: 0 }] });
      for await (const { picture } of pictures(path)) {
        const { width, height } = picture.size;
        expect([width, height]).toEqual(rotation === 180 ? [96, 64] : [64, 96]);
        const places = {
          above: { x: width / 2, y: 8 },
          below: { x: width / 2, y: height - 8 },
          left: { x: 8, y: height / 2 },
          right: { x: width - 8, y: height / 2 },
        };
        const whole = picture.letterboxed(picture.size)?.data ?? new Uint8Array(0);
        for (const [name, { x, y }] of Object.entries(places)) {
          if (name !== white && name !== OPPOSITE[white]) continue;
          const region = picture.cropped({ centreX: x, centreY: y, side: 8, rotation: 0 }, 8);
          const isWhite = name === white;
          expect((region?.[0] ?? 128) > 128, `${name} of ${rotation}`).toBe(isWhite);
          expect((whole[(y * width + x) * 3] ?? 128) > 128, `${name} of ${rotation}, whole`).toBe(isWhite);
        }
      }
    }
  });
});

const OPPOSITE = { above: 'below', below: 'above', left: 'right', right: 'left' } as const;

/** A bright square that moves by a few px from one picture to the next. */
function* wanderingPictures(count: number): Generator<ShownPicture> {
  for (let index = 0; index < count; index++) {
    const pixels = new Uint8Array(SIZE.width * SIZE.height * 4);
    for (let y = 20; y < 44; y++) {
      const left = index % 70;
      pixels.fill(60 + 4 * index, (y * SIZE.width + left) * 4, (y * SIZE.width + left + 24) * 4);
    }
    yield { pixels, at: (index * 1000) / 30 };
  }
}
