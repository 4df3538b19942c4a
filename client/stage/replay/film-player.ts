/** Plays a film on this page: what is on show follows a playhead that somebody else moves. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Reel } from './film.ts';
import { FilmReader } from './film-reader.ts';
import { NOTHING_ON_SHOW, type OnShow } from './on-show.ts';

export interface FilmPlayerOptions {
  /** The film as it is now. */
  reel(): Reel;
  /** Media time that is to be on show at `now` ms of our `performance.now()`, ms of the session; undefined while that is not known. */
  playhead(now: number): number | undefined;
}

/** So far ahead of the playhead frames are decoded, ms: longer than it takes to decode a group. */
const AHEAD_MS = 350;

export class FilmPlayer {
  readonly state: StoreApi<OnShow>;
  readonly #options: FilmPlayerOptions;
  readonly #reader: FilmReader;
  #ticking: number | undefined;

  constructor(options: FilmPlayerOptions) {
    this.#options = options;
    this.state = createStore<OnShow>(() => NOTHING_ON_SHOW);
    this.#reader = new FilmReader({
      film: () => options.reel().film,
      onFrame: (frame) => this.state.setState({ frame, missing: !frame }),
      onFailed: (error) => {
        console.info('sideline: a part of the film can’t be shown', error);
        this.state.setState({ frame: undefined, missing: true });
      },
    });
  }

  get reel(): Reel {
    return this.#options.reel();
  }

  /** Shows the frame at the playhead once. */
  look(): void {
    const now = performance.now();
    const at = this.#options.playhead(now);
    if (at === undefined) return;
    this.state.setState({ at });
    this.#reader.want(at, this.#options.playhead(now + AHEAD_MS));
  }

  /** Follows the playhead from now on. */
  follow(): void {
    this.hold();
    this.look();
    this.#ticking = requestAnimationFrame(() => this.follow());
  }

  /** Follows it no longer; what is on show stays. */
  hold(): void {
    if (this.#ticking !== undefined) cancelAnimationFrame(this.#ticking);
    this.#ticking = undefined;
  }

  /** May be called twice. */
  close(): void {
    this.hold();
    this.#reader.close();
  }
}
