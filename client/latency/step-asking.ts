/** Pause after a refusal, ms. */
const AGAIN_MS = 3_000;

/** Asks until it is granted: what is refused now (too many requests, a server that restarts) may be granted soon. */
export class StageAsking {
  readonly #ask: () => Promise<void>;
  readonly #onAnswer: (refusal: unknown) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** @param onAnswer is told why it was refused, and undefined once it is granted */
  constructor(ask: () => Promise<void>, onAnswer: (refusal: unknown) => void) {
    this.#ask = ask;
    this.#onAnswer = onAnswer;
    void this.#try();
  }

  /** May be called twice. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #try(): Promise<void> {
    const refusal = await this.#ask().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (this.#closed) return;
    this.#onAnswer(refusal);
    if (refusal !== undefined) this.#timer = setTimeout(() => void this.#try(), AGAIN_MS);
  }
}
