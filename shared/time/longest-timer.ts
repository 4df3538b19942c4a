/** `setTimeout` takes no longer delay, in ms (24.8 days): a longer one ends at once, in browsers and in Node alike. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;
