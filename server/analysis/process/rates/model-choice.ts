import type { ModelWeight } from '../../pose-estimator.ts';

/** The usual model looks again once it would take at most this part of what a process can do, for so many reckonings in a row. */
const ROOM = 0.85;
const ROOMY_RECKONINGS = 6;

/** Which model looks: the light one from when the usual one can't do what is needed until it has had room for a while. */
export class ModelChoice {
  #weight: ModelWeight = 'usual';
  #roomy = 0;

  get weight(): ModelWeight {
    return this.#weight;
  }

  /**
   * @param needed Frames a second that all athletes need.
   * @param capacity Frames a second that the usual model could do.
   */
  reckon(needed: number, capacity: number): void {
    this.#roomy = needed <= ROOM * capacity ? this.#roomy + 1 : 0;
    if (needed > capacity) this.#weight = 'light';
    else if (this.#roomy >= ROOMY_RECKONINGS) this.#weight = 'usual';
  }
}
