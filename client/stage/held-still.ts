/** The frame that a frozen session shows: once it is taken it stays, whatever becomes of the video that it came from. */
import type { Shot } from './frame-ring.ts';

/** What a frozen session shows here: the frame, or `missing` where it never was. */
export type FoundStill = Shot | 'missing';

/** Where a shot may come from. */
export interface ShotSource {
  /** Takes out the frame of a media time, ms of the session; undefined where it never was. */
  take(mediaTime: number): Promise<Shot | undefined>;
}

export class HeldStill {
  readonly #at: number;
  readonly #onFound: (still: FoundStill) => void;
  #shot: Shot | undefined;
  #closed = false;

  /**
   * @param at media time that the session is frozen at, ms
   * @param onFound gets the frame, or that a source has none; another source may still have it
   */
  constructor(at: number, onFound: (still: FoundStill) => void) {
    this.#at = at;
    this.#onFound = onFound;
  }

  /** Looks for the frame, unless there is one already. A source that fails has none. */
  async takeFrom(source: ShotSource): Promise<void> {
    if (this.#shot) return;
    const shot = await this.#ask(source);
    if (this.#closed || this.#shot) {
      shot?.bitmap.close();
      return;
    }
    this.#shot = shot;
    this.#onFound(shot ?? 'missing');
  }

  /** May be called twice. */
  close(): void {
    this.#closed = true;
    this.#shot?.bitmap.close();
    this.#shot = undefined;
  }

  async #ask(source: ShotSource): Promise<Shot | undefined> {
    try {
      return await source.take(this.#at);
    } catch (error) {
      console.warn('sideline: the picture could not be frozen', error);
      return undefined;
    }
  }
}
