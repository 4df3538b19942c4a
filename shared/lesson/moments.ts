/** Which moments of its session a lesson shows: who may not read all of them does not see it. Pure. */
import { LATEST_MS } from '../contract/film-view.ts';
import { type LessonLog, sessionOf } from '../contract/lessons.ts';
import { timesOfNext } from './compact.ts';

/** From the first to the last, ms of the session; also beside itself, where it is compared with itself. */
export function momentsShown(log: LessonLog, durationMs: number, sessionId: string): { from: number; to: number } {
  const nextTimes = timesOfNext(log);
  let [from, to] = [LATEST_MS, 0];
  let comparedWith: string | undefined;
  for (const [index, entry] of log.entries()) {
    if (entry.kind === 'compare') comparedWith = sessionOf(entry.with);
    const isOfSession = entry.kind === 'move' || (entry.kind === 'second' && comparedWith === sessionId);
    if (!isOfSession) continue;
    // A moving playhead goes on to its next entry at most.
    const until = Math.min(nextTimes[index] ?? durationMs, durationMs);
    for (const moment of [entry.at, entry.at + entry.rate * (until - entry.t)]) {
      from = Math.min(from, Math.max(0, moment));
      to = Math.max(to, Math.min(LATEST_MS, moment));
    }
  }
  return { from: Math.min(from, to), to };
}
