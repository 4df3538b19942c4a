/**
 * What a movement is worth, for this person: by the activity's definition as long as nothing else is known, then by how far this
 * person's own movements go. Where the definition is not met and there is nothing to compare with, the verdict is not sure.
 */
import { RETURNED } from './counter.ts';
import { type Excursion, returnedOf, sizeOf } from './excursion.ts';

export type Verdict = 'repetition' | 'too-shallow' | 'not-locked-out';

export interface Ruling {
  verdict: Verdict;
  sure: boolean;
  /** It begins or ends where movements of this kind begin. */
  home: boolean;
}

export interface OwnRange {
  /** Where this person's movements begin; NaN while none is known. */
  readonly home: number;
  /** How far a movement must go now. `full` is the definition's, `lenience` (0..1) eases it where the view is poor. */
  demand(full: number, lenience: number): number;
  /** The same for one whose end nobody will see: it must have come near to where this person's own movements turn. */
  demandUnseen(full: number, lenience: number): number;
  rule(excursion: Excursion, full: number, lenience: number): Ruling;
  /** Learns from a movement that was counted. */
  learn(excursion: Excursion): void;
  /** Learns from a counted movement of which nothing is left but how far it went: it is taken to have begun in the start position. */
  recall(reach: number): void;
  /** Another range has become the rule. */
  forget(): void;
}

/** Shares of this person's usual range: what passes, and what passes when it was seen once only. */
const OWN = 0.47;
const OWN_ONCE = 0.6;
/** So far out the work of a movement is done. */
const OWN_DONE = 0.75;
/** The share that passes where the turning point was hidden: so much was seen of the way there or back. */
const OWN_HIDDEN = 0.3;
/** The definition is eased by no more than this for somebody whose own range is smaller, and where the view is poor. */
const LEAST_OF_FULL = 0.5;
const POOR_VIEW = 0.25;
/** As long as nothing is known of somebody, a movement begins or ends no farther out than this. */
const HOME_LIMIT = 0.36;
/** A larger movement shows more of somebody's range than a smaller one. */
const LEARNING_UP = 0.4;
const LEARNING_DOWN = 0.2;

export function createOwnRange(restLimit: number): OwnRange {
  let known = 0;
  let reach = 0;
  let size = 0;
  let low = 0;

  const own: OwnRange = {
    get home() {
      return known === 0 ? Number.NaN : low;
    },
    demand(full, lenience) {
      const eased = full * (1 - POOR_VIEW * lenience);
      return known >= 2 ? Math.min(eased, Math.max(OWN * reach, full * LEAST_OF_FULL)) : eased;
    },
    demandUnseen: (full, lenience) => Math.max(own.demand(full, lenience), known > 0 ? OWN_DONE * reach : 0),
    rule(excursion, full, lenience) {
      const back = returnedOf(excursion) >= RETURNED;
      const share = sizeOf(excursion) / size;
      const alike = known > 0 && share >= (known > 1 ? OWN : OWN_ONCE);
      const far = excursion.reach >= own.demand(full, lenience) && (known < 2 || alike);
      const rested = excursion.low <= restLimit + 0.15 * lenience || alike;
      // What only a poor view lets pass, and what neither begins nor ends in the start position, is believed when it comes again.
      const { low: from, after, headless } = excursion;
      const home = (headless ? after : Math.min(from, after)) <= HOME_LIMIT;
      const clear = known > 0 || (excursion.reach >= full && home);
      if (back && rested && (far || alike)) return { verdict: 'repetition', sure: clear, home };
      // Somebody in a set who goes out, is not seen for a moment and is on the way back then has turned in between.
      const turned = excursion.hidden !== undefined && known > 1 && share >= OWN_HIDDEN;
      if (back && rested && turned) return { verdict: 'repetition', sure: true, home };
      const verdict = far || alike ? 'not-locked-out' : 'too-shallow';
      return { verdict, sure: known > 0 && !excursion.headless, home };
    },
    learn(excursion) {
      if (excursion.hidden) return;
      known++;
      const follow = (value: number, now: number) =>
        value + (now - value) * Math.max(1 / known, now > value ? LEARNING_UP : LEARNING_DOWN);
      reach = follow(reach, excursion.reach);
      size = follow(size, sizeOf(excursion));
      low += (Math.min(excursion.low, excursion.after) - low) * Math.max(1 / known, LEARNING_DOWN);
    },
    recall(far) {
      own.learn({ start: 0, turn: 0, end: 0, low: 0, peak: far, after: 0, reach: far, headless: false });
    },
    forget() {
      known = 0;
    },
  };
  return own;
}
