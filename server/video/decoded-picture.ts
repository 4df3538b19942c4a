import { AV_PIX_FMT_RGB24, AV_PIX_FMT_RGBA, type AVPixelFormat, SWS_AREA } from 'node-av/constants';
import { Frame, SoftwareScaleContext } from 'node-av/lib';
import { fitInto, type Letterbox, type Size } from './letterbox.ts';
import { type Region, readRegion } from './region.ts';

/** A whole picture as a model takes it. */
export interface LetterboxedPicture {
  /** RGB, 3 bytes a px, rows without padding, black bars; valid until the next one of this size is read. */
  readonly data: Uint8Array;
  /** Where in it the picture lies. */
  readonly box: Letterbox;
}

const RGB_BYTES = 3;
const RGBA_BYTES = 4;
/** A region is read from a picture of half the size where it would skip more than this many px in each direction. */
const MAX_STEP = 1.5;

interface Scaler {
  readonly context: SoftwareScaleContext;
  readonly key: string;
}

/**
 * The decoded picture that is being looked at. It stays as it is while newer ones are decoded, costs nothing to hold, and
 * is converted only in the parts and sizes that somebody reads. FFmpeg's objects are made once and reused.
 */
export class DecodedPicture {
  readonly #frame = new Frame();
  readonly #scalers = new Map<string, Scaler>();
  readonly #buffers = new Map<string, Uint8Array<ArrayBuffer>>();
  #letterboxed: (LetterboxedPicture & { readonly key: string }) | undefined;
  #readMs = 0;
  #closed = false;

  constructor() {
    this.#frame.alloc();
  }

  /** Holds `frame`'s picture from now on, in place of the one before, without copying it. */
  hold(frame: Frame): boolean {
    this.#frame.unref();
    this.#readMs = 0;
    return this.#frame.ref(frame) >= 0;
  }

  get size(): Size {
    return { width: this.#frame.width, height: this.#frame.height };
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
    const stride = target.width * RGB_BYTES;
    const done = this.#scale(box, AV_PIX_FMT_RGB24, data.subarray(box.y * stride + box.x * RGB_BYTES), stride);
    this.#readMs += performance.now() - began;
    return done ? { data, box } : undefined;
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
    const picture = this.#buffer('picture', width, height, RGBA_BYTES);
    const done = this.#scale({ width, height }, AV_PIX_FMT_RGBA, picture, width * RGBA_BYTES);
    const data = this.#buffer('cropped', side, side, RGB_BYTES);
    if (done) {
      const scaled = {
        centreX: (region.centreX * width) / this.size.width,
        centreY: (region.centreY * height) / this.size.height,
        side: region.side * scale,
        rotation: region.rotation,
      };
      readRegion(new Uint32Array(picture.buffer), { width, height }, scaled, data, side);
    }
    this.#readMs += performance.now() - began;
    return done ? data : undefined;
  }

  /** Nothing can be read from it any more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { context } of this.#scalers.values()) context.freeContext();
    this.#scalers.clear();
    this.#frame.free();
  }

  #scale(size: Size, format: AVPixelFormat, target: Uint8Array, stride: number): boolean {
    const planes = this.#frame.data;
    if (!planes) return false;
    const context = this.#scaler(size, format);
    const buffer = Buffer.from(target.buffer, target.byteOffset, target.byteLength);
    return context.scaleSync(planes, this.#frame.linesize, 0, this.#frame.height, [buffer], [stride]) >= 0;
  }

  /** One scaler for each use; it is made anew when the picture or what is wanted of it changes its size. */
  #scaler(target: Size, format: AVPixelFormat): SoftwareScaleContext {
    const { width, height } = this.size;
    const from = this.#frame.format as AVPixelFormat;
    const use = String(format);
    const key = [width, height, from, target.width, target.height].join();
    const present = this.#scalers.get(use);
    if (present?.key === key) return present.context;
    present?.context.freeContext();
    const context = new SoftwareScaleContext();
    context.getContext(width, height, from, target.width, target.height, format, SWS_AREA);
    this.#scalers.set(use, { context, key });
    return context;
  }

  /** Its bars are black because nobody writes there: so a new one is taken when they change. */
  #letterbox(target: Size): LetterboxedPicture {
    const box = fitInto(this.size, target);
    const key = [target.width, target.height, ...Object.values(box)].join();
    if (this.#letterboxed?.key !== key) {
      this.#letterboxed = { key, data: new Uint8Array(target.width * target.height * RGB_BYTES), box };
    }
    return this.#letterboxed;
  }

  #buffer(use: string, width: number, height: number, bytes: number): Uint8Array<ArrayBuffer> {
    const length = width * height * bytes;
    const present = this.#buffers.get(use);
    if (present?.length === length) return present;
    const made = new Uint8Array(length);
    this.#buffers.set(use, made);
    return made;
  }
}
