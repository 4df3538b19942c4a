/** Reads frames of a film by a video element, where the browser has no WebCodecs: as near as it seeks, off by a frame at times. */

import { type FilmAddress, FilmGoneError } from './film-address.ts';
import { UnplayableError } from './film-file.ts';
import type { Direction, FilmFrame, FrameReader } from './frame.ts';

/** What is not known here: cameras give some 30 pictures a second. */
const FRAME_MS = 1_000 / 30;
/** Browsers play no slower than this. */
const SLOWEST = 0.0625;

export class VideoReader implements FrameReader {
  readonly exact = false;
  readonly #durationMs: number;
  readonly #video: HTMLVideoElement;
  readonly #address: FilmAddress;
  #turn: Promise<unknown> = Promise.resolve();
  /** How it plays, film time by real time; undefined while it does not. */
  #rate: number | undefined;
  /** It gets a new link while it plays. */
  #renewing: Promise<void> | undefined;
  /** Why it can't play on. */
  #failure: { readonly error: unknown } | undefined;
  #closed = false;

  /** @throws UnplayableError when the browser can't play it, FilmGoneError when it is not there (any more) */
  static async open(address: FilmAddress): Promise<VideoReader> {
    const video = Object.assign(document.createElement('video'), { muted: true, playsInline: true, preload: 'auto' });
    try {
      await load(video, address.url).catch((cause: unknown) => loadAgain(video, address, cause));
    } catch (error) {
      unload(video);
      throw error;
    }
    return new VideoReader(video, address);
  }

  private constructor(video: HTMLVideoElement, address: FilmAddress) {
    this.#video = video;
    this.#address = address;
    this.#durationMs = video.duration * 1_000;
  }

  at(ms: number): Promise<FilmFrame | undefined> {
    const result = this.#turn.then(async () => {
      if (this.#closed) return undefined;
      const time = Math.min(Math.max(0, ms), Math.max(0, this.#durationMs - 1)) / 1_000;
      await this.#seek(time).catch(async (cause: unknown) => {
        if (this.#closed) throw cause;
        // The link may have run out since the film was opened.
        await loadAgain(this.#video, this.#address, cause);
        await this.#seek(time);
      });
      return this.#frame();
    });
    this.#turn = result.catch(() => undefined);
    return result;
  }

  beside(at: number, direction: Direction): Promise<FilmFrame | undefined> {
    const next = at + direction * FRAME_MS;
    return next < 0 || next >= this.#durationMs ? Promise.resolve(undefined) : this.at(next);
  }

  run(fromMs: number, rate: number): void {
    this.#failure = undefined;
    this.#rate = Math.max(rate, SLOWEST);
    this.#play(fromMs / 1_000, this.#rate);
  }

  due(): FilmFrame | undefined {
    if (this.#failure) throw this.#failure.error;
    if (this.#video.error) this.#renewing ??= this.#renew();
    return this.hasRead() ? this.#frame() : undefined;
  }

  hasRead(): boolean {
    return !this.#renewing && !this.#video.seeking && this.#video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
  }

  rest(): void {
    this.#rate = undefined;
    this.#video.pause();
  }

  keep(): void {
    // The element shows what it shows.
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    unload(this.#video);
  }

  #play(time: number, rate: number): void {
    this.#video.currentTime = time;
    this.#video.playbackRate = rate;
    this.#video.play().catch((error: unknown) => console.info('sideline:', error));
  }

  /** The link may have run out while it plays: it goes on by a new one from where it was. */
  async #renew(): Promise<void> {
    const { currentTime, error } = this.#video;
    try {
      await loadAgain(this.#video, this.#address, error);
      if (this.#rate !== undefined && !this.#closed) this.#play(currentTime, this.#rate);
    } catch (failure) {
      this.#failure = { error: failure };
    } finally {
      this.#renewing = undefined;
    }
  }

  async #seek(time: number): Promise<void> {
    const { currentTime, seeking, error } = this.#video;
    if (!error && !seeking && Math.abs(currentTime - time) <= 0.001) return;
    const arrived = settled(this.#video, 'seeked');
    this.#video.currentTime = time;
    await arrived;
  }

  #frame(): FilmFrame {
    const { currentTime, videoWidth, videoHeight } = this.#video;
    return { at: currentTime * 1_000, image: this.#video, width: videoWidth, height: videoHeight };
  }
}

/** @throws UnplayableError */
function load(video: HTMLVideoElement, url: string): Promise<void> {
  video.src = url;
  return settled(video, 'loadeddata');
}

/** @throws UnplayableError, FilmGoneError when there is no new link */
async function loadAgain(video: HTMLVideoElement, address: FilmAddress, cause: unknown): Promise<void> {
  const fresh = await address.again();
  if (fresh === undefined) throw new FilmGoneError('the film is gone', { cause });
  await load(video, fresh);
}

/** Without a film the browser reads nothing any more. */
function unload(video: HTMLVideoElement): void {
  video.pause();
  video.removeAttribute('src');
  video.load();
}

/** @throws UnplayableError when the element fails before, or has failed */
function settled(video: HTMLVideoElement, event: 'loadeddata' | 'seeked'): Promise<void> {
  const failure = () => new UnplayableError('the browser can’t play the film', { cause: video.error ?? undefined });
  // An element that has failed says so no second time.
  if (video.error) return Promise.reject(failure());
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
        reject(failure());
      },
      { signal },
    );
  });
}
