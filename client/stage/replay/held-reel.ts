/** What is replayed, as far as it was on show on this page: once it is taken it stays, whatever becomes of the live picture. */
import { cutAt, lastOf, type Reel } from './film.ts';
import type { FilmRing } from './film-ring.ts';

/** A moment later than the end: the poses of the last frames have come by then, ms. */
const SETTLED_MS = 400;

const framesOf = ({ film }: Reel): number => film.reduce((sum, { frames }) => sum + frames.length, 0);

export class HeldReel {
  readonly #to: number;
  readonly #onGrown = new Set<() => void>();
  #reel: Reel = { film: [], poses: [] };

  /** @param to media time at which the replay ends, ms of the session */
  constructor(to: number) {
    this.#to = to;
  }

  get reel(): Reel {
    return this.#reel;
  }

  /**
   * Calls back whenever more was taken.
   * @returns a function that ends it
   */
  onGrown(listener: () => void): () => void {
    this.#onGrown.add(listener);
    return () => this.#onGrown.delete(listener);
  }

  /**
   * Takes what a ring has, at once and as it gets what was not on show yet. One that has less than what is held changes nothing.
   *
   * @returns a function that ends it
   */
  takeFrom(ring: Pick<FilmRing, 'reel' | 'on' | 'off'>): () => void {
    const take = () => {
      const taken = cutAt(ring.reel, this.#to);
      if (framesOf(taken) >= framesOf(this.#reel)) this.#reel = taken;
      if ((lastOf(ring.reel.film) ?? 0) >= this.#to + SETTLED_MS) end();
      for (const listener of this.#onGrown) listener();
    };
    const end = () => {
      ring.off('frame', take);
    };
    ring.on('frame', take);
    take();
    return end;
  }
}
