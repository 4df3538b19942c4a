import { AVCOL_TRC_ARIB_STD_B67, AVCOL_TRC_SMPTE2084, type AVPixelFormat } from 'node-av/constants';
import { avGetPixFmtName, type Frame, type Stream } from 'node-av/lib';
import type { Size } from '../../../../shared/size.ts';
import { fitInto } from '../../letterbox.ts';
import { type Rotation, rotationOf } from '../rotation.ts';
import { squarePixelSize } from '../upright-picture.ts';
import { FilterChain, type FilterStep } from './filter-chain.ts';

const TURNS: Readonly<Record<Rotation, readonly FilterStep[]>> = {
  0: [],
  90: [['transpose', 'clock']],
  180: [['hflip'], ['vflip']],
  270: [['transpose', 'cclock']],
};

/** How films of high dynamic range note brightness, by FFmpeg's names for zscale: PQ and HLG (ITU-R BT.2100). */
const HIGH_RANGE: ReadonlyMap<number, string> = new Map([
  [AVCOL_TRC_SMPTE2084, 'smpte2084'],
  [AVCOL_TRC_ARIB_STD_B67, 'arib-std-b67'],
]);

/** Brings them to the range and the colours that all screens show (BT.709), by Hable's curve. White is 203 cd/m² (ITU-R BT.2408). */
const toneMapped = (transfer: string): FilterStep[] => [
  // Films that do not say all of it mean this.
  ['setparams', `color_primaries=bt2020:color_trc=${transfer}:colorspace=bt2020nc`],
  ['zscale', 'transfer=linear:npl=203'],
  ['format', 'gbrpf32le'],
  ['zscale', 'primaries=709'],
  ['tonemap', 'hable:desat=0'],
  ['zscale', 'transfer=709:matrix=709:range=tv'],
  ['format', 'yuv420p'],
];

/** A side that differs by no more than this is off by rounding alone, px. */
const ROUNDED_PX = 2;

const even = (side: number) => Math.max(2, 2 * Math.floor(side / 2));

/** Turns, scales and tone maps the stored frames of a film; their size may change in the middle. */
export class UprightFrames {
  readonly #stream: Stream;
  readonly #rotation: Rotation;
  readonly #size: Size;
  readonly #format: string;
  #chain: { readonly key: string; readonly filters: FilterChain } | undefined;

  /**
   * @param size As they come out, px; those of another shape are as large as fits into it.
   * @param format Of their px, by FFmpeg's name.
   */
  constructor(stream: Stream, size: Size, format: string) {
    this.#stream = stream;
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

  /** Even numbers of px, as H264 wants them. */
  #sizeOf(frame: Frame): Size {
    const { width, height } = squarePixelSize(frame, this.#stream);
    const isOnItsSide = this.#rotation === 90 || this.#rotation === 270;
    const box = fitInto(isOnItsSide ? { width: height, height: width } : { width, height }, this.#size);
    const isAlike = this.#size.width - box.width <= ROUNDED_PX && this.#size.height - box.height <= ROUNDED_PX;
    return isAlike ? this.#size : { width: even(box.width), height: even(box.height) };
  }

  #filtersFor(frame: Frame): FilterChain {
    const { width, height, format, colorTrc, sampleAspectRatio } = frame;
    const pixels = avGetPixFmtName(format as AVPixelFormat);
    const source = `video_size=${width}x${height}:pix_fmt=${pixels}:time_base=1/1000000:pixel_aspect=1/1`;
    const transfer = HIGH_RANGE.get(colorTrc);
    const { num, den } = sampleAspectRatio;
    const key = `${source} ${num}:${den} ${transfer ?? ''}`;
    if (this.#chain?.key === key) return this.#chain.filters;
    this.close();
    const range = this.#format.startsWith('yuv') && !transfer ? ':out_range=tv' : '';
    const size = this.#sizeOf(frame);
    const scaled: FilterStep = ['scale', `${size.width}:${size.height}:flags=area${range}`];
    const mapped = transfer ? toneMapped(transfer) : [];
    const steps = [...TURNS[this.#rotation], scaled, ...mapped, ['format', this.#format] as const];
    const filters = new FilterChain('buffer', source, steps);
    this.#chain = { key, filters };
    return filters;
  }
}
