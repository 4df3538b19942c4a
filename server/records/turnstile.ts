/** Who may use a connection next: urgent work goes before all that waits, and what waits is bounded. */
import { SidelineError } from '../../shared/contract/errors.ts';

export interface TurnstileOptions {
  /** Connections at once. */
  places: number;
  /** What is not urgent leaves so many free. */
  reserved: number;
  /** What is not urgent, and waits at once; the next is refused. */
  waiting: number;
}

export class Turnstile {
  readonly #options: TurnstileOptions;
  readonly #urgent: (() => void)[] = [];
  readonly #ordinary: (() => void)[] = [];
  #taken = 0;

  constructor(options: TurnstileOptions) {
    this.#options = options;
  }

  /**
   * Runs `work` when its turn has come.
   * @throws SidelineError `rate_limited` when too much waits already; what `work` throws
   */
  async pass<T>(work: () => Promise<T>, urgent: boolean): Promise<T> {
    if (!this.#hasPlace(urgent)) await this.#turn(urgent);
    else this.#taken += 1;
    try {
      return await work();
    } finally {
      this.#taken -= 1;
      this.#next();
    }
  }

  #hasPlace(urgent: boolean): boolean {
    const { places, reserved } = this.#options;
    return this.#taken < places - (urgent ? 0 : reserved);
  }

  /** Resolves with the place taken. */
  #turn(urgent: boolean): Promise<void> {
    const queue = urgent ? this.#urgent : this.#ordinary;
    if (!urgent && queue.length >= this.#options.waiting) {
      throw new SidelineError('rate_limited', 'The server is asked for too much just now. Try again in a moment.');
    }
    return new Promise((resolve) => queue.push(resolve));
  }

  #next(): void {
    for (const [queue, urgent] of [
      [this.#urgent, true],
      [this.#ordinary, false],
    ] as const) {
      while (queue.length > 0 && this.#hasPlace(urgent)) {
        this.#taken += 1;
        queue.shift()?.();
      }
    }
  }
}
