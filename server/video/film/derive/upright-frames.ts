import type { AVPixelFormat } from 'node-av/constants';
import { avGetPixFmtName, type Frame, type Stream } from 'node-av/lib';
import type { Size } from '../../../../shared/size.ts';
import { type Rotation, rotationOf } from '../rotation.ts';
import { FilterChain, type FilterStep } from './filter-chain.ts';

const TURNS: Readonly<Record<Rotation, readonly FilterStep[]>> = {
  0: [],
  90: [['transpose', 'clock']],
  180: [['hflip'], ['vflip']],
  270: [['transpose', 'cclock']],
};

/** Turns and scales the stored frames of a film; their size may change in the middle. */
export class UprightFrames {
  readonly #rotation: Rotation;
  readonly #size: Size;
  readonly #format: string;
  #chain: { readonly key: string; readonly filters: FilterChain } | undefined;

  /**
   * @param size As they come out, px.
   * @param format Of their px, by FFmpeg's name.
   */
  constructor(stream: Stream, size: Size, format: string) {
    this.#rotation = rotationOf(stream);
    this.#size = size;
    this.#format = format;
  }

  /** @returns the frame, valid until the next */
  *turned(frame: Frame): Generator<Frame> {
    yield* this.#filtersFor(frame).through(frame);
  }

  close(): void {
    this.#chain?.filters.close();
    this.#chain = undefined;
  }

  #filtersFor({ width, height, format }: Frame): FilterChain {
    const pixels = avGetPixFmtName(format as AVPixelFormat);
    const key = `video_size=${width}x${height}:pix_fmt=${pixels}:time_base=1/1000000:pixel_aspect=1/1`;
    if (this.#chain?.key === key) return this.#chain.filters;
    this.close();
    const range = this.#format.startsWith('yuv') ? ':out_range=tv' : '';
    const scaled: FilterStep = ['scale', `${this.#size.width}:${this.#size.height}:flags=area${range}`];
    const filters = new FilterChain('buffer', key, [...TURNS[this.#rotation], scaled, ['format', this.#format]]);
    this.#chain = { key, filters };
    return filters;
  }
}
