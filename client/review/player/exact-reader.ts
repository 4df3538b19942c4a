/** Reads exact frames of a film by WebCodecs. */
import { type Input, type VideoSample, VideoSampleSink } from 'mediabunny';
import type { FilmAddress } from './film-address.ts';
import { type FilmFile, openFilm } from './film-file.ts';
import type { Direction, FilmFrame, FrameReader } from './frame.ts';
import { FrameMaker } from './frame-maker.ts';
import { FrameStore, type StoredFrame } from './frame-store.ts';
import { Turns } from './turns.ts';

/** Frames that are decoded on each side of the one on show, so that a step finds its frame ready. */
const AHEAD_FRAMES = 8;
const BEHIND_FRAMES = 6;
/** How far back frames are kept when some before a place are decoded, ms; doubled where that is too short. */
const BACK_MS = 400;
/** A place this far ahead is come to without a new beginning, ms of the film. */
const REACH_MS = 600;
/** While it plays, so much is decoded ahead, ms of real time. */
const AHEAD_MS = 400;
/** While it plays, frames this far behind are decoded but not kept, ms of the film. */
const LATE_MS = 100;
/** What plays and is further behind than this goes on from a later key frame, ms of the film. */
const TOO_LATE_MS = 1_000;
/** Timestamps are seconds as floating point: this much later is still the same frame. */
const ROUNDING_MS = 0.05;
export interface ExactReaderOptions {
  /** Of decoded frames, in bytes. */
  maxBytes: number;
  /** The longest side of a decoded frame, px; larger ones are scaled down. */
  maxSide: number;
}

/** A row of frames that is decoded one after the other. */
interface Run {
  readonly samples: AsyncGenerator<VideoSample, void, unknown>;
  /** Of the frame that came last, ms of the film. */
  last: number | undefined;
  ended: boolean;
}

interface Playing {
  readonly rate: number;
  /** Why it can't be read further. */
  failure: { readonly error: unknown } | undefined;
  /** Looks again whether more is to be decoded. */
  wake(): void;
}

export class ExactReader implements FrameReader {
  readonly exact = true;
  readonly #input: Input;
  readonly #sink: VideoSampleSink;
  readonly #store: FrameStore;
  readonly #maker: FrameMaker;
  readonly #firstMs: number;
  /** One decoder goes forward at a time; what is decoded in advance gives way to what is asked for. */
  readonly #turns = new Turns();
  #run: Run | undefined;
  #head = 0;
  #playing: Playing | undefined;
  #closed = false;

  /** @throws UnplayableError when the browser can't decode it, FilmGoneError when it is not there (any more), NoAnswerError */
  static async open(address: FilmAddress, options: ExactReaderOptions): Promise<ExactReader> {
    return new ExactReader(await openFilm(address), options);
  }

  private constructor({ input, track, firstMs }: FilmFile, { maxBytes, maxSide }: ExactReaderOptions) {
    this.#input = input;
    this.#sink = new VideoSampleSink(track);
    this.#firstMs = firstMs;
    this.#store = new FrameStore(maxBytes);
    this.#maker = new FrameMaker(maxSide);
  }

  /** Of all decoded frames, in bytes. */
  get bytes(): number {
    return this.#store.bytes;
  }

