import { useShallow } from 'zustand/react/shallow';
import type { Stroke } from '../../../shared/contract/board.ts';
import type { FilmPlayer } from '../../stage/replay/film-player.ts';
import { useOnShow } from '../../stage/replay/use-film-player.ts';

/** What was drawn on a frame is seen on that frame and for so long after it, ms of the film; in slow motion as much longer. */
export const INK_MS = 1_000;
/** Strokes and frames round their times apart, ms. */
const BEFORE_MS = 20;

/**
 * The ink that belongs on what is on show: on a replay that of its moment, on the live picture all that was drawn on it.
 *
 * @param moment where the playhead is, ms of the session; undefined while the live picture is on show
 */
export function inkOnShow(strokes: readonly Stroke[], moment: number | undefined): readonly Stroke[] {
  if (moment === undefined) return strokes.filter(({ replayed }) => !replayed);
  return strokes.filter(({ replayed, at = moment }) => replayed && moment >= at - BEFORE_MS && moment <= at + INK_MS);
}

/** @param film what is played over the live picture; undefined while that is on show */
export const useInkOnShow = (strokes: readonly Stroke[], film: FilmPlayer | undefined): readonly Stroke[] =>
  useOnShow(
    film,
    useShallow(({ at }) => inkOnShow(strokes, at)),
  );
