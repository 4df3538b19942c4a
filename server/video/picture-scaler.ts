import { AV_PIX_FMT_RGB24, AV_PIX_FMT_RGBA, type AVPixelFormat, SWS_AREA, type SwsFlags } from 'node-av/constants';
import { SoftwareScaleContext } from 'node-av/lib';
import type { Size } from '../../shared/size.ts';
import type { Letterbox } from './letterbox.ts';

/** Bytes of a px in the formats that pictures are scaled to. */
export const PIXEL_BYTES = { rgb: 3, rgba: 4 } as const;
export type PixelFormat = keyof typeof PIXEL_BYTES;

const FORMATS: Record<PixelFormat, AVPixelFormat> = { rgb: AV_PIX_FMT_RGB24, rgba: AV_PIX_FMT_RGBA };

/** FFmpeg's conversions write whole blocks of 16 px, also where a row ends within one. */
const BLOCK_PX = 16;
/** The longest vector that FFmpeg's assembly writes at once, in bytes (AVX-512). */
const VECTOR_BYTES = 64;

/** What is scaled: planes as FFmpeg describes them. */
export interface SourcePicture extends Size {
  readonly data: Buffer[] | null;
  /** Bytes from one row of each plane to the next. */
  readonly linesize: number[];
  readonly format: AVPixelFormat;
}

/** A picture in rows that have room behind them. */
export interface PixelRows extends Size {
  /** `stride * height` bytes, and one vector more behind the last row; valid until the next picture is scaled. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** Bytes from one row to the next. */
  readonly stride: number;
  readonly pixelBytes: number;
}

/**
 * Scales pictures into memory of ours, whose rows are long enough for all that native code writes: a buffer of exactly
 * width x height px is written past its end at about half of all widths, and the sender chooses the width.
 */
export class PictureScaler {
  readonly #format: PixelFormat;
  readonly #algorithm: SwsFlags;
  #context: { readonly scaler: SoftwareScaleContext; readonly key: string } | undefined;
  #rows: PixelRows | undefined;

  constructor(format: PixelFormat, algorithm: SwsFlags = SWS_AREA) {
    this.#format = format;
    this.#algorithm = algorithm;
  }

  /** @returns The picture in `target`'s size; `undefined` when FFmpeg can't convert it. */
  scale(source: SourcePicture, target: Size): PixelRows | undefined {
    if (!source.data) return undefined;
    const rows = this.#rowsFor(target);
    const buffer = Buffer.from(rows.data.buffer);
    const scaler = this.#contextFor(source, target);
    const height = scaler.scaleSync(source.data, source.linesize, 0, source.height, [buffer], [rows.stride]);
    return height >= 0 ? rows : undefined;
  }

  /** May be called twice. */
  close(): void {
    this.#context?.scaler.freeContext();
    this.#context = undefined;
  }

  #contextFor({ width, height, format }: SourcePicture, target: Size): SoftwareScaleContext {
    const key = [width, height, format, target.width, target.height].join();
    if (this.#context?.key === key) return this.#context.scaler;
    this.close();
    const scaler = new SoftwareScaleContext();
    scaler.getContext(width, height, format, target.width, target.height, FORMATS[this.#format], this.#algorithm);
    this.#context = { scaler, key };
    return scaler;
  }

  #rowsFor({ width, height }: Size): PixelRows {
    if (this.#rows?.width === width && this.#rows.height === height) return this.#rows;
    const pixelBytes = PIXEL_BYTES[this.#format];
    const stride = roundUp(roundUp(width, BLOCK_PX) * pixelBytes, VECTOR_BYTES);
    this.#rows = { width, height, stride, pixelBytes, data: new Uint8Array(stride * height + VECTOR_BYTES) };
    return this.#rows;
  }
}

/** Lays a picture into a larger one of `width` px and the same format, whose rows have no padding. */
export function copyInto(target: Uint8Array, width: number, place: Letterbox, rows: PixelRows): void {
  const { data, stride, pixelBytes } = rows;
  for (let row = 0; row < place.height; row++) {
    const from = row * stride;
    const to = ((place.y + row) * width + place.x) * pixelBytes;
    target.set(data.subarray(from, from + place.width * pixelBytes), to);
  }
}

const roundUp = (value: number, multiple: number) => Math.ceil(value / multiple) * multiple;
