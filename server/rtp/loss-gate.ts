import type { EncodedFrame } from './frame-assembler.ts';

/**
 * Holds back frames whose references may be missing: VP8's decoder shows garbage without an error then.
 *
 * After a loss nothing passes until a key frame, with one exception: when the running number of VP8's base layer shows
 * that no base frame was lost, the base layer goes on, since it never refers to the layers above.
 */
export class LossGate {
  #state: 'open' | 'base layer only' | 'closed' = 'closed';
  #baseIndex: number | undefined;

  /** Whether only a key frame brings everything back. */
  get needsKeyFrame(): boolean {
    return this.#state !== 'open';
  }

  loss(): void {
    if (this.#state === 'open') this.#state = 'base layer only';
  }

  close(): void {
    this.#state = 'closed';
  }

  admits(frame: EncodedFrame): boolean {
    if (frame.keyFrame) this.#state = 'open';
    else if (this.#state === 'base layer only' && !this.#isNextBaseFrame(frame)) {
      if (frame.temporal?.layer) return false;
      this.#state = 'closed';
    }
    if (this.#state === 'closed') return false;
    if (frame.temporal?.layer === 0) this.#baseIndex = frame.temporal.baseIndex;
    return true;
  }

  #isNextBaseFrame({ temporal }: EncodedFrame): boolean {
    if (temporal?.layer !== 0 || this.#baseIndex === undefined) return false;
    return temporal.baseIndex === ((this.#baseIndex + 1) & 0xff);
  }
}
