/** How much decoding time a stream has left: what may come at once, and a steady share of one core. */
export class DecodingBudget {
  readonly #burstMs: number;
  readonly #share: number;
  #spentMs = 0;
  #at: number | undefined;

  /** @param options.share Of one core, 0..1. */
  constructor({ burstMs, share }: { burstMs: number; share: number }) {
    this.#burstMs = burstMs;
    this.#share = share;
  }

  /**
   * Takes what one frame cost.
   *
   * @param now Ms of a clock that never goes back.
   * @returns whether the stream is within its budget.
   */
  spend(ms: number, now: number): boolean {
    const regained = (now - (this.#at ?? now)) * this.#share;
    this.#at = now;
    this.#spentMs = Math.max(0, this.#spentMs - regained) + ms;
    return this.#spentMs <= this.#burstMs;
  }
}
