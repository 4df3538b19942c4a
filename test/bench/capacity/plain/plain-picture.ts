/** A decoded picture as the plain pipeline takes it: all of it to RGB at full size first, then smaller. */
import { AV_PIX_FMT_RGB24, SWS_BILINEAR } from 'node-av/constants';
import { SoftwareScaleContext } from 'node-av/lib';
import type { Picture, Size } from '../../../../server/analysis/pose-estimator.ts';
import { processCpuMs } from '../../../../server/support/process-cpu.ts';
import type { DecodedPicture } from '../../../../server/video/decoded-picture.ts';
import { fitInto } from '../../../../server/video/letterbox.ts';

const RGB_BYTES = 3;

export class PlainPicture implements Picture {
  readonly #scaler = new SoftwareScaleContext();
  #scales = '';
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
    const scales = [width, height, box.width, box.height].join();
    if (scales !== this.#scales) {
      this.#scales = scales;
      this.#scaler.getContext(width, height, AV_PIX_FMT_RGB24, box.width, box.height, AV_PIX_FMT_RGB24, SWS_BILINEAR);
    }
    const data = Buffer.alloc(target.width * target.height * RGB_BYTES);
    const stride = target.width * RGB_BYTES;
    const place = data.subarray(box.y * stride + box.x * RGB_BYTES);
    const done = this.#scaler.scaleSync([this.#rgb], [width * RGB_BYTES], 0, height, [place], [stride]);
    this.scaleCpuMs += processCpuMs() - before;
    return done >= 0 ? { data, box } : undefined;
  }

  /** Models that follow a person are not for a plain pipeline. */
  cropped(): undefined {
    return undefined;
  }
}
