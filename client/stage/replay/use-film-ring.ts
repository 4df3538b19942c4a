import { useEffect, useState } from 'react';
import type { Picture } from '../picture.ts';
import { canKeepFilm } from './film.ts';
import type { FilmRing } from './film-ring.ts';

/** The live picture does not wait for the code. With the player's, so that a replay is there at once. */
async function begin(picture: Picture): Promise<FilmRing | undefined> {
  if (!canKeepFilm()) return undefined;
  const [{ FilmRing }] = await Promise.all([import('./film-ring.ts'), import('./film-player.ts')]);
  return await FilmRing.begin(picture);
}

/** Keeps the last seconds of a picture while that is asked for; undefined where nothing is kept. */
export function useFilmRing(picture: Picture | undefined, keeping: boolean): FilmRing | undefined {
  const [ring, setRing] = useState<FilmRing>();
  useEffect(() => {
    if (!picture || !keeping) return;
    let wanted = true;
    const beginning = begin(picture);
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
