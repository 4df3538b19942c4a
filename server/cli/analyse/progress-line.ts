import type { FilmProgress } from '../../analysis/film/analyse-film.ts';

/** What is needed of a stream that may be a terminal. */
export interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const CLEAR_LINE = '\r\u001b[2K';

/** A line that says how far it is, on a terminal; nothing elsewhere. */
export function createProgressLine(terminal: Terminal, now: () => number = () => performance.now()) {
  let began: number | undefined;
  let isShown = false;
  return {
    show: ({ facts, doneMs, resumedAtMs, overlay }: FilmProgress): void => {
      if (!terminal.isTTY) return;
      if (overlay !== undefined) {
        isShown = true;
        terminal.write(`${CLEAR_LINE}overlay: ${Math.round(100 * overlay)}%`);
        return;
      }
      began ??= now();
      isShown = true;
      const share = Math.min(1, doneMs / Math.max(1, facts.durationMs));
      const rate = (doneMs - resumedAtMs) / Math.max(1, now() - began);
      const left = rate > 0 ? `, ${clock((facts.durationMs - doneMs) / rate)} left` : '';
      terminal.write(
        `${CLEAR_LINE}${Math.round(100 * share)}% (${clock(doneMs)} of ${clock(facts.durationMs)})${left}`,
      );
    },
    /** Leaves the line empty. May be called twice. */
    end: (): void => {
      if (isShown) terminal.write(CLEAR_LINE);
      isShown = false;
    },
  };
}

/** Minutes and seconds. */
function clock(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
