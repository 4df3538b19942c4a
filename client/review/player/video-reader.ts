/** Reads frames of a film by a video element, where the browser has no WebCodecs: as near as it seeks, off by a frame at times. */

import { UnplayableError } from './exact-reader.ts';
import { type FilmAddress, FilmGoneError } from './film-address.ts';
import type { Direction, FilmFrame, FrameReader } from './frame.ts';

/** What is not known here: cameras give some 30 pictures a second. */
const FRAME_MS = 1_000 / 30;

export class VideoReader implements FrameReader {
  readonly exact = false;
  readonly durationMs: number;
  readonly #video: HTMLVideoElement;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** @throws UnplayableError when the browser can't play it, FilmGoneError when it is not there (any more) */
  static async open(address: FilmAddress): Promise<VideoReader> {
    const video = Object.assign(document.createElement('video'), { muted: true, playsInline: true, preload: 'auto' });
    video.src = address.url;
    try {
      await settled(video, 'loadeddata');
    } catch (cause) {
      const fresh = await address.again();
      if (fresh === undefined) throw new FilmGoneError('the film is gone', { cause });
      video.src = fresh;
      await settled(video, 'loadeddata');
    }
    return new VideoReader(video);
  }

  private constructor(video: HTMLVideoElement) {
    this.#video = video;
    this.durationMs = video.duration * 1_000;
  }

  at(ms: number): Promise<FilmFrame | undefined> {
    const result = this.#turn.then(async () => {
      if (this.#closed) return undefined;
      const time = Math.min(Math.max(0, ms), Math.max(0, this.durationMs - 1)) / 1_000;
      if (Math.abs(this.#video.currentTime - time) > 0.001 || this.#video.seeking) {
        const arrived = settled(this.#video, 'seeked');
        this.#video.currentTime = time;
        await arrived;
      }
      return this.#frame();
    });
    this.#turn = result.catch(() => undefined);
    return result;
  }

  beside(at: number, direction: Direction): Promise<FilmFrame | undefined> {
    const next = at + direction * FRAME_MS;
    return next < 0 || next >= this.durationMs ? Promise.resolve(undefined) : this.at(next);
  }

  run(fromMs: number, rate: number): void {
    this.#video.currentTime = fromMs / 1_000;
    this.#video.playbackRate = Math.max(rate, 0.0625);
    this.#video.play().catch((error: unknown) => console.info('sideline:', error));
  }

  due(): FilmFrame | undefined {
    return this.#video.seeking ? undefined : this.#frame();
  }

  hasRead(): boolean {
    return !this.#video.seeking && this.#video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
  }

  rest(): void {
    this.#video.pause();
  }

  keep(): void {
    // The element shows what it shows.
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#video.pause();
    this.#video.removeAttribute('src');
    this.#video.load();
  }

  #frame(): FilmFrame {
    const { currentTime, videoWidth, videoHeight } = this.#video;
    return { at: currentTime * 1_000, image: this.#video, width: videoWidth, height: videoHeight };
  }
}

/** @throws UnplayableError when the element fails before */
function settled(video: HTMLVideoElement, event: 'loadeddata' | 'seeked'): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = new AbortController();
    const { signal } = stop;
    video.addEventListener(
      event,
      () => {
        stop.abort();
        resolve();
      },
      { signal },
    );
    video.addEventListener(
      'error',
      () => {
        stop.abort();
        reject(new UnplayableError('the browser can’t play the film', { cause: video.error ?? undefined }));
      },
      { signal },
    );
  });
}
