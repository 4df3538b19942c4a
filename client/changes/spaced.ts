/**
 * Does the work at once, and what is asked meanwhile or soon after once more together, so that a burst of changes is no burst of requests.
 * @param pauseMs between two ends and beginnings
 */
export function spaced(work: () => Promise<void>, pauseMs: number): { ask(): void; cancel(): void } {
  let state: 'idle' | 'busy' | 'again' | 'over' = 'idle';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = async () => {
    state = 'busy';
    await work();
    if (isOver()) return;
    timer = setTimeout(() => {
      if (state === 'again') void run();
      else state = 'idle';
    }, pauseMs);
  };
  const isOver = () => state === 'over';
  return {
    ask: () => {
      if (state === 'idle') void run();
      else if (state === 'busy') state = 'again';
    },
    cancel: () => {
      state = 'over';
      clearTimeout(timer);
    },
  };
}
