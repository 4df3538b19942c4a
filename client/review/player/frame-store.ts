/** Decoded frames near the playhead, within a bound of bytes, and which of them follow each other. */
import type { FilmFrame } from './frame.ts';

/** What is kept for a frame, and given up with it. */
export interface StoredFrame extends FilmFrame {
  readonly bytes: number;
  release(): void;
}

interface Entry {
  frame: StoredFrame;
  /** When the next frame begins, ms of the film; null for the last one; undefined while that is not known. */
  next: number | null | undefined;
  /** The same of the frame before. */
  previous: number | null | undefined;
}

export class FrameStore {
  readonly #maxBytes: number;
  readonly #entries = new Map<number, Entry>();
  #bytes = 0;
  #kept: number | undefined;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  has(at: number): boolean {
    return this.#entries.has(at);
  }

  get(at: number | null | undefined): StoredFrame | undefined {
    return at == null ? undefined : this.#entries.get(at)?.frame;
  }

  /** When the frame after this one begins; null after the last one; undefined while that is not known. */
  next(at: number): number | null | undefined {
    return this.#entries.get(at)?.next;
  }

  previous(at: number): number | null | undefined {
    return this.#entries.get(at)?.previous;
  }

  /**
   * Takes a frame; one that is here already stays, and the new one is released. What is too much then is given up.
   * @param centre frames near to it stay, ms of the film
   */
  put(frame: StoredFrame, centre: number): void {
    if (this.#entries.has(frame.at)) {
      frame.release();
      return;
    }
    this.#entries.set(frame.at, { frame, next: undefined, previous: undefined });
    this.#bytes += frame.bytes;
    this.#trim(centre);
  }

  /** Notes that one frame comes right after another; null where the film begins or ends. */
  link(earlier: number | null, later: number | null): void {
    const [before, after] = [this.#entries.get(earlier ?? Number.NaN), this.#entries.get(later ?? Number.NaN)];
    if (before) before.next = later;
    if (after) after.previous = earlier;
  }

  /** The frame on show at a time, when it is sure which one that is and it is here. */
  onShowAt(ms: number): StoredFrame | undefined {
    for (const { frame, next, previous } of this.#entries.values()) {
      if (frame.at <= ms ? next === null || (next !== undefined && next > ms) : previous === null) return frame;
    }
    return undefined;
  }

  /** The last frame that begins in a time, ms of the film. */
  newestWithin(fromMs: number, untilMs: number): StoredFrame | undefined {
    let newest: StoredFrame | undefined;
    for (const { frame } of this.#entries.values()) {
      if (frame.at >= fromMs && frame.at <= untilMs && frame.at > (newest?.at ?? Number.NEGATIVE_INFINITY))
        newest = frame;
    }
    return newest;
  }

  /** How many frames in a row are known on one side of a frame, up to `most`; all there are counts as enough. */
  known(at: number, direction: 1 | -1, most: number): number {
    let [count, place] = [0, at];
    while (count < most) {
      const beside = direction > 0 ? this.next(place) : this.previous(place);
      if (beside === null) return most;
      if (beside === undefined || !this.has(beside)) break;
      place = beside;
      count += 1;
    }
    return count;
  }

  /** The frame that may not go; undefined for none. */
  keep(at: number | undefined): void {
    this.#kept = at;
  }

  /** Gives up the frames furthest from `centre` (ms of the film), as far as there are too many. */
  #trim(centre: number): void {
    if (this.#bytes <= this.#maxBytes) return;
    const furthest = [...this.#entries.keys()].sort((a, b) => Math.abs(b - centre) - Math.abs(a - centre));
    for (const at of furthest) {
      if (this.#bytes <= this.#maxBytes) return;
      if (at !== this.#kept) this.#drop(at);
    }
  }

  clear(): void {
    for (const at of [...this.#entries.keys()]) this.#drop(at);
  }

  #drop(at: number): void {
    const entry = this.#entries.get(at);
    if (!entry) return;
    entry.frame.release();
    this.#bytes -= entry.frame.bytes;
    this.#entries.delete(at);
  }
}
