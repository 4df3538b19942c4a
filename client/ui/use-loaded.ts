import { useCallback, useEffect, useRef, useState } from 'react';
import { SidelineError } from '../../shared/contract/errors.ts';

export type Loaded<T> = { state: 'loading' } | { state: 'loaded'; value: T } | { state: 'failed'; error: unknown };

/** Loads again: in view, or behind what is on show, which stays until there is something newer. */
export type LoadedAgain<T> = readonly [loaded: Loaded<T>, reload: () => void, refresh: () => Promise<void>];

/**
 * Loads on mounting and whenever `load` changes (memoise it). The second element loads again in view. The third does so behind what is on
 * show, and throws what loading throws; only what is not there any more, or not to be read, leaves the page then.
 */
export function useLoaded<T>(load: () => Promise<T>): LoadedAgain<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  /** What is to be on show; undefined once the page is gone. */
  const wanted = useRef<typeof load>(undefined);
  /** Numbers of loads: the answers of those that began before the newest that was shown come too late. */
  const begun = useRef(0);
  const shown = useRef(0);
  const begin = useCallback(() => {
    begun.current += 1;
    const number = begun.current;
    return (next: Loaded<T>) => {
      if (wanted.current !== load || number <= shown.current) return;
      shown.current = number;
      setLoaded(next);
    };
  }, [load]);
  const reload = useCallback(() => {
    shown.current = begun.current;
    const settle = begin();
    setLoaded({ state: 'loading' });
    load().then(
      (value) => settle({ state: 'loaded', value }),
      (error: unknown) => settle({ state: 'failed', error }),
    );
  }, [begin, load]);
  const refresh = useCallback(async () => {
    const settle = begin();
    try {
      settle({ state: 'loaded', value: await load() });
    } catch (error) {
      if (error instanceof SidelineError && error.code === 'not_found') settle({ state: 'failed', error });
      throw error;
    }
  }, [begin, load]);
  useEffect(() => {
    wanted.current = load;
    reload();
    return () => {
      wanted.current = undefined;
    };
  }, [load, reload]);
  return [loaded, reload, refresh];
}
