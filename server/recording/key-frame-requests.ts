/** Each key frame costs everybody who watches: the publisher is asked once in this time at most, ms. */
const EVERY_MS = 2_000;

/** Asks for key frames at a bounded rate; what is wanted sooner is asked for when its time has come. */
export class KeyFrameRequests {
  readonly #request: () => void;
  #askedAt = Number.NEGATIVE_INFINITY;
  #waiting: NodeJS.Timeout | undefined;

  constructor(request: () => void) {
    this.#request = request;
  }

  ask(): void {
    if (this.#waiting) return;
    const pauseMs = this.#askedAt + EVERY_MS - performance.now();
    if (pauseMs <= 0) {
      this.#now();
      return;
    }
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined;
      this.#now();
    }, pauseMs);
  }

  /** May be called twice. */
  close(): void {
    clearTimeout(this.#waiting);
  }

  #now(): void {
    this.#askedAt = performance.now();
    this.#request();
  }
}
