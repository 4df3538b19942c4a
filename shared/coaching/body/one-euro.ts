/**
 * The One-Euro filter (Casiez, Roussel, Vogel, CHI 2012) on media time: a low-pass whose cut-off rises with speed, so that a
 * resting point does not tremble and a moving one does not lag. Frames may come at any distance in time.
 */
export interface OneEuroOptions {
  /** Cut-off at rest, Hz. */
  minCutoff: number;
  /** How much the cut-off rises with speed, Hz per (unit per second). */
  beta: number;
  /** Cut-off for the speed itself, Hz. */
  derivativeCutoff: number;
}

export interface OneEuro {
  /**
   * Takes a value measured `dt` seconds after the last one, gives the smoothed value. `unit` is the size of one unit of speed;
   * a doubtful value is followed by `trust` (0..1) only.
   */
  next(value: number, dt: number, unit: number, trust?: number): number;
  /** Forgets everything: the next value is taken as it is. */
  reset(): void;
}

/** The share of the new value in an exponential average of cut-off `hz` over `dt` seconds. */
export function smoothingShare(hz: number, dt: number): number {
  const r = 2 * Math.PI * hz * dt;
  return r / (r + 1);
}

export function createOneEuro({ minCutoff, beta, derivativeCutoff }: OneEuroOptions): OneEuro {
  let last = Number.NaN;
  let speed = 0;
  return {
    next(value, dt, unit, trust = 1) {
      if (Number.isNaN(last) || dt <= 0) {
        if (Number.isNaN(last)) last = value;
        return last;
      }
      const measured = (value - last) / dt;
      speed += (measured - speed) * smoothingShare(derivativeCutoff, dt) * trust;
      last += (value - last) * smoothingShare(minCutoff + (beta * Math.abs(speed)) / unit, dt) * trust;
      return last;
    },
    reset() {
      last = Number.NaN;
      speed = 0;
    },
  };
}
