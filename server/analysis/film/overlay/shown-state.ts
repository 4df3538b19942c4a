/** What an overlay shows at a time of the film. Times are asked for in order. */
import type { CoachingEvent, Keypoint, PoseFrame } from '../../../../shared/coaching/index.ts';

/** The skeleton follows the film between two analysed pictures that are no further apart, ms. */
const BRIDGED_MS = 500;
const CUE_MS = 2_500;

/** What is needed of a frame of a track. */
export type ShownPose = Pick<PoseFrame, 'at' | 'layout' | 'keypoints'>;

/** The pose of any time, from the frames of a track. Holds two of them. */
export class PoseAt {
  readonly #frames: AsyncIterator<ShownPose>;
  #before: ShownPose | undefined;
  #after: ShownPose | undefined;
  #begun = false;

  constructor(frames: AsyncIterable<ShownPose>) {
    this.#frames = frames[Symbol.asyncIterator]();
  }

  /** @returns `undefined` where nobody was found */
  async at(ms: number): Promise<Omit<ShownPose, 'at'> | undefined> {
    if (!this.#begun) {
      this.#begun = true;
      this.#after = await this.#next();
    }
    while (this.#after && this.#after.at <= ms) {
      this.#before = this.#after;
      this.#after = await this.#next();
    }
    const [before, after] = [this.#before, this.#after];
    if (!before || before.keypoints.length === 0 || ms - before.at > BRIDGED_MS) return undefined;
    const canBridge = after && after.keypoints.length === before.keypoints.length && after.at - before.at <= BRIDGED_MS;
    if (!canBridge) return before;
    const share = (ms - before.at) / (after.at - before.at);
    const keypoints = before.keypoints.map((point, index) => between(point, after.keypoints[index] ?? point, share));
    return { layout: before.layout, keypoints };
  }

  async #next(): Promise<ShownPose | undefined> {
    const { done, value } = await this.#frames.next();
    return done ? undefined : value;
  }
}

const between = (a: Keypoint, b: Keypoint, share: number): Keypoint => ({
  x: a.x + (b.x - a.x) * share,
  y: a.y + (b.y - a.y) * share,
  score: Math.min(a.score, b.score),
});

/** What was counted and said up to a time. */
export interface Standing {
  readonly reps: number;
  /** In the hold under way, or the last one, ms; absent where nothing is held. */
  readonly heldMs?: number;
  readonly cue?: string;
}

/** Reads the events of a film along with it. */
export class StandingAt {
  readonly #events: readonly CoachingEvent[];
  #next = 0;
  #reps = 0;
  #heldMs: number | undefined;
  #cue: { readonly text: string; readonly at: number } | undefined;

  constructor(events: readonly CoachingEvent[]) {
    this.#events = events.toSorted((a, b) => a.at - b.at);
  }

  at(ms: number): Standing {
    for (let event = this.#events[this.#next]; event && event.at <= ms; event = this.#events[++this.#next]) {
      if (event.type === 'repetition') this.#reps = event.index;
      if (event.type === 'hold') this.#heldMs = event.held;
      if (event.type === 'cue') this.#cue = { text: event.text, at: event.at };
    }
    return {
      reps: this.#reps,
      ...(this.#heldMs !== undefined && { heldMs: this.#heldMs }),
      ...(this.#cue && ms - this.#cue.at <= CUE_MS && { cue: this.#cue.text }),
    };
  }
}
