import { useEffect, useEffectEvent, useState } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Reel } from './film.ts';
import type { FilmPlayer } from './film-player.ts';
import { NOTHING_ON_SHOW, type OnShow } from './on-show.ts';

interface Options {
  /** Must be the same object from one rendering to the next while it is the same film. */
  source: { readonly reel: Reel } | undefined;
  /** Whether the playhead moves by itself. */
  moving: boolean;
  /** Media time that is to be on show at `now` ms of our `performance.now()`, ms of the session. */
  playhead(now: number): number | undefined;
}

/** Plays a film on this page, and follows its playhead; undefined while there is none. */
export function useFilmPlayer({ source, moving, playhead }: Options): FilmPlayer | undefined {
  const [player, setPlayer] = useState<FilmPlayer>();
  const playheadNow = useEffectEvent(playhead);
  useEffect(() => {
    if (!source) return;
    let created: FilmPlayer | undefined;
    let wanted = true;
    // The live picture does not wait for it.
    import('./film-player.ts').then(
      ({ FilmPlayer }) => {
        if (!wanted) return;
        created = new FilmPlayer({ reel: () => source.reel, playhead: (now) => playheadNow(now) });
        setPlayer(created);
      },
      (error: unknown) => console.info('sideline: the film can’t be played', error),
    );
    return () => {
      wanted = false;
      created?.close();
      setPlayer(undefined);
    };
  }, [source]);
  useEffect(() => {
    if (!player || !moving) return;
    player.follow();
    return () => player.hold();
  }, [player, moving]);
  return player;
}

const NO_FILM = createStore(() => NOTHING_ON_SHOW);

/** A part of what a film shows here; without a film, of nothing. */
export const useOnShow = <T>(player: FilmPlayer | undefined, select: (onShow: OnShow) => T): T =>
  useStore(player?.state ?? NO_FILM, select);

/** Width ÷ height of what a film shows here; undefined while it shows nothing. */
export const useFilmAspect = (player: FilmPlayer | undefined): number | undefined =>
  useOnShow(player, ({ frame }) => frame && frame.bitmap.width / frame.bitmap.height);
