/**
 * `fetch` that gives a request up when no answer has begun within `limitMs`. What then comes may take its time: a film is read as slowly
 * as it is played.
 */
export function fetchWithin(limitMs: number): typeof fetch {
  return async (input, init) => {
    const tooLate = new AbortController();
    const timer = setTimeout(() => tooLate.abort(new Error(`no answer within ${limitMs} ms`)), limitMs);
    const signals = init?.signal ? [init.signal, tooLate.signal] : [tooLate.signal];
    try {
      return await fetch(input, { ...init, signal: AbortSignal.any(signals) });
    } finally {
      clearTimeout(timer);
    }
  };
}
