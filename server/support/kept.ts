/** Answers that are made once and kept for a while, so that asking for them often costs no more than asking once. */

interface Entry<T> {
  readonly answer: Promise<T>;
  /** Ms of the monotonic clock; undefined while it is being made. */
  madeAt: number | undefined;
}

export class Kept<T> {
  readonly #forMs: number;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry<T>>();

  constructor(forMs: number, now: () => number = () => performance.now()) {
    this.#forMs = forMs;
    this.#now = now;
  }

  /** What `make` gave a moment ago, or is about to give, or gives now. A failure is not kept. */
  get(key: string, make: () => Promise<T>): Promise<T> {
    const now = this.#now();
    for (const [old, { madeAt }] of this.#entries) {
      if (madeAt === undefined || now - madeAt < this.#forMs) continue;
      this.#entries.delete(old);
    }
    const known = this.#entries.get(key);
    if (known) return known.answer;
    const answer = make();
    const entry: Entry<T> = { answer, madeAt: undefined };
    this.#entries.set(key, entry);
    answer.then(
      () => {
        entry.madeAt = this.#now();
      },
      () => {
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
      },
    );
    return answer;
  }

  /** Nothing that was kept is sure to be true any more. */
  clear(): void {
    this.#entries.clear();
  }

  /** What was kept for it is not true any more. */
  forget(key: string): void {
    this.#entries.delete(key);
  }
}
