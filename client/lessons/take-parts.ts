/** From the pieces of a take to the log and the segments of its voice. Pure. */
import {
  type LessonEntry,
  type LessonLog,
  MAX_LESSON_ENTRIES,
  MAX_LESSON_POINTS,
} from '../../shared/contract/lessons.ts';
import type { TakePiece } from './take-store.ts';

/** Pieces of one recording without a break. */
export interface Segment {
  readonly sounds: readonly Blob[];
  readonly entries: readonly LessonEntry[];
  /** Ms. */
  readonly lengthMs: number;
}

export function segmentsOf(pieces: readonly TakePiece[]): Segment[] {
  const numbers = [...new Set(pieces.map(({ segment }) => segment))];
  return numbers.map((number) => {
    const own = pieces.filter(({ segment }) => segment === number);
    return {
      sounds: own.map(({ sound }) => sound),
      entries: own.flatMap(({ entries }) => entries),
      lengthMs: own.at(-1)?.untilMs ?? 0,
    };
  });
}

/** Times to so many parts of a ms: no clock is better, and the log is smaller. */
const PARTS = 10;

/**
 * What was done in the whole take. What was done after a segment’s sound ends, or before the take ended, counts at the sound’s end.
 * @param segmentMs how long each segment sounds
 */
export function logOf(segments: readonly Pick<Segment, 'entries'>[], segmentMs: readonly number[]): LessonLog {
  let begin = 0;
  return segments.flatMap(({ entries }, index) => {
    const length = segmentMs[index] ?? 0;
    const from = begin;
    begin += length;
    return entries.map((entry) => ({ ...entry, t: Math.floor((from + Math.min(entry.t, length)) * PARTS) / PARTS }));
  });
}

/** How much of what one log may have is taken by these entries, 0..1. */
export const fillOf = (entries: readonly LessonEntry[]): number =>
  Math.max(
    entries.length / MAX_LESSON_ENTRIES,
    entries.reduce((sum, entry) => sum + pointsIn(entry), 0) / MAX_LESSON_POINTS,
  );

const pointsIn = (entry: LessonEntry): number =>
  entry.kind === 'ink' ? entry.stroke.points.length : entry.kind === 'draw' ? entry.points.length : 0;
