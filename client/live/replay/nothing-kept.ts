import { canKeepFilm } from '../../stage/replay/film.ts';

/** Why there is nothing to play again. */
export const NOTHING_KEPT = canKeepFilm()
  ? 'There is nothing to play again yet'
  : 'This browser can’t play the last seconds again';
