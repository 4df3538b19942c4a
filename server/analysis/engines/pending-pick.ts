import type { Place } from '../pose-estimator.ts';

/** A pick that waits for the next picture. */
export class PendingPick {
  #waiting: { place: Place; answer: (found: boolean | undefined) => void } | undefined;

  /** Whether one waits. */
  get isWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  /**
   * @param withinMs How long to wait for the picture: whoever stands there later is somebody else.
   * @returns What the engine answers; `false` when a newer pick comes first, `undefined` when no picture comes in time.
   */
  async ask(place: Place, withinMs: number): Promise<boolean | undefined> {
    this.#waiting?.answer(false);
    let late: NodeJS.Timeout | undefined;
    const answered = new Promise<boolean | undefined>((answer) => {
      const waiting = { place, answer };
      this.#waiting = waiting;
      late = setTimeout(() => {
        if (this.#waiting === waiting) this.#waiting = undefined;
        answer(undefined);
      }, withinMs);
    });
    return await answered.finally(() => clearTimeout(late));
  }

  /** Takes the one that waits, to be answered. */
  take(): { readonly place: Place; answer(found: boolean): void } | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting;
  }
}
