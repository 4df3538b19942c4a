import type { ModelWeight } from '../../pose-estimator.ts';

/** Part of a new measurement in the running mean, once that rests on enough of them. */
const WEIGHT = 0.05;
/** The first frames take longer: code is compiled, memory taken. With fewer than this many the cost is not known yet. */
const FEWEST = 10;

/** What a frame costs with either model, ms. Only one runs at a time; the other's cost is known by what share of it that is. */
export class FrameCost {
  readonly #lightShare: number;
  #usualMs: number | undefined;
  #samples = 0;

  /** @param lightShare Of the time that the usual model takes, the light one takes so much. */
  constructor(lightShare: number) {
    this.#lightShare = lightShare;
  }

  /** @param ms What one frame took, by the wall clock. */
  took(ms: number, weight: ModelWeight): void {
    const usualMs = ms / this.#shareOf(weight);
    const before = this.#usualMs ?? usualMs;
    this.#samples += 1;
    this.#usualMs = before + (usualMs - before) * Math.max(WEIGHT, 1 / this.#samples);
  }

  /** `undefined` before enough was measured. */
  of(weight: ModelWeight): number | undefined {
    if (this.#usualMs === undefined || this.#samples < FEWEST) return undefined;
    return this.#usualMs * this.#shareOf(weight);
  }

  #shareOf(weight: ModelWeight): number {
    return weight === 'light' ? this.#lightShare : 1;
  }
}
