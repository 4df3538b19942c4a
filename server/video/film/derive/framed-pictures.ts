import type { Frame } from 'node-av/lib';
import type { Size } from '../../../../shared/size.ts';
import { FilterChain } from './filter-chain.ts';

/** Puts smaller pictures, in yuv420p, into the middle of black ones. */
export class FramedPictures {
  readonly #size: Size;
  #chain: { readonly key: string; readonly filters: FilterChain } | undefined;

  /** @param size as they come out, px */
  constructor(size: Size) {
    this.#size = size;
  }

  /** @returns the frame, valid until the next; itself where it has the size already */
  *framed(frame: Frame): Generator<Frame> {
    const { width, height } = frame;
    if (width === this.#size.width && height === this.#size.height) yield frame;
    else yield* this.#filtersFor({ width, height }).through(frame);
  }

  close(): void {
    this.#chain?.filters.close();
    this.#chain = undefined;
  }

  #filtersFor({ width, height }: Size): FilterChain {
    const key = `${width}x${height}`;
    if (this.#chain?.key === key) return this.#chain.filters;
    this.close();
    const source = `video_size=${key}:pix_fmt=yuv420p:time_base=1/1000000:pixel_aspect=1/1`;
    // Negative places are the middle.
    const filters = new FilterChain('buffer', source, [
      ['pad', `${this.#size.width}:${this.#size.height}:-1:-1:black`],
    ]);
    this.#chain = { key, filters };
    return filters;
  }
}
