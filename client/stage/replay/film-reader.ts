/** Decodes the frames of a film that are wanted, and keeps those around them, so that steps and slow motion find them ready. */
import { type Film, type FilmGroup, frameNear } from './film.ts';

/** A decoded frame; the reader closes its bitmap. */
export interface DecodedFrame {
  /** Media time, ms of the session. */
  readonly at: number;
  readonly bitmap: ImageBitmap;
}

export interface FilmReaderOptions {
  /** The film as it is now. */
  film(): Film;
  /** The frame of the moment that was wanted last, or that the film has none there. */
  onFrame(frame: DecodedFrame | undefined): void;
  /** A group of the film can't be decoded; others may be. */
  onFailed(error: unknown): void;
}

/** The frames of a group, as it was when it had so many. */
interface Decoded {
  readonly count: number;
  readonly frames: readonly DecodedFrame[];
}

/** What decoded frames may take, bytes: three seconds of the usual picture. */
const MAX_BYTES = 96e6;
const BYTES_PER_PIXEL = 4;

export class FilmReader {
  readonly #options: FilmReaderOptions;
  /** By their key frame: a film that is cut anew has other groups of the same frames. The one that was used last stands last. */
  readonly #decoded = new Map<EncodedVideoChunk, Decoded>();
  readonly #decoder: GroupDecoder;
  #wanted: number | undefined;
  #ahead: number | undefined;
  #shown: DecodedFrame | undefined;
  #working = false;
  #closed = false;

  constructor(options: FilmReaderOptions) {
    this.#options = options;
    this.#decoder = new GroupDecoder();
  }

  /**
   * Asks for the frame of a media time, ms of the session; what was wanted before and is not there yet is not any more.
   * @param next a time that will be wanted soon
   */
  want(at: number, next?: number): void {
    this.#wanted = at;
    this.#ahead = next;
    if (!this.#working) void this.#work();
  }

  /** May be called twice. */
  close(): void {
    this.#closed = true;
    this.#decoder.close();
    for (const key of [...this.#decoded.keys()]) this.#drop(key);
  }

  async #work(): Promise<void> {
    this.#working = true;
    try {
      while (!this.#closed && (this.#wanted ?? this.#ahead) !== undefined) {
        if (this.#wanted !== undefined) await this.#show(this.#wanted);
        else if (this.#ahead !== undefined) await this.#prepare(this.#ahead);
      }
    } finally {
      this.#working = false;
    }
  }

  async #show(at: number): Promise<void> {
    this.#wanted = undefined;
    const found = frameNear(this.#options.film(), at);
    const frames = found && (await this.#framesOf(found.group));
    if (this.#closed) return;
    const frame = frames?.find((decoded) => decoded.at === found?.frame.at);
    if (frame !== this.#shown || !frame) this.#options.onFrame(frame);
    this.#shown = frame;
  }

  async #prepare(at: number): Promise<void> {
    this.#ahead = undefined;
    const found = frameNear(this.#options.film(), at);
    if (found) await this.#framesOf(found.group);
  }

  async #framesOf(group: FilmGroup): Promise<Decoded['frames'] | undefined> {
    const key = group.frames[0]?.chunk;
    if (!key) return undefined;
    const known = this.#decoded.get(key);
    // A group that grows is decoded again when it has grown.
    if (known && known.count >= group.frames.length) {
      this.#decoded.delete(key);
      this.#decoded.set(key, known);
      return known.frames;
    }
    const count = group.frames.length;
    const frames = await this.#decodedNow(group);
    if (this.#closed) {
      for (const { bitmap } of frames) bitmap.close();
      return undefined;
    }
    this.#drop(key);
    this.#decoded.set(key, { count, frames });
    this.#trim(key);
    return frames;
  }

  /** A group that can't be decoded has no frames, and is not tried again for each picture of the screen. */
  async #decodedNow(group: FilmGroup): Promise<Decoded['frames']> {
    try {
      return await this.#decoder.decode(group);
    } catch (error) {
      if (!this.#closed) this.#options.onFailed(error);
      return [];
    }
  }

  #trim(newest: EncodedVideoChunk): void {
    const bytes = () =>
      [...this.#decoded.values()]
        .flatMap(({ frames }) => frames)
        .reduce((sum, { bitmap }) => sum + BYTES_PER_PIXEL * bitmap.width * bitmap.height, 0);
    for (const key of [...this.#decoded.keys()]) {
      if (bytes() <= MAX_BYTES) return;
      const isOnShow = this.#decoded.get(key)?.frames.some((frame) => frame === this.#shown);
      if (key !== newest && !isOnShow) this.#drop(key);
    }
  }

  #drop(key: EncodedVideoChunk): void {
    for (const { bitmap } of this.#decoded.get(key)?.frames ?? []) bitmap.close();
    this.#decoded.delete(key);
  }
}

/** One group at a time. */
class GroupDecoder {
  #decoder: VideoDecoder;
  #config: VideoDecoderConfig | undefined;
  #bitmaps: Promise<DecodedFrame | undefined>[] = [];
  #times = new Map<number, number>();
  #failed: unknown;

  constructor() {
    this.#decoder = this.#opened();
  }

  /** @throws DOMException where the group can't be decoded */
  async decode({ config, frames }: FilmGroup): Promise<readonly DecodedFrame[]> {
    // A failure closes it, and so does a browser that needs it elsewhere.
    if (this.#decoder.state === 'closed') this.#decoder = this.#opened();
    if (this.#config !== config) this.#decoder.configure(config);
    this.#config = config;
    this.#failed = undefined;
    this.#bitmaps = [];
    this.#times = new Map(frames.map(({ at, chunk }) => [chunk.timestamp, at]));
    try {
      for (const { chunk } of frames) this.#decoder.decode(chunk);
      await this.#decoder.flush();
      const decoded = await Promise.all(this.#bitmaps);
      if (this.#failed) throw this.#failed;
      return decoded.flatMap((frame) => frame ?? []);
    } catch (error) {
      for (const taken of await Promise.allSettled(this.#bitmaps)) {
        if (taken.status === 'fulfilled') taken.value?.bitmap.close();
      }
      throw error;
    }
  }

  /** May be called twice. */
  close(): void {
    if (this.#decoder.state !== 'closed') this.#decoder.close();
  }

  #opened(): VideoDecoder {
    this.#config = undefined;
    return new VideoDecoder({
      output: (frame) => this.#bitmaps.push(this.#taken(frame)),
      error: (error) => {
        this.#failed = error;
      },
    });
  }

  /** Decoders have few frames to lend, so each is copied and given back at once. */
  async #taken(frame: VideoFrame): Promise<DecodedFrame | undefined> {
    const at = this.#times.get(frame.timestamp);
    try {
      return at === undefined ? undefined : { at, bitmap: await createImageBitmap(frame) };
    } finally {
      frame.close();
    }
  }
}
