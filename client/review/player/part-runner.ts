import type { FilmPart } from '../parts.ts';
import type { FrameReader } from './frame.ts';
import type { Readers } from './readers.ts';

interface Running {
  readonly partId: string;
  /** As far as its reader sees, ms of the session. */
  readonly endMs: number;
  reader: FrameReader | undefined;
}

/** Reads the part that plays ahead of the playhead, one part at a time. */
export class PartRunner {
  readonly #readers: Pick<Readers, 'of'>;
  readonly #onFailure: (error: unknown) => void;
  #running: Running | undefined;

  /** @param onFailure a part can't be opened */
  constructor(readers: Pick<Readers, 'of'>, onFailure: (error: unknown) => void) {
    this.#readers = readers;
    this.#onFailure = onFailure;
  }

  /**
   * What reads this part from a moment of the session on; undefined while it opens.
   * @param rate film time by real time
   */
  readerOf(part: FilmPart, at: number, rate: number): FrameReader | undefined {
    if (!this.#goesOn(part, at)) this.#start(part, at, rate);
    return this.#running?.reader;
  }

  /** What runs is read no further. */
  leave(): void {
    this.#running?.reader?.rest();
    this.#running = undefined;
  }

  /** Not so where it is another part, or this one has grown beyond what was there. */
  #goesOn({ id, endMs }: FilmPart, at: number): boolean {
    const running = this.#running;
    return running?.partId === id && (at < running.endMs || endMs <= running.endMs);
  }

  #start(part: FilmPart, at: number, rate: number): void {
    this.leave();
    const running: Running = { partId: part.id, endMs: part.endMs, reader: undefined };
    this.#running = running;
    this.#readers.of(part, 'whole').then(
      (reader) => {
        if (this.#running !== running) return;
        reader.run(at - part.startMs, rate);
        running.reader = reader;
      },
      (error: unknown) => {
        if (this.#running === running) this.#onFailure(error);
      },
    );
  }
}
