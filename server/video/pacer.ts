/**
 * Picks frames at a mean rate from a stream of any rate, by media time, so that neither jitter nor a source that is no
 * multiple of the rate costs frames. A quarter of an interval early is in time.
 */
export class FramePacer {
  #intervalMs: number;
  #due: number | undefined;

  constructor(framesPerSecond: number) {
    this.#intervalMs = 1000 / framesPerSecond;
  }

  /** Frames to pick per second; a new rate counts from the last frame picked. */
  get framesPerSecond(): number {
    return 1000 / this.#intervalMs;
  }

  set framesPerSecond(rate: number) {
    const intervalMs = 1000 / rate;
    if (this.#due !== undefined) this.#due += intervalMs - this.#intervalMs;
    this.#intervalMs = intervalMs;
  }

  /** Whether the frame of this media time is one of those wanted; times must increase. */
  picks(mediaTimeMs: number): boolean {
    const due = this.#due ?? mediaTimeMs;
    if (mediaTimeMs < due - this.#intervalMs / 4) return false;
    const missedMore = mediaTimeMs - due > this.#intervalMs;
    this.#due = (missedMore ? mediaTimeMs : due) + this.#intervalMs;
    return true;
  }
}
