/** Makes a log smaller: what follows from what stands before it is left out, and what nobody could see. Pure. */
import type { LessonEntry } from '../contract/lessons.ts';

/** What is replaced sooner than this is not seen, ms: a picture of 30 in a second. */
const UNSEEN_MS = 33;
/** A playhead that is where it was going to be anyway needs no entry; so much it may be apart, ms of film. */
const MOST_OFF_MS = 5;

export function compact(entries: readonly LessonEntry[]): LessonEntry[] {
  const kept: LessonEntry[] = [];
  const nextTimes = timesOfNext(entries);
  const before = new Map<LessonEntry['kind'], LessonEntry>();
  entries.forEach((entry, index) => {
    const last = before.get(entry.kind);
    if (last && (isReplaced(entry, last, nextTimes[index]) || follows(entry, last))) return;
    const joined = joinedDraws(kept.at(-1), entry);
    if (joined) kept[kept.length - 1] = joined;
    else {
      kept.push(entry);
      before.set(entry.kind, entry);
    }
  });
  return kept;
}

/** Of each entry, when the next one of its kind comes; infinity where none does. */
export function timesOfNext(entries: readonly LessonEntry[]): number[] {
  const next = new Map<LessonEntry['kind'], number>();
  return entries
    .toReversed()
    .map(({ kind, t }) => {
      const time = next.get(kind) ?? Number.POSITIVE_INFINITY;
      next.set(kind, t);
      return time;
    })
    .reverse();
}

const REPLACEABLE: readonly LessonEntry['kind'][] = ['move', 'second', 'look'];

/** Whether nobody sees this one: the picture that has the one before is still on show when the next comes. */
const isReplaced = ({ kind, t }: LessonEntry, last: LessonEntry, next = Number.POSITIVE_INFINITY): boolean =>
  REPLACEABLE.includes(kind) && t - last.t < UNSEEN_MS && next - t < UNSEEN_MS;

function follows(entry: LessonEntry, before: LessonEntry): boolean {
  if ((entry.kind !== 'move' && entry.kind !== 'second') || entry.kind !== before.kind) return false;
  if (entry.rate !== before.rate) return false;
  const off = Math.abs(before.at + before.rate * (entry.t - before.t) - entry.at);
  // A film that stands still is on one frame, exactly.
  return entry.rate === 0 ? off === 0 : off <= MOST_OFF_MS;
}

/** Two moves of a pen as one; undefined where they are no such, or too far apart. */
function joinedDraws(last: LessonEntry | undefined, entry: LessonEntry): LessonEntry | undefined {
  if (last?.kind !== 'draw' || entry.kind !== 'draw' || last.id !== entry.id) return undefined;
  const kept = entry.from - last.from;
  if (entry.t - last.t >= UNSEEN_MS || kept < 0 || kept > last.points.length) return undefined;
  return { ...last, points: [...last.points.slice(0, kept), ...entry.points] };
}
