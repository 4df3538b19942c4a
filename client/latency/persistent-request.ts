/** Pause after a refusal, ms. */
const AGAIN_MS = 3_000;

/** Repeats a request until it is granted: what is refused now (too many requests, a server that restarts) may be granted soon. */
export class PersistentRequest {
  readonly #ask: () => Promise<unknown>;
  readonly #onAnswer: (refusal: unknown) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** @param onAnswer receives the refusal, and undefined once the request is granted */
  constructor(ask: () => Promise<unknown>, onAnswer: (refusal: unknown) => void) {
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
