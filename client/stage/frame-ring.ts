/** The frames of the last second, so that the picture can be stopped at one that has gone by. */
import { nearestTo } from './nearest.ts';
import { isNoFrame } from './no-frame.ts';
import type { Footage } from './picture.ts';
import type { PoseAt } from './pose-track.ts';

/** One frame, taken out of the ring; whoever has it closes the bitmap. */
export interface Shot {
  bitmap: ImageBitmap;
  /** Media time, ms of the session. */
  mediaTime: number;
  /** The body in it, as far as it was known when the shot was taken. */
  pose: PoseAt | undefined;
}

interface Kept {
  bitmap: ImageBitmap;
  mediaTime: number;
}

/** Longer than a coach's press takes to get here, ms. */
const KEPT_MS = 1_200;
const MAX_BYTES = 80e6;
/** Frames are kept no larger than this, px of their longer side: enough for any part of a screen that they fill. */
const MAX_SIDE = 960;
/** A frame further than this from the one that is wanted is another picture, ms. */
const NEAR_MS = 500;
/** A viewer whose network buffers longer sees the wanted frame later; how long it is waited for, ms. */
const PATIENCE_MS = 1_000;
/** Where frames are not numbered, the one on show stands for a moment no longer ago than this, ms. */
const JUST_NOW_MS = 2_000;

/** What frames are taken from. */
type Frames = Pick<Footage, 'video' | 'onShow' | 'sessionTime' | 'poseAt' | 'on' | 'off'>;

export class FrameRing {
  readonly #picture: Frames;
  #kept: Kept[] = [];
  #taking = false;
  #complained = false;
  #closed = false;

  constructor(picture: Frames) {
    this.#picture = picture;
    picture.on('frame', this.#keep);
  }

  /**
   * Takes out the frame of a media time (ms of the session), or the one nearest to it; undefined where it was never here.
   * Rejects where the browser can't take pictures of the video.
   */
  async take(mediaTime: number): Promise<Shot | undefined> {
    await this.#shown(mediaTime);
    const nearest = nearestTo(this.#kept, mediaTime, (kept) => kept.mediaTime);
    if (nearest && Math.abs(nearest.mediaTime - mediaTime) <= NEAR_MS) {
      this.#kept = this.#kept.filter((kept) => kept !== nearest);
      return { ...nearest, pose: this.#picture.poseAt(nearest.mediaTime) };
    }
    const { onShow, sessionTime } = this.#picture;
    if (this.#closed || onShow || sessionTime === undefined || sessionTime - mediaTime > JUST_NOW_MS) return undefined;
    const bitmap = await this.#snapshot();
    return bitmap && { bitmap, mediaTime, pose: this.#picture.poseAt(mediaTime) };
  }

  /** May be called twice. */
  close(): void {
    this.#closed = true;
    this.#picture.off('frame', this.#keep);
    for (const { bitmap } of this.#kept.splice(0)) bitmap.close();
  }

  /** Resolves once a frame of this time or later was kept, or when there is no use in waiting. */
  #shown(mediaTime: number): Promise<void> {
    const behind = () => this.#picture.onShow !== undefined && (this.#kept.at(-1)?.mediaTime ?? 0) < mediaTime;
    if (!behind()) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#picture.off('frame', look);
        resolve();
      };
      const look = () => {
        if (!behind()) done();
      };
      const timer = setTimeout(done, PATIENCE_MS);
      this.#picture.on('frame', look);
    });
  }

  /** One at a time: where taking a frame is slower than the frames are, some are left out. */
  readonly #keep = () => {
    const { onShow } = this.#picture;
    if (this.#taking || !onShow) return;
    this.#taking = true;
    this.#snapshot()
      .then((bitmap) => {
        if (!bitmap) return;
        if (this.#closed) bitmap.close();
        else this.#add({ bitmap, mediaTime: onShow.mediaTime });
      })
      .catch((error: unknown) => {
        // What can't take one frame may well take none.
        if (!this.#complained) console.warn('sideline: a frame could not be kept', error);
        this.#complained = true;
      })
      .finally(() => {
        this.#taking = false;
      });
  };

  #add(kept: Kept): void {
    this.#kept.push(kept);
    const tooMany = Math.max(1, Math.floor(MAX_BYTES / (4 * kept.bitmap.width * kept.bitmap.height)));
    while (
      this.#kept.length > tooMany ||
      Math.abs(kept.mediaTime - (this.#kept[0]?.mediaTime ?? kept.mediaTime)) > KEPT_MS
    ) {
      this.#kept.shift()?.bitmap.close();
    }
  }

  /** Undefined while the video has no frame, as when it is just being taken down. */
  async #snapshot(): Promise<ImageBitmap | undefined> {
    const { video } = this.#picture;
    const longer = Math.max(video.videoWidth, video.videoHeight);
    if (longer === 0) return undefined;
    const resizeWidth = Math.round((video.videoWidth * MAX_SIDE) / longer);
    try {
      return await (longer > MAX_SIDE ? createImageBitmap(video, { resizeWidth }) : createImageBitmap(video));
    } catch (error) {
      if (isNoFrame(error)) return undefined;
      throw error;
    }
  }
}
