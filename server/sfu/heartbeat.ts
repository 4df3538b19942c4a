/** So many beats in a row without an answer, and a process hangs. After one, it may be the asker that was held up. */
const MISSED_WHEN_HUNG = 2;

/** Asks a process at a steady pace for a sign of life, one question at a time. */
export class Heartbeat {
  readonly #ask: () => Promise<void>;
  readonly #isStarved: () => boolean;
  #waiting = false;
  #missed = 0;

  /**
   * @param ask resolves when the process has answered, rejects when it can't be asked
   * @param isStarved whether the system has given the process no core since the last call, so that its silence means nothing
   */
  constructor(ask: () => Promise<void>, isStarved: () => boolean) {
    this.#ask = ask;
    this.#isStarved = isStarved;
  }

  /** Whether the last question that was due has been answered. */
  get answering(): boolean {
    return this.#missed === 0;
  }

  get hung(): boolean {
    return this.#missed >= MISSED_WHEN_HUNG;
  }

  /** To be called once for each beat: looks whether the question of the last beat was answered, and asks the next. */
  beat(): void {
    const starved = this.#isStarved();
    if (this.#waiting) {
      if (!starved) this.#missed += 1;
      return;
    }
    this.#waiting = true;
    this.#ask().then(
      () => {
        this.#waiting = false;
        this.#missed = 0;
      },
      () => {
        this.#waiting = false;
        this.#missed += 1;
      },
    );
  }
}
