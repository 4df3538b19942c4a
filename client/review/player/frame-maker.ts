import type { VideoSample } from 'mediabunny';
import type { Size } from '../../../shared/size.ts';
import { UnplayableError } from './film-file.ts';
import type { StoredFrame } from './frame-store.ts';

const PX_BYTES = 4;

/** Makes frames to be kept of decoded pictures, which a decoder has only few of. */
export class FrameMaker {
  readonly #maxSide: number;
  #canvas: OffscreenCanvas | undefined;

  /** @param maxSide the longest side of a frame, px; larger ones are scaled down */
  constructor(maxSide: number) {
    this.#maxSide = maxSide;
  }

  /** Closes the sample. @throws UnplayableError */
  frameOf(sample: VideoSample): StoredFrame {
    const { displayWidth, displayHeight, timestamp } = sample;
    const size = within({ width: displayWidth, height: displayHeight }, this.#maxSide);
    if (this.#canvas?.width !== size.width || this.#canvas.height !== size.height) {
      this.#canvas = new OffscreenCanvas(size.width, size.height);
    }
    try {
      const context = this.#canvas.getContext('2d', { alpha: false });
      if (!context) throw new UnplayableError('this browser has no canvas off the screen');
      sample.draw(context, 0, 0, size.width, size.height);
    } finally {
      sample.close();
    }
    const image = this.#canvas.transferToImageBitmap();
    return {
      at: timestamp * 1_000,
      ...size,
      image,
      bytes: size.width * size.height * PX_BYTES,
      release: () => image.close(),
    };
  }
}

function within({ width, height }: Size, maxSide: number): Size {
  const share = Math.min(1, maxSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) };
}
