/**
 * Where a set starts, for a movement that is another activity's the other way round: a push-down goes the way of a curl, but who
 * does it stands with bent arms before. Somebody first seen under way says nothing, somebody first seen still does.
 */

/** From here on, progress, a still position is the far end, and below this it is the start position. */
const FAR = 0.55;
const HOME = 0.2;
/** Still is what stays within this, progress, for this long, ms. */
const STILL = 0.15;
const STILL_MS = 600;
/** A rest in the start position, ms: longer than the turn of a movement that goes on. */
const REST_MS = 1500;

export interface Outset {
  /** The set started at the far end, and nobody has rested in the start position since. */
  readonly isFar: boolean;
  see(at: number, progress: number): void;
}

export function createOutset(): Outset {
  let first: { at: number; progress: number } | undefined;
  let known = false;
  let isFar = false;
  let homeSince = Number.NaN;

  function meet(at: number, progress: number): void {
    first ??= { at, progress };
    known = first.progress < FAR || Math.abs(progress - first.progress) > STILL;
    if (known || at - first.at < STILL_MS) return;
    known = true;
    isFar = true;
  }

  return {
    get isFar() {
      return isFar;
    },
    see(at, progress) {
      if (!known) meet(at, progress);
      if (!isFar) return;
      if (progress > HOME) homeSince = Number.NaN;
      else if (Number.isNaN(homeSince)) homeSince = at;
      else if (at - homeSince >= REST_MS) isFar = false;
    },
  };
}
