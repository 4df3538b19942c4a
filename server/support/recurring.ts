/** Work that is done at once, and again and again from then on, one turn after the other. */

export class Recurring {
  readonly #timer: NodeJS.Timeout;
  #done: Promise<void>;

  /**
   * @param everyMs from one turn to the next
   * @param work says itself when it fails, and never rejects
   */
  constructor(everyMs: number, work: () => Promise<void>) {
    this.#done = work();
    this.#timer = setInterval(() => {
      this.#done = this.#done.then(work);
    }, everyMs);
  }

  /** Waits for the turn under way. May be called twice. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#done;
  }
}
