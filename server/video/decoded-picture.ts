import type { AVPixelFormat } from 'node-av/constants';
import { Frame } from 'node-av/lib';
import type { Size } from '../../shared/size.ts';
import { fitInto, type Letterbox } from './letterbox.ts';
import { copyInto, PIXEL_BYTES, PictureScaler, type PixelFormat, type PixelRows } from './picture-scaler.ts';
import { type Region, readRegion } from './region.ts';

/** A whole picture as a model takes it. */
export interface LetterboxedPicture {
  /** RGB, 3 bytes a px, rows without padding, black bars; valid until the next one of this size is read. */
  readonly data: Uint8Array;
  /** Where in it the picture lies. */
  readonly box: Letterbox;
}

/** A region is read from a picture of half the size where it would skip more than this many px in each direction. */
const MAX_STEP = 1.5;

/**
 * The decoded picture that is being looked at. It stays as it is while newer ones are decoded, costs nothing to hold, and
 * is converted only in the parts and sizes that somebody reads. FFmpeg's objects are made once and reused.
 */
export class DecodedPicture {
  readonly #frame = new Frame();
  readonly #scalers = { rgb: new PictureScaler('rgb'), rgba: new PictureScaler('rgba') };
  #cropped = new Uint8Array(0);
  #letterboxed: (LetterboxedPicture & { readonly key: string }) | undefined;
  #size: Size = { width: 0, height: 0 };
  #readMs = 0;
  #closed = false;

  constructor() {
    this.#frame.alloc();
  }

  /**
   * Holds `frame`'s picture from now on, in place of the one before, without copying it.
   *
   * @param size The size in which it is to be seen where its px are not square; all that is read is of this shape.
   */
  hold(frame: Frame, size: Size = { width: frame.width, height: frame.height }): boolean {
    this.#frame.unref();
    this.#readMs = 0;
    this.#size = size;
    return this.#frame.ref(frame) >= 0;
  }

  get size(): Size {
    return this.#size;
  }

  /** How its px are stored. */
  get format(): AVPixelFormat {
    return this.#frame.format as AVPixelFormat;
  }

  /** Time that has been spent on reading from this picture, ms. */
  get readMs(): number {
    return this.#readMs;
  }

  /** The whole picture, fitted into `target`; `undefined` when it can't be converted. */
  letterboxed(target: Size): LetterboxedPicture | undefined {
    if (this.#closed) return undefined;
    const began = performance.now();
    const { data, box } = this.#letterbox(target);
    const rows = this.#scale('rgb', box);
    if (rows) copyInto(data, target.width, box, rows);
    this.#readMs += performance.now() - began;
    return rows ? { data, box } : undefined;
  }

  /**
   * A region of the picture, turned upright and scaled to `side` px: RGB, 3 bytes a px, valid until the next one of this
   * size is read; `undefined` when the picture can't be converted.
   */
  cropped(region: Region, side: number): Uint8Array | undefined {
    if (this.#closed) return undefined;
    const began = performance.now();
    let scale = 1;
    while ((region.side * scale) / side > MAX_STEP) scale /= 2;
    const width = Math.max(1, Math.round(this.size.width * scale));
    const height = Math.max(1, Math.round(this.size.height * scale));
    const rows = this.#scale('rgba', { width, height });
    const length = side * side * PIXEL_BYTES.rgb;
    if (this.#cropped.length !== length) this.#cropped = new Uint8Array(length);
    if (rows) {
      const scaled = {
        centreX: (region.centreX * width) / this.size.width,
        centreY: (region.centreY * height) / this.size.height,
        side: region.side * scale,
        rotation: region.rotation,
      };
      const pixels = new Uint32Array(rows.data.buffer);
      readRegion({ pixels, width, height, stride: rows.stride / PIXEL_BYTES.rgba }, scaled, this.#cropped, side);
    }
    this.#readMs += performance.now() - began;
    return rows ? this.#cropped : undefined;
  }

  /** Nothing can be read from it any more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const scaler of Object.values(this.#scalers)) scaler.close();
    this.#frame.free();
  }

  #scale(format: PixelFormat, size: Size): PixelRows | undefined {
    const { data, linesize, width, height } = this.#frame;
    return this.#scalers[format].scale({ data, linesize, format: this.format, width, height }, size);
  }

  /** Its bars are black because nobody writes there: so a new one is taken when they change. */
  #letterbox(target: Size): LetterboxedPicture {
    const box = fitInto(this.size, target);
    const key = [target.width, target.height, ...Object.values(box)].join();
    if (this.#letterboxed?.key !== key) {
      this.#letterboxed = { key, data: new Uint8Array(target.width * target.height * PIXEL_BYTES.rgb), box };
    }
    return this.#letterboxed;
  }
}
