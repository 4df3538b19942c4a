/** What is needed of a stream that may be a terminal. */
export interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const CLEAR_LINE = '\r\u001b[2K';

/** One line that is written over again and again, on a terminal; nothing elsewhere. */
export function createLine(terminal: Terminal) {
  let isShown = false;
  return {
    show: (text: string): void => {
      if (!terminal.isTTY) return;
      isShown = true;
      terminal.write(`${CLEAR_LINE}${text}`);
    },
    /** Leaves the line empty. May be called twice. */
    end: (): void => {
      if (isShown) terminal.write(CLEAR_LINE);
      isShown = false;
    },
  };
}
