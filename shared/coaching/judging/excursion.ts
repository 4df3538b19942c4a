/** One movement as a counter finds it, before anybody says what it is worth. */

/** One movement away from the start position and back. */
export interface Excursion {
  /** Times in ms: leaving the start position, the turning point, and this frame or the end foreseen from the speed. */
  start: number;
  turn: number;
  end: number;
  /** Progress in the start position before, at the turning point, and where it came back to. */
  low: number;
  peak: number;
  after: number;
  /** How far it went as a repetition goes, 0..1. */
  reach: number;
  /** It was under way already when this person was first seen, so that its start position is a guess. */
  headless: boolean;
  /** Between these times, ms, nobody was seen, and there it turned: it went farther than `peak`. */
  hidden?: readonly [number, number];
}

/** How far out it went from where it began, in progress. */
export const sizeOf = ({ low, peak, after, headless }: Excursion) => peak - (headless ? Math.min(low, after) : low);
/** The share of the way out that it came back. */
export const returnedOf = ({ low, peak, after }: Excursion) => (peak - after) / (peak - low);
