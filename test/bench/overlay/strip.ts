/** A number as a strip of black and white bars: a picture that says which it is, after any video codec and on any screen. */

/** Bits in a strip; numbers wrap around beyond. */
export const STRIP_BITS = 20;
/** Height of a strip as a share of the frame's. */
export const STRIP_SHARE = 0.05;

export interface Rectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

type Painter = Pick<CanvasRenderingContext2D, 'fillStyle' | 'fillRect'>;

export function paintStrip(context: Painter, number: number, { left, top, width, height }: Rectangle): void {
  for (let bit = 0; bit < STRIP_BITS; bit += 1) {
    context.fillStyle = (number >> bit) & 1 ? '#fff' : '#000';
    context.fillRect(left + (bit * width) / STRIP_BITS, top, width / STRIP_BITS, height);
  }
}

/** The number of the strip in this part of a picture, whose pixels are four bytes each, row by row. */
export function readStrip(
  pixels: ArrayLike<number>,
  pictureWidth: number,
  { left, top, width, height }: Rectangle,
): number {
  const row = Math.round(top + height / 2);
  let number = 0;
  for (let bit = 0; bit < STRIP_BITS; bit += 1) {
    const column = Math.round(left + ((bit + 0.5) * width) / STRIP_BITS);
    if ((pixels[4 * (row * pictureWidth + column)] ?? 0) > 127) number |= 1 << bit;
  }
  return number;
}
