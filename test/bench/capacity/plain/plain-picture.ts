/** A decoded picture as the plain pipeline takes it: all of it to RGB at full size first, then smaller. */
import { AV_PIX_FMT_RGB24, SWS_BILINEAR } from 'node-av/constants';
import type { Picture } from '../../../../server/analysis/pose-estimator.ts';
import { processCpuMs } from '../../../../server/support/process-cpu.ts';
import type { DecodedPicture } from '../../../../server/video/decoded-picture.ts';
import { fitInto } from '../../../../server/video/letterbox.ts';
import { copyInto, PIXEL_BYTES, PictureScaler } from '../../../../server/video/picture-scaler.ts';
import type { Size } from '../../../../shared/size.ts';

export class PlainPicture implements Picture {
  readonly #scaler = new PictureScaler('rgb', SWS_BILINEAR);
  #size: Size = { width: 0, height: 0 };
  #rgb: Buffer = Buffer.alloc(0);
  /** CPU time of making pictures smaller, ms. */
  scaleCpuMs = 0;

  /** Converts the whole picture. @throws Error when FFmpeg can't */
  take(decoded: DecodedPicture): void {
    this.#size = decoded.size;
    const converted = decoded.letterboxed(decoded.size);
    if (!converted) throw new Error('FFmpeg can’t convert the picture');
    this.#rgb = Buffer.from(converted.data.buffer, converted.data.byteOffset, converted.data.byteLength);
  }

  get size(): Size {
    return this.#size;
  }

  letterboxed(target: Size) {
    const before = processCpuMs();
    const { width, height } = this.#size;
    const box = fitInto(this.#size, target);
    const source = { width, height, data: [this.#rgb], linesize: [width * PIXEL_BYTES.rgb], format: AV_PIX_FMT_RGB24 };
    const rows = this.#scaler.scale(source, box);
    const data = new Uint8Array(target.width * target.height * PIXEL_BYTES.rgb);
    if (rows) copyInto(data, target.width, box, rows);
    this.scaleCpuMs += processCpuMs() - before;
    return rows ? { data, box } : undefined;
  }

  /** Models that follow a person are not for a plain pipeline. */
  cropped(): undefined {
    return undefined;
  }
}
