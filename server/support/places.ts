/** Gives a place back; more than once makes no difference. */
export type Leave = () => void;

/** A fixed number of places. One is taken before anything is awaited, so that those who come at once don't all get in. */
export class Places {
  readonly #max: number;
  #taken = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** @returns `undefined` when there is no place */
  take(): Leave | undefined {
    if (this.#taken >= this.#max) return undefined;
    this.#taken += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#taken -= 1;
    };
  }
}
