import { useCallback, useEffect, useRef, useState } from 'react';

export type Loaded<T> = { state: 'loading' } | { state: 'loaded'; value: T } | { state: 'failed'; error: unknown };

/** Loads on mounting and whenever `load` changes (memoise it); the second element loads again. */
export function useLoaded<T>(load: () => Promise<T>): [Loaded<T>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  /** Number of the newest load: the answers of older ones come too late. */
  const newest = useRef(0);
  const reload = useCallback(() => {
    newest.current += 1;
    const number = newest.current;
    const settle = (next: Loaded<T>) => {
      if (number === newest.current) setLoaded(next);
    };
    setLoaded({ state: 'loading' });
    load().then(
      (value) => settle({ state: 'loaded', value }),
      (error: unknown) => settle({ state: 'failed', error }),
    );
  }, [load]);
  useEffect(() => {
    reload();
    return () => {
      newest.current += 1;
    };
  }, [reload]);
  return [loaded, reload];
}
