/** Cutting a take: what is left of it, and the way between times of the take and of the lesson that is left. Pure. */
import type { LessonCut } from '../contract/lessons.ts';

/** A stretch of the take that is kept, ms of the take. */
export type Kept = LessonCut;

/** What the cuts leave of a take, in order. */
export function keptOf(durationMs: number, cuts: readonly LessonCut[]): Kept[] {
  const kept: Kept[] = [];
  let from = 0;
  for (const cut of cuts) {
    if (cut.from > from) kept.push({ from, to: Math.min(cut.from, durationMs) });
    from = Math.max(from, cut.to);
  }
  if (from < durationMs) kept.push({ from, to: durationMs });
  return kept;
}

/** How long what is kept is, ms. */
export const lengthOf = (kept: readonly Kept[]): number => kept.reduce((sum, { from, to }) => sum + to - from, 0);

/** Where a time of the lesson lies in the take; the end of the last stretch where it is later. */
export function takeTimeOf(kept: readonly Kept[], lessonMs: number): number {
  let before = 0;
  for (const { from, to } of kept) {
    if (lessonMs < before + to - from) return from + Math.max(0, lessonMs - before);
    before += to - from;
  }
  return kept.at(-1)?.to ?? 0;
}

/** When a time of the take is in the lesson; what is cut out, when it would be. */
export function lessonTimeOf(kept: readonly Kept[], takeMs: number): number {
  return kept.reduce((sum, { from, to }) => sum + Math.min(Math.max(0, takeMs - from), to - from), 0);
}

/** The cuts with one more; those that touch become one. */
export function withCut(cuts: readonly LessonCut[], cut: LessonCut): LessonCut[] {
  const apart = cuts.filter(({ from, to }) => to < cut.from || from > cut.to);
  const joined = cuts.filter((each) => !apart.includes(each));
  const from = Math.min(cut.from, ...joined.map((each) => each.from));
  const to = Math.max(cut.to, ...joined.map((each) => each.to));
  return [...apart, { from, to }].sort((a, b) => a.from - b.from);
}
