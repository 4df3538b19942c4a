/** A skeleton that follows the newest pose, for pictures whose frames have no number. */
import type { PosePacket } from '../../shared/contract/pose-packet.ts';
import { approach, opacityOf } from './pose-motion.ts';
import type { DrawnPose } from './skeleton.ts';

/** Pictures come no faster than 30 a second; a skeleton that did would only cost battery. In ms, with room for jitter. */
const MIN_FRAME_MS = 30;

export class EasedPose {
  readonly #draw: (pose: DrawnPose | undefined, opacity: number) => void;
  #newest: PosePacket | undefined;
  #arrivedAt = 0;
  #drawn: PosePacket['keypoints'] = [];
  #drawnAt = performance.now();
  #frame: number | undefined;

  /** @param draw shows the pose at this opacity (0..1), or nothing */
  constructor(draw: (pose: DrawnPose | undefined, opacity: number) => void) {
    this.#draw = draw;
  }

  /** Goes on towards this pose; it is shown until `stop`, and fades when no other comes. */
  take(pose: PosePacket): void {
    this.#newest = pose;
    this.#arrivedAt = performance.now();
    this.#frame ??= requestAnimationFrame(this.#step);
  }

  stop(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    this.#drawn = [];
  }

  readonly #step = (now: number) => {
    this.#frame = requestAnimationFrame(this.#step);
    if (!this.#newest || now - this.#drawnAt < MIN_FRAME_MS) return;
    const opacity = opacityOf(now - this.#arrivedAt);
    this.#drawn = opacity > 0 ? approach(this.#drawn, this.#newest.keypoints, now - this.#drawnAt) : [];
    this.#drawnAt = now;
    this.#draw(opacity > 0 ? { layout: this.#newest.layout, keypoints: this.#drawn } : undefined, opacity);
    if (opacity === 0) this.stop();
  };
}
