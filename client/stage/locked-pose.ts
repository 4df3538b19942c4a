/** The skeleton that belongs on each frame of a picture, drawn when the frame is put on show. */
import type { PosePacket } from '../../shared/contract/pose-packet.ts';
import { EasedPose } from './eased-pose.ts';
import type { Footage } from './picture.ts';
import { opacityOf } from './pose-motion.ts';
import type { DrawnPose } from './skeleton.ts';

/** Shows a pose at an opacity (0..1), or nothing. */
export type DrawPose = (pose: DrawnPose | undefined, opacity: number) => void;

/** What is drawn on. */
type Posing = Pick<Footage, 'onShow' | 'poseAt' | 'on' | 'off'>;

/**
 * Where the moment of the frame on show is known, its pose is drawn with it, and again when a newer pose is more exact;
 * elsewhere the skeleton follows the newest pose.
 */
export class LockedPose {
  readonly #picture: Posing;
  readonly #draw: DrawPose;
  readonly #eased: EasedPose;

  constructor(picture: Posing, draw: DrawPose) {
    this.#picture = picture;
    this.#draw = draw;
    this.#eased = new EasedPose(draw);
    picture.on('frame', this.#onFrame);
    picture.on('pose', this.#onPose);
  }

  /** Draws again what is drawn, as on a canvas of another size. */
  redraw(): void {
    if (this.#picture.onShow) this.#onFrame();
  }

  /** May be called twice. */
  close(): void {
    this.#eased.stop();
    this.#picture.off('frame', this.#onFrame);
    this.#picture.off('pose', this.#onPose);
  }

  readonly #onFrame = () => {
    const { onShow } = this.#picture;
    if (!onShow) return;
    this.#eased.stop();
    const pose = this.#picture.poseAt(onShow.mediaTime);
    this.#draw(pose, pose ? opacityOf(pose.ahead) : 0);
  };

  readonly #onPose = (pose: PosePacket) => {
    if (this.#picture.onShow) this.#onFrame();
    else this.#eased.take(pose);
  };
}
