/** Ink of comments on the film: when it is on show, and how strongly. */
import type { CommentInk } from '../../../shared/contract/comment-ink.ts';

/** What was drawn for one comment. Times are ms of the session. */
export interface MomentInk {
  readonly ink: CommentInk;
  readonly from: number;
  /** The end of a range; null for a moment. */
  readonly to: number | null;
}

/** Ink on show, 0..1 strong. */
export interface ShownInk extends MomentInk {
  readonly strength: number;
}

/** Ink of a moment stays for so long, ms. */
const MOMENT_MS = 3_000;
/** It fades in this time: at the end of a moment's, after the end of a range, ms. */
const FADING_MS = 800;
/** Times of frames and comments are rounded apart, ms. */
const BEFORE_MS = 20;

/** How strong a comment's ink is at a moment of the session, 0..1. */
export function momentStrength({ from, to }: Pick<MomentInk, 'from' | 'to'>, at: number): number {
  const end = to === null ? from + MOMENT_MS : to + FADING_MS;
  if (at < from - BEFORE_MS || at > end) return 0;
  return Math.min(1, (end - at) / FADING_MS);
}

/** What is on show at a moment of the session. */
export function inkShownAt(inks: readonly MomentInk[], at: number): ShownInk[] {
  return inks.flatMap((each) => {
    const strength = momentStrength(each, at);
    return strength > 0 && each.ink.length > 0 ? [{ ...each, strength }] : [];
  });
}

/** The ink that lies over one participant's picture; what names nobody lies over every picture. */
export function inkOver(inks: readonly MomentInk[], participantId: string | null): MomentInk[] {
  return inks.map((each) => ({
    ...each,
    ink: each.ink.filter(({ over }) => over === undefined || over === participantId),
  }));
}
