/** Pictures of a film at any time, as a canvas draws them; the next ones are found soonest. */
import { type Canvas, createCanvas } from '@napi-rs/canvas';
import type { Size } from '../../../shared/size.ts';
import { sizeOfCopy } from '../../video/film/derive/copies.ts';
import { pixelsOf } from '../../video/film/derive/drawn-frames.ts';
import { UprightFrames } from '../../video/film/derive/upright-frames.ts';
import { FilmInput } from '../../video/film/film-input.ts';
import { type FilmFrame, framesOf } from '../../video/film/frames.ts';
import { probe } from '../../video/film/probe.ts';

/** A picture that is on show from one time on until another, ms of the film. */
export interface ReadPicture extends Size {
  readonly at: number;
  readonly until: number;
  readonly image: Canvas;
}

/** A time so near before a picture is that picture's, since times are rounded on their way, ms. */
const ROUNDED_MS = 0.5;
/** Pictures that come so soon are decoded one after the other; further ones are sought, ms. */
const SOON_MS = 2_000;

export class FilmReading {
  readonly #film: FilmInput;
  readonly #upright: UprightFrames;
  #frames: AsyncGenerator<FilmFrame> | undefined;
  #shown: ReadPicture | undefined;

  private constructor(film: FilmInput, size: Size) {
    this.#film = film;
    this.#upright = new UprightFrames(film.video, size, 'rgba');
  }

  /**
   * @param longest the longer side of its pictures, px at most
   * @throws UnreadableFilm
   */
  static async open(path: string, longest: number): Promise<FilmReading> {
    const { video } = await probe(path);
    return new FilmReading(await FilmInput.open(path), sizeOfCopy(video, longest));
  }

  /** What is on show at a time, ms of the film: the first picture before it begins, the last one after its end. */
  async at(ms: number): Promise<ReadPicture | undefined> {
    const wanted = Math.max(0, ms) + ROUNDED_MS;
    const isAhead = this.#shown && wanted >= this.#shown.at && wanted < this.#shown.until + SOON_MS;
    if (!this.#frames || !isAhead) await this.#seek(wanted);
    while (!this.#shown || wanted >= this.#shown.until) {
      const next = await this.#frames?.next();
      if (!next || next.done) break;
      this.#shown = this.#taken(next.value) ?? this.#shown;
    }
    return this.#shown;
  }

  async close(): Promise<void> {
    await this.#frames?.return(undefined);
    this.#upright.close();
    await this.#film.close();
  }

  async #seek(fromMs: number): Promise<void> {
    await this.#frames?.return(undefined);
    this.#shown = undefined;
    this.#frames = framesOf(this.#film, { fromMs, threads: 1 });
  }

  #taken({ frame, at, durationMs }: FilmFrame): ReadPicture | undefined {
    for (const turned of this.#upright.turned(frame)) {
      const { width, height } = turned;
      const image = createCanvas(width, height);
      image.getContext('2d').putImageData(pixelsOf(turned), 0, 0);
      return { width, height, at, until: at + durationMs, image };
    }
    return undefined;
  }
}
