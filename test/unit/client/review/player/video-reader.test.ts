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
  error: MediaError | null = null;
  #time = 0;
  #src: string | undefined;

  get src(): string {
    return this.#src ?? '';
  }
  set src(url: string) {
    this.#src = url;
    this.#time = 0;
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
  pause(): void {}
  load(): void {}
  removeAttribute(): void {
    this.#src = undefined;
  }
}

let video: ABrowsersVideo;
beforeEach(() => {
  video = new ABrowsersVideo();
  vi.stubGlobal('document', { createElement: () => video });
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
