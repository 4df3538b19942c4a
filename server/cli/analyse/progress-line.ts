import type { FilmProgress } from '../../analysis/film/analyse-film.ts';
import { createLine, type Terminal } from '../progress-line.ts';

/** A line that says how far it is, on a terminal; nothing elsewhere. */
export function createProgressLine(terminal: Terminal, now: () => number = () => performance.now()) {
  let began: number | undefined;
  const line = createLine(terminal);
  return {
    show: ({ facts, doneMs, resumedAtMs, overlay }: FilmProgress): void => {
      if (overlay !== undefined) {
        line.show(`overlay: ${Math.round(100 * overlay)}%`);
        return;
      }
      began ??= now();
      const share = Math.min(1, doneMs / Math.max(1, facts.durationMs));
      const rate = (doneMs - resumedAtMs) / Math.max(1, now() - began);
      const left = rate > 0 ? `, ${clock((facts.durationMs - doneMs) / rate)} left` : '';
      line.show(`${Math.round(100 * share)}% (${clock(doneMs)} of ${clock(facts.durationMs)})${left}`);
    },
    /** Leaves the line empty. May be called twice. */
    end: line.end,
  };
}

/** Minutes and seconds. */
function clock(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
