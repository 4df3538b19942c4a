// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FilmGoneError } from '../../../../../client/review/player/film-address.ts';
import { VideoReader } from '../../../../../client/review/player/video-reader.ts';

/** As browsers do: it loads what is not `/gone`, seeks while it has not failed, and is silent from then on. */
class ABrowsersVideo extends EventTarget {
  readonly duration = 10;
  readonly videoWidth = 320;
  readonly videoHeight = 240;
  readonly seeking = false;
  readonly readyState = 4;
  playbackRate = 1;
  isPlaying = false;
  error: MediaError | null = null;
  #time = 0;
  #src: string | undefined;

  get src(): string {
    return this.#src ?? '';
  }
  set src(url: string) {
    this.#src = url;
    this.#time = 0;
    this.playbackRate = 1;
    this.isPlaying = false;
    this.error = null;
    queueMicrotask(() => {
      if (url === '/gone') this.fail();
      else this.dispatchEvent(new Event('loadeddata'));
    });
  }
  get currentTime(): number {
    return this.#time;
  }
  set currentTime(time: number) {
    if (this.error) return;
    this.#time = time;
    queueMicrotask(() => this.dispatchEvent(new Event('seeked')));
  }
  fail(): void {
    this.error = { code: 2, message: 'network' } as MediaError;
    this.dispatchEvent(new Event('error'));
  }
  async play(): Promise<void> {
    this.isPlaying = true;
  }
  pause(): void {
    this.isPlaying = false;
  }
  load(): void {}
  removeAttribute(): void {
    this.#src = undefined;
  }
}

let video: ABrowsersVideo;
beforeEach(() => {
  video = new ABrowsersVideo();
  vi.stubGlobal('document', { createElement: () => video });
  // Which happy-dom has on no class.
  vi.stubGlobal('HTMLMediaElement', { HAVE_CURRENT_DATA: 2 });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

it('goes on by a new link when one has run out since the film was opened, at the place that was asked for', async () => {
  const reader = await VideoReader.open({ url: '/a', again: async () => '/b' });
  expect((await reader.at(1_000))?.at).toBe(1_000);
  video.fail();
  expect((await reader.at(2_000))?.at).toBe(2_000);
  expect(video.src).toBe('/b');
  reader.close();
});

it('says that the film is gone when there is no new link, and reads nothing any more', async () => {
  await expect(VideoReader.open({ url: '/gone', again: async () => undefined })).rejects.toThrow(FilmGoneError);
  expect(video.src).toBe('');
});

it('plays on by a new link when one runs out meanwhile, as fast as before', async () => {
  const reader = await VideoReader.open({ url: '/a', again: async () => '/b' });
  reader.run(3_000, 0.5);
  expect(reader.due()?.at).toBe(3_000);
  video.fail();
  expect(reader.due()).toBeUndefined();
  expect(reader.hasRead()).toBe(false);
  await vi.waitFor(() => expect(video).toMatchObject({ src: '/b', isPlaying: true, playbackRate: 0.5 }));
  expect(reader.due()?.at).toBe(3_000);
  reader.close();
});

it('says why it can’t play on where there is no new link', async () => {
  const reader = await VideoReader.open({ url: '/a', again: async () => undefined });
  reader.run(0, 1);
  video.fail();
  expect(reader.due()).toBeUndefined();
  await vi.waitFor(() => expect(() => reader.due()).toThrow(FilmGoneError));
  reader.close();
});
