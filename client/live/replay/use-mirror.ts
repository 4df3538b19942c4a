/** The delay mirror: an athlete sees the own picture some seconds late, on the own page alone. */
import { useState } from 'react';
import type { FilmPlayer } from '../../stage/replay/film-player.ts';
import type { FilmRing } from '../../stage/replay/film-ring.ts';
import { useFilmPlayer } from '../../stage/replay/use-film-player.ts';
import { useClient } from '../session-context.ts';
import { useSettings } from '../settings.ts';

/** How late one can see oneself, s: the longest is what a page keeps. */
export const MIRROR_SECONDS = { least: 2, most: 20 } as const;

export interface Mirror {
  on: boolean;
  /** How late. */
  seconds: number;
  setOn(on: boolean): void;
}

/** Whether the mirror is on, and how late it shows; off when the page is opened. */
export function useMirror(): Mirror {
  const [on, setOn] = useState(false);
  const seconds = useSettings(({ mirrorSeconds }) => mirrorSeconds);
  return { on, seconds, setOn };
}

/**
 * Plays the own picture late; undefined while it is not to be shown.
 * @param ring what is kept of the own picture
 * @param shown whether nothing else is to be seen in its place
 */
export function useMirrorPlayer(ring: FilmRing | undefined, mirror: Mirror, shown: boolean): FilmPlayer | undefined {
  const client = useClient();
  return useFilmPlayer({
    source: mirror.on && shown ? ring : undefined,
    moving: true,
    playhead: (local) => {
      const now = client.sessionTime(local);
      return now === undefined ? undefined : now - mirror.seconds * 1_000;
    },
  });
}
