import type { AVPixelFormat } from 'node-av/constants';
import type { Frame, Stream } from 'node-av/lib';
import type { Size } from '../../../shared/size.ts';
import { DecodedPicture, type LetterboxedPicture } from '../decoded-picture.ts';
import { PIXEL_BYTES } from '../picture-scaler.ts';
import type { Region } from '../region.ts';
import { type Rotation, rotationOf } from './rotation.ts';

/**
 * A picture of a film as it is to be seen, upright and with square px. The stored one is not turned as a whole: what is
 * read from it is.
 */
export class UprightPicture {
  readonly #stored = new DecodedPicture();
  readonly #rotation: Rotation;
  readonly #stream: Stream;
  #turned: LetterboxedPicture | undefined;

  constructor(stream: Stream) {
    this.#stream = stream;
    this.#rotation = rotationOf(stream);
  }

  /** Holds `frame`'s picture from now on, in place of the one before, without copying it. */
  hold(frame: Frame): boolean {
    return this.#stored.hold(frame, squarePixelSize(frame, this.#stream));
  }

  /** As it is to be seen, px. */
  get size(): Size {
    return this.#isOnItsSide ? swapped(this.#stored.size) : this.#stored.size;
  }

  /** How the px of the stored picture are kept. */
  get format(): AVPixelFormat {
    return this.#stored.format;
  }

  /** Time that has been spent on reading from this picture, ms. */
  get readMs(): number {
    return this.#stored.readMs;
  }

  /** The whole picture, fitted into `target`, as `DecodedPicture` gives it. */
  letterboxed(target: Size): LetterboxedPicture | undefined {
    const stored = this.#stored.letterboxed(this.#isOnItsSide ? swapped(target) : target);
    if (!stored || this.#rotation === 0) return stored;
    const from = this.#isOnItsSide ? swapped(target) : target;
    if (this.#turned?.data.length !== stored.data.length) {
      this.#turned = { data: new Uint8Array(stored.data.length), box: stored.box };
    }
    const { data } = this.#turned;
    turnInto(data, stored.data, from, this.#rotation);
    this.#turned = { data, box: turnedBox(stored.box, from, this.#rotation) };
    return this.#turned;
  }

  /** A region of the picture, as `DecodedPicture` gives it. */
  cropped(region: Region, side: number): Uint8Array | undefined {
    const { x, y } = storedPlace({ x: region.centreX, y: region.centreY }, this.#stored.size, this.#rotation);
    const rotation = region.rotation - (this.#rotation * Math.PI) / 180;
    return this.#stored.cropped({ centreX: x, centreY: y, side: region.side, rotation }, side);
  }

  /** May be called twice. */
  close(): void {
    this.#stored.close();
  }

  get #isOnItsSide(): boolean {
    return this.#rotation === 90 || this.#rotation === 270;
  }
}

/** The size in which a stored picture shows things as wide as they are: some cameras store px that are not square. */
export function squarePixelSize({ width, height, sampleAspectRatio }: Frame, stream: Stream): Size {
  const own = sampleAspectRatio.num > 0 ? sampleAspectRatio : stream.sampleAspectRatio;
  if (own.num <= 0 || own.den <= 0 || own.num === own.den) return { width, height };
  const ratio = own.num / own.den;
  // What is much wider or narrower is a mistake in the file.
  if (ratio > 4 || ratio < 1 / 4) return { width, height };
  return { width: Math.max(1, Math.round(width * ratio)), height };
}

const swapped = ({ width, height }: Size): Size => ({ width: height, height: width });

/** Where a place of the upright picture is in the stored one, whose size is given, px. */
function storedPlace({ x, y }: { x: number; y: number }, { width, height }: Size, rotation: Rotation) {
  switch (rotation) {
    case 0:
      return { x, y };
    case 90:
      return { x: y, y: height - x };
    case 180:
      return { x: width - x, y: height - y };
    case 270:
      return { x: width - y, y: x };
  }
}

function turnedBox(box: LetterboxedPicture['box'], { width, height }: Size, rotation: Rotation) {
  const right = width - box.x - box.width;
  const below = height - box.y - box.height;
  switch (rotation) {
    case 0:
      return box;
    case 90:
      return { x: below, y: box.x, width: box.height, height: box.width };
    case 180:
      return { x: right, y: below, width: box.width, height: box.height };
    case 270:
      return { x: box.y, y: right, width: box.height, height: box.width };
  }
}

/** Turns RGB pixels of the size `from` clockwise. */
function turnInto(target: Uint8Array, source: Uint8Array, from: Size, rotation: Rotation): void {
  const { width, height } = from;
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to =
        rotation === 90
          ? x * height + (height - 1 - y)
          : rotation === 270
            ? (width - 1 - x) * height + y
            : (height - 1 - y) * width + (width - 1 - x);
      target[to * PIXEL_BYTES.rgb] = source[at] ?? 0;
      target[to * PIXEL_BYTES.rgb + 1] = source[at + 1] ?? 0;
      target[to * PIXEL_BYTES.rgb + 2] = source[at + 2] ?? 0;
      at += PIXEL_BYTES.rgb;
    }
  }
}
