/** Between FFmpeg's frames and a canvas. */
import { createCanvas, ImageData, type SKRSContext2D } from '@napi-rs/canvas';
import { AV_PIX_FMT_RGBA, AV_PIX_FMT_YUV420P, SWS_AREA } from 'node-av/constants';
import { Frame, SoftwareScaleContext } from 'node-av/lib';
import type { Size } from '../../../../shared/size.ts';

const RGBA_BYTES = 4;

/** A canvas whose picture is encoded again and again. */
export class DrawnFrames {
  readonly context: SKRSContext2D;
  readonly size: Size;
  readonly #scaler = new SoftwareScaleContext();
  readonly #frame = new Frame();

  constructor({ width, height }: Size) {
    this.size = { width, height };
    this.context = createCanvas(width, height).getContext('2d');
    this.#scaler.getContext(width, height, AV_PIX_FMT_RGBA, width, height, AV_PIX_FMT_YUV420P, SWS_AREA);
    this.#frame.alloc();
  }

  /** What is on the canvas, in yuv420p; valid until the next. Encoders may hold it for longer. */
  frame(): Frame {
    const { width, height } = this.size;
    const { data } = this.context.getImageData(0, 0, width, height);
    this.#frame.unref();
    this.#frame.format = AV_PIX_FMT_YUV420P;
    this.#frame.width = width;
    this.#frame.height = height;
    const source = [Buffer.from(data.buffer)];
    const isReady = this.#frame.getBuffer(0) >= 0;
    const { data: target, linesize } = this.#frame;
    if (!isReady || this.#scaler.scaleSync(source, [width * RGBA_BYTES], 0, height, target ?? [], linesize) < 0)
      throw new Error('FFmpeg can’t take a drawn picture');
    return this.#frame;
  }

  close(): void {
    this.#frame.free();
    this.#scaler.freeContext();
  }
}

/** The pictures of a film, which may change in size, each on a canvas. */
export class DrawnPictures {
  #drawn: DrawnFrames | undefined;

  /** @param frame in RGBA; @returns a canvas of its size with it on, valid until the next */
  of(frame: Frame): DrawnFrames {
    const { width, height } = frame;
    if (this.#drawn?.size.width !== width || this.#drawn.size.height !== height) {
      this.close();
      this.#drawn = new DrawnFrames({ width, height });
    }
    this.#drawn.context.putImageData(pixelsOf(frame), 0, 0);
    return this.#drawn;
  }

  close(): void {
    this.#drawn?.close();
    this.#drawn = undefined;
  }
}

/** The pixels of a frame in RGBA, whose rows have padding, without it. */
export function pixelsOf({ data, linesize, width, height }: Frame): ImageData {
  const [rows] = data ?? [];
  const [stride = 0] = linesize;
  const pixels = new Uint8ClampedArray(width * height * RGBA_BYTES);
  for (let row = 0; rows && row < height; row++) {
    pixels.set(rows.subarray(row * stride, row * stride + width * RGBA_BYTES), row * width * RGBA_BYTES);
  }
  return new ImageData(pixels, width, height);
}