  async at(ms: number, { passing = false } = {}): Promise<FilmFrame | undefined> {
    const time = Math.max(ms + ROUNDING_MS, this.#firstMs);
    this.#head = time;
    const frame =
      this.#store.onShowAt(time) ??
      (await this.#turns.take(async () => {
        const known = this.#store.onShowAt(time) ?? (await this.#reach(time));
        if (known) return known;
        await this.#begin(time);
        return this.#store.get(await this.#advance());
      }));
    if (!passing) this.#prepare(frame);
    return frame;
  }

  async beside(at: number, direction: Direction): Promise<FilmFrame | undefined> {
    this.#head = at;
    const frame =
      this.#knownBeside(at, direction) ??
      (await this.#turns.take(async () => {
        const known = this.#knownBeside(at, direction);
        if (known) return known;
        return direction > 0 ? await this.#after(at) : await this.#before(at);
      }));
    if (frame) this.#head = frame.at;
    this.#prepare(frame);
    return frame;
  }

  run(fromMs: number, rate: number): void {
    this.rest();
    const playing: Playing = { rate, failure: undefined, wake: () => undefined };
    this.#head = fromMs;
    this.#playing = playing;
    this.#pump(playing).catch((error: unknown) => {
      playing.failure = { error };
    });
  }

  due(ms: number): FilmFrame | undefined {
    const playing = this.#playing;
    if (!playing) return undefined;
    if (playing.failure) throw playing.failure.error;
    this.#head = ms;
    playing.wake();
    return this.#store.newestWithin(ms - TOO_LATE_MS, ms + ROUNDING_MS);
  }

  hasRead(ms: number): boolean {
    const run = this.#run;
    return run !== undefined && (run.ended || (run.last !== undefined && run.last > ms));
  }

  rest(): void {
    const playing = this.#playing;
    this.#playing = undefined;
    playing?.wake();
  }

  keep(frame: FilmFrame | undefined): void {
    this.#store.keep(frame?.at);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.rest();
    const run = this.#run;
    this.#run = undefined;
    run?.samples.return().catch((error: unknown) => this.#note(error));
    this.#store.clear();
    this.#input.dispose();
  }

  /** Goes on decoding where a place lies shortly ahead, which is quicker than from the key frame before it. */
  async #reach(time: number): Promise<StoredFrame | undefined> {
    for (;;) {
      const run = this.#run;
      if (!run || run.ended || run.last === undefined || run.last > time || time - run.last > REACH_MS)
        return undefined;
      await this.#advance(time - LATE_MS);
      const found = this.#store.onShowAt(time);
      if (found) return found;
    }
  }

  #knownBeside(at: number, direction: Direction): StoredFrame | undefined {
    return this.#store.get(direction > 0 ? this.#store.next(at) : this.#store.previous(at));
  }

  async #after(at: number): Promise<StoredFrame | undefined> {
    if (this.#store.next(at) === null) return undefined;
    if (this.#run?.last !== at || this.#run.ended) {
      await this.#begin(at + ROUNDING_MS);
      await this.#advance();
    }
    return this.#store.get(await this.#advance());
  }

  /** Decodes some frames before a place, from the key frame before them on. */
  async #before(at: number): Promise<StoredFrame | undefined> {
    const isKnown = () => this.#store.previous(at) === null || this.#knownBeside(at, -1) !== undefined;
    for (let back = BACK_MS; !isKnown() && !this.#closed; back *= 2) {
      const from = Math.max(this.#firstMs, at - back);
      let last: number | undefined;
      for await (const sample of this.#sink.samples((from + ROUNDING_MS) / 1_000, (at + ROUNDING_MS) / 1_000)) {
        if (this.#closed) sample.close();
        else last = this.#take(sample, last, at);
      }
      if (from <= this.#firstMs) break;
    }
    return this.#store.get(this.#store.previous(at));
  }

  async #begin(fromMs: number): Promise<void> {
    const before = this.#run;
    this.#run = { samples: this.#sink.samples(fromMs / 1_000), last: undefined, ended: false };
    await before?.samples.return();
  }

  /**
   * Decodes the next frame of the row.
   * @param neededFrom earlier frames come too late and are not kept, ms of the film
   */
  async #advance(neededFrom = Number.NEGATIVE_INFINITY): Promise<number | undefined> {
    const run = this.#run;
    if (!run || run.ended || this.#closed) return undefined;
    const { value: sample, done } = await run.samples.next();
    if (done || !sample) {
      run.ended = true;
      if (run.last !== undefined) this.#store.link(run.last, null);
      return undefined;
    }
    if (this.#closed) {
      sample.close();
      return undefined;
    }
    if (sample.timestamp * 1_000 < neededFrom) {
      run.last = sample.timestamp * 1_000;
      sample.close();
      return run.last;
    }
    run.last = this.#take(sample, run.last, this.#head);
    return run.last;
  }

  /**
   * Keeps a frame.
   * @param before the one right before it; null when it is the first
   * @param centre frames near to it stay, ms of the film
   * @returns when it begins, ms
   */
  #take(sample: VideoSample, before: number | null | undefined, centre: number): number {
    const at = sample.timestamp * 1_000;
    if (this.#store.has(at)) sample.close();
    else this.#store.put(this.#maker.frameOf(sample), centre);
    if (before !== undefined) this.#store.link(before, at);
    if (at <= this.#firstMs + ROUNDING_MS) this.#store.link(null, at);
    return at;
  }

  /** Decodes what may be stepped to next, while nothing else is asked for. */
  #prepare(frame: FilmFrame | undefined): void {
    if (!frame || this.#playing) return;
    const at = frame.at;
    const isWanted = () =>
      this.#head >= at - ROUNDING_MS && this.#head <= at + 1 && this.#turns.waiting === 0 && !this.#closed;
    const work = async () => {
      while (isWanted() && this.#store.known(at, 1, AHEAD_FRAMES) < AHEAD_FRAMES) {
        const last = this.#lastKnownAfter(at);
        if (this.#run?.last !== last || this.#run.ended) {
          await this.#begin(last + ROUNDING_MS);
          await this.#advance();
        }
        if ((await this.#advance()) === undefined) break;
      }
      if (isWanted() && this.#store.known(at, -1, BEHIND_FRAMES) < BEHIND_FRAMES) {
        await this.#before(this.#firstKnownBefore(at));
      }
    };
    this.#turns.takeInAdvance(work).catch((error: unknown) => this.#note(error));
  }

  #lastKnownAfter(at: number): number {
    const next = this.#store.next(at);
    return next != null && this.#store.has(next) ? this.#lastKnownAfter(next) : at;
  }

  #firstKnownBefore(at: number): number {
    const previous = this.#store.previous(at);
    return previous != null && this.#store.has(previous) ? this.#firstKnownBefore(previous) : at;
  }

  async #pump(playing: Playing): Promise<void> {
    await this.#turns.take(() => this.#begin(this.#head + ROUNDING_MS));
    while (this.#playing === playing && !this.#closed && !this.#run?.ended) {
      const ahead = AHEAD_MS * playing.rate;
      const last = this.#run?.last;
      if (last !== undefined && last > this.#head + ahead) {
        await new Promise<void>((resolve) => {
          playing.wake = resolve;
        });
      } else if (last !== undefined && last < this.#head - TOO_LATE_MS * Math.max(1, playing.rate)) {
        await this.#turns.take(() => this.#begin(this.#head + ROUNDING_MS));
      } else {
        await this.#turns.take(() => this.#advance(this.#head - LATE_MS));
      }
    }
  }

  /** What a film can't give while it is read in advance is said again when it is asked for. */
  #note(error: unknown): void {
    if (!this.#closed) console.info('sideline:', error);
  }
}
