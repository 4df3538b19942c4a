/** Finds out from one video's keypoints whether its athlete moves, rests or is not there. */
import type { RateReason } from '../../../shared/contract/latency.ts';

/** `absent` when nobody has been found for a while. */
export type AthleteState = Exclude<RateReason, 'load'>;

/** Keypoints that are less sure than this are ignored. */
const MIN_SCORE = 0.5;
/** Over this time the places of a joint are compared: a squat of 10 s is seen to move in it, trembling is not. */
const WINDOW_MS = 600;
/** So far a joint goes in that time at least when it moves, in sizes of the body. Keypoints at rest tremble by 0.02. */
const MOVED = 0.03;
/** A short halt at the turning point of a movement is no rest. */
const REST_AFTER_MS = 1_500;
const ABSENT_AFTER_MS = 1_000;

interface Look {
  readonly at: number;
  readonly keypoints: Float32Array;
}

export class Movement {
  readonly #stride: number;
  readonly #looks: Look[] = [];
  #movedAt = Number.NEGATIVE_INFINITY;
  #seenAt = Number.NEGATIVE_INFINITY;
  #state: AthleteState = 'moving';

  /** @param stride Numbers of a keypoint: x, y in 0..1 of the picture, score, and whatever follows. */
  constructor(stride: number) {
    this.#stride = stride;
  }

  /** What the last analysed frame showed; `moving` before the first. */
  get state(): AthleteState {
    return this.#state;
  }

  /**
   * Takes the keypoints of the next picture.
   *
   * @param keypoints Empty when nobody was found.
   * @param aspect Width of the picture divided by its height.
   * @param at Media time, ms.
   */
  observe(keypoints: Float32Array, aspect: number, at: number): AthleteState {
    if (this.#seenAt === Number.NEGATIVE_INFINITY) this.#seenAt = at;
    if (keypoints.length > 0) {
      this.#look({ at, keypoints }, aspect);
      this.#seenAt = at;
    }
    if (at - this.#seenAt >= ABSENT_AFTER_MS) {
      this.#looks.length = 0;
      this.#state = 'absent';
    } else if (keypoints.length > 0) this.#state = at - this.#movedAt < REST_AFTER_MS ? 'moving' : 'at rest';
    return this.#state;
  }

  #look(look: Look, aspect: number): void {
    while (this.#looks[1] && look.at - this.#looks[1].at >= WINDOW_MS) this.#looks.shift();
    const [before] = this.#looks;
    this.#looks.push(look);
    // Somebody who has just come may have come to begin at once.
    if (!before || this.#moved(before.keypoints, look.keypoints, aspect) > MOVED) this.#movedAt = look.at;
  }

  /** The second longest way that a joint has gone, in sizes of the body: one joint alone may just be misplaced. */
  #moved(before: Float32Array, now: Float32Array, aspect: number): number {
    let [longest, second] = [0, 0];
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let at = 0; at + 2 < Math.min(before.length, now.length); at += this.#stride) {
      const [x = 0, y = 0, score = 0] = now.subarray(at, at + 3);
      if (score < MIN_SCORE) continue;
      [left, right] = [Math.min(left, x * aspect), Math.max(right, x * aspect)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
      const [oldX = 0, oldY = 0, oldScore = 0] = before.subarray(at, at + 3);
      if (oldScore < MIN_SCORE) continue;
      const way = Math.hypot((x - oldX) * aspect, y - oldY);
      if (way > longest) [longest, second] = [way, longest];
      else if (way > second) second = way;
    }
    const size = Math.hypot(right - left, bottom - top);
    return size > 0 && Number.isFinite(size) ? second / size : 0;
  }
}
