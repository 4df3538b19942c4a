import { useEffect, useState } from 'react';
import type { Picture } from '../picture.ts';
import { FilmRing } from './film-ring.ts';

/** Keeps the last seconds of a picture while that is asked for; undefined where nothing is kept. */
export function useFilmRing(picture: Picture | undefined, keeping: boolean): FilmRing | undefined {
  const [ring, setRing] = useState<FilmRing>();
  useEffect(() => {
    if (!picture || !keeping) return;
    let wanted = true;
    const beginning = FilmRing.begin(picture);
    beginning.then(
      (begun) => {
        if (wanted) setRing(begun);
      },
      (error: unknown) => console.info('sideline: the last seconds can’t be kept', error),
    );
    return () => {
      wanted = false;
      setRing(undefined);
      beginning.then(
        (begun) => begun?.close(),
        () => undefined,
      );
    };
  }, [picture, keeping]);
  return ring;
}
