/** The keypoint track of a film while it is written: it says what is done, and where to go on after an end in the middle. */
import { appendFile, open, rename, truncate } from 'node:fs/promises';
import { z } from 'zod';
import {
  frameLine,
  type Keypoint,
  type PoseFrame,
  type PoseLayout,
  trackHeader,
} from '../../../../shared/coaching/index.ts';
import type { Size } from '../../../../shared/size.ts';

/** What a track is made of; the poses of another film, rate or model are of no use. */
export interface TrackOrigin {
  readonly bytes: number;
  readonly fps: number;
  readonly model: string;
}

/** What each track of a film has in common. */
export interface TrackShape {
  readonly layout: PoseLayout;
  readonly picture: Size;
  readonly origin: TrackOrigin;
}

/** Written at once; what is not written when the process ends is judged again. */
const LINES_AT_ONCE = 32;

const lineSchema = z.object({
  t: z.number(),
  k: z.array(z.tuple([z.number(), z.number(), z.number()], z.number())),
});

export class FilmTrack {
  readonly #path: string;
  readonly #shape: TrackShape;
  #waiting: string[] = [];

  /**
   * Opens the track at `path`, or goes on with what stands in its `.part`.
   *
   * @param each Is given what stands there already, in order.
   */
  static async open(path: string, shape: TrackShape, each: (frame: PoseFrame) => void): Promise<FilmTrack> {
    const track = new FilmTrack(path, shape);
    const kept = await track.#readPart(each);
    if (kept === undefined) await track.#begin();
    else await truncate(track.#part, kept);
    return track;
  }

  private constructor(path: string, shape: TrackShape) {
    this.#path = path;
    this.#shape = shape;
  }

  /** Adds a frame. @returns it as it will be read again: rounded */
  async add(frame: PoseFrame): Promise<PoseFrame> {
    const line = frameLine(frame);
    this.#waiting.push(line);
    if (this.#waiting.length >= LINES_AT_ONCE) await this.#write();
    return this.#frameOf(line);
  }

  /** The frames of the whole track, in order. */
  async *frames(): AsyncGenerator<PoseFrame> {
    const file = await open(this.#path, 'r');
    let isHeader = true;
    for await (const line of file.readLines()) {
      if (!isHeader) yield this.#frameOf(line);
      isHeader = false;
    }
  }

  /** The track is whole: it gets its name. */
  async finish(): Promise<void> {
    await this.#write();
    await rename(this.#part, this.#path);
  }

  get #part(): string {
    return `${this.#path}.part`;
  }

  async #begin(): Promise<void> {
    const file = await open(this.#part, 'w');
    await file.write(`${this.#header}\n`);
    await file.close();
  }

  get #header(): string {
    return trackHeader(this.#shape.layout, this.#shape.picture, { of: this.#shape.origin });
  }

  async #write(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const text = `${this.#waiting.join('\n')}\n`;
    this.#waiting = [];
    await appendFile(this.#part, text);
  }

  /** @returns the bytes of whole lines; `undefined` when there is nothing of this film */
  async #readPart(each: (frame: PoseFrame) => void): Promise<number | undefined> {
    let file: Awaited<ReturnType<typeof open>>;
    try {
      file = await open(this.#part, 'r');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
    const { size } = await file.stat();
    let bytes = 0;
    let isFirst = true;
    for await (const line of file.readLines()) {
      const next = bytes + Buffer.byteLength(line) + 1;
      // The last line may be a half.
      if (next > size) break;
      if (isFirst && line !== this.#header) return undefined;
      if (!isFirst) each(this.#frameOf(line));
      isFirst = false;
      bytes = next;
    }
    return isFirst ? undefined : bytes;
  }

  #frameOf(line: string): PoseFrame {
    const { t, k } = lineSchema.parse(JSON.parse(line));
    const { layout, picture } = this.#shape;
    const keypoints = k.map(([x, y, score, z]): Keypoint => ({ x, y, score, ...(z !== undefined && { z }) }));
    return { at: t, layout, aspect: picture.width / picture.height, keypoints };
  }
}
