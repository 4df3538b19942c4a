import { copyFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AV_PIX_FMT_YUV420P10LE } from 'node-av/constants';
import { describe, expect, it } from 'vitest';
import { probe } from '../../../../../server/video/film/probe.ts';
import { evenTimes, type FilmToRender, greyPictures, renderFilm } from '../../../../support/film.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const SIZE = { width: 96, height: 64 };

/** Half a second of grey, unless said otherwise. */
async function film(name: string, options: Partial<FilmToRender> = {}): Promise<string> {
  const path = join(temporaryFolder(), name);
  const { size = SIZE } = options;
  await renderFilm(path, { size, pictures: greyPictures(size, evenTimes(15, 30)), ...options });
  return path;
}

describe('what a film is', () => {
  it.for([
    ['a.mp4', { toneHz: 440 }, { container: 'mp4', codec: 'h264', playable: true, audio: 'aac' }],
    ['a.mov', { toneHz: 440 }, { container: 'mov', codec: 'h264', playable: true, audio: 'aac' }],
    ['a.mp4', { encoder: 'libx265' }, { container: 'mp4', codec: 'hevc', playable: false }],
    ['a.mp4', { pixelFormat: AV_PIX_FMT_YUV420P10LE }, { container: 'mp4', codec: 'h264', playable: false }],
    ['a.webm', { encoder: 'libvpx', toneHz: 440 }, { container: 'webm', codec: 'vp8', playable: true, audio: 'opus' }],
    ['a.webm', { encoder: 'libvpx-vp9' }, { container: 'webm', codec: 'vp9', playable: true }],
    ['a.mkv', { toneHz: 440 }, { container: 'matroska', codec: 'h264', playable: false, audio: 'opus' }],
  ] as const)('%s with %j', async ([name, options, expected]) => {
    const facts = await probe(await film(name, options));
    const { container, video, audio, durationMs } = facts;
    const { codec, playable } = video;
    expect({ container, codec, playable, ...(audio && { audio: audio.codec }) }).toEqual(expected);
    expect(video).toMatchObject({ ...SIZE, rotation: 0, fps: expect.closeTo(30, 0) });
    expect(Math.abs(durationMs - 500)).toBeLessThan(70);
  });

  it('gives the size as it is to be seen when the camera was on its side', async () => {
    const facts = await probe(await film('a.mov', { rotation: 90 }));
    expect(facts.video).toMatchObject({ width: SIZE.height, height: SIZE.width, rotation: 90 });
  });

  it('measures a recording that was never ended', async () => {
    const whole = await film('a.webm', { encoder: 'libvpx', fileOptions: { live: '1' } });
    const facts = await probe(whole);
    expect(Math.abs(facts.durationMs - 500)).toBeLessThan(70);
  });

  it('takes a film of one picture', async () => {
    const path = await film('a.mp4', { pictures: greyPictures(SIZE, [0]) });
    expect((await probe(path)).video).toMatchObject(SIZE);
  });
});

describe('what is no film that can be read', () => {
  const refusal = (reason: string) => expect.objectContaining({ code: 'unreadable_film', reason });

  it('a text named .mp4, an empty file, and a playlist that names another file', async () => {
    const path = join(temporaryFolder(), 'a.mp4');
    for (const [text, reason] of [
      ['Bring the dumbbells tomorrow.\n', 'not-video'],
      ['', 'empty'],
      ['#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/etc/passwd\n', 'not-video'],
      ["ffconcat version 1.0\nfile '/etc/passwd'\n", 'not-video'],
    ] as const) {
      await writeFile(path, text);
      await expect(probe(path)).rejects.toEqual(refusal(reason));
    }
  });

  it.each(['avi', 'mpegts', 'mpeg', 'asf', 'flv'])('a film of another kind, named .mp4: %s', async (kind) => {
    const path = join(temporaryFolder(), 'a.mp4');
    await renderFilm(path, { size: SIZE, pictures: greyPictures(SIZE, evenTimes(15, 30)), kind });
    await expect(probe(path)).rejects.toEqual(refusal('other-kind'));
  });

  it.for(['a.mp4', 'a.mov', 'a.mkv'] as const)('%s without its last part', async (name) => {
    const path = await film(name);
    const { length } = await readFile(path);
    for (const kept of [length - 40, Math.floor(length / 2)]) {
      const cut = join(temporaryFolder(), name);
      await copyFile(path, cut);
      await truncate(cut, kept);
      await expect(probe(cut)).rejects.toEqual(refusal('cut-off'));
    }
  });

  it('sound alone', async () => {
    const path = join(temporaryFolder(), 'a.mp4');
    await renderFilm(path, { size: SIZE, pictures: [], soundOnlyMs: 500, toneHz: 440 });
    await expect(probe(path)).rejects.toEqual(refusal('no-picture'));
  });

  it('an encrypted film', async () => {
    const path = await film('a.mp4', {
      fileOptions: {
        encryption_scheme: 'cenc-aes-ctr',
        encryption_key: '76a6c65c5ea762046bd749a2e632ccbb',
        encryption_kid: 'a7e61c373e219033c21091fa607bf3b8',
      },
    });
    await expect(probe(path)).rejects.toEqual(refusal('encrypted'));
  });

  it('a film that lasts longer than six hours', async () => {
    const path = await film('a.mp4', { pictures: greyPictures(SIZE, [0, 6 * 3_600_000 + 1]) });
    await expect(probe(path)).rejects.toEqual(refusal('too-long'));
  });

  it('pictures that are announced larger than is taken, before any is decoded', async () => {
    const path = await film('a.webm', { encoder: 'libvpx', size: { width: 300, height: 200 } });
    const data = await readFile(path);
    // PixelWidth and PixelHeight of the track, of 2 and 1 bytes: now 16,128 x 255 px, and 65,280 x 255.
    const width = data.indexOf(Buffer.from([0xb0, 0x82, 300 >> 8, 300 & 0xff]));
    const height = data.indexOf(Buffer.from([0xba, 0x81, 200]));
    data.writeUInt16BE(0xff00, width + 2);
    data[height + 2] = 0xff;
    await writeFile(path, data);
    await expect(probe(path)).rejects.toEqual(refusal('too-large'));
  });

  it('pictures that turn out larger than is taken only in the stream itself', async () => {
    const path = await film('a.webm', { encoder: 'libvpx' });
    const data = await readFile(path);
    // A key frame of VP8 says its size behind this start code (RFC 6386, 9.1).
    const size = data.indexOf(Buffer.from([0x9d, 0x01, 0x2a])) + 3;
    data.writeUInt16LE(16_383, size);
    data.writeUInt16LE(16_383, size + 2);
    await writeFile(path, data);
    await expect(probe(path)).rejects.toEqual(refusal('no-picture'));
  });
});
