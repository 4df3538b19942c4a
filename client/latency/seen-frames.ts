import type { SeenFrame } from '../../shared/contract/latency.ts';

interface Times {
  /** Ms of `performance.now()`. */
  arrived: number;
  drawn?: number;
}

/** A frame's media time is known to about this, ms. */
const SAME_MS = 5;
/** As many as the server's updates may still mention: 20 s at 15 a second. */
const KEPT_FRAMES = 300;

/** Remembers when the newest frames' poses came and were drawn on this page. */
export class SeenFrames {
  /** By the time that the poses bear, oldest first. */
  readonly #frames = new Map<number, Times>();
  #undrawn: number[] = [];
  #unsampled: number[] = [];

  /**
   * @param at what the pose bears, ms of the session
   * @param now ms of `performance.now()`
   */
  arrived(at: number, now: number): void {
    this.#frames.set(at, { arrived: now });
    this.#undrawn = [...this.#undrawn.slice(1 - KEPT_FRAMES), at];
    if (this.#frames.size > KEPT_FRAMES) this.#frames.delete(this.#frames.keys().next().value ?? 0);
  }

  /**
   * The skeleton of this moment is on the screen: the newest pose that belongs to it or to before it is, if it was not
   * already. Older ones that were not drawn until now never will be.
   */
  drawn(moment: number, now: number): void {
    const at = this.#undrawn.findLast((undrawn) => undrawn <= moment + SAME_MS);
    if (at === undefined) return;
    this.#undrawn = this.#undrawn.filter((undrawn) => undrawn > at);
    const times = this.#frames.get(at);
    if (times) times.drawn = now;
    this.#unsampled = [...this.#unsampled.slice(1 - KEPT_FRAMES), at];
  }

  /**
   * One frame's times on the session's clock; undefined until it is drawn.
   *
   * @param sessionTime from `performance.now()` to ms of the session
   */
  find(at: number, sessionTime: (now: number) => number): SeenFrame | undefined {
    const { arrived, drawn } = this.#frames.get(at) ?? {};
    if (arrived === undefined || drawn === undefined) return undefined;
    return { at, arrivedAt: sessionTime(arrived), drawnAt: sessionTime(drawn) };
  }

  /** Some of the frames that were drawn since the last sample, spread evenly over that time. */
  sample(most: number, sessionTime: (now: number) => number): SeenFrame[] {
    const drawn = this.#unsampled.splice(0);
    const step = Math.max(1, drawn.length / most);
    const picked = Array.from({ length: Math.min(most, drawn.length) }, (_, index) => drawn[Math.floor(index * step)]);
    return picked.flatMap((at) => (at === undefined ? [] : (this.find(at, sessionTime) ?? [])));
  }
}
