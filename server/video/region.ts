import type { Size } from '../../shared/size.ts';

/** A square of a picture, in px of it; may be turned, and may reach beyond its edges. */
export interface Region {
  readonly centreX: number;
  readonly centreY: number;
  readonly side: number;
  /** Radians by which it is turned clockwise, as seen. */
  readonly rotation: number;
}

/** A picture whose rows may have padding. */
export interface RgbaPicture extends Size {
  /** RGBA, one number a px, red in its lowest byte. */
  readonly pixels: Uint32Array;
  /** Numbers from one row to the next. */
  readonly stride: number;
}

/** Fractional bits of coordinates: a picture of 32,768 px fits into 32 bits with them. */
const BITS = 16;
const RED_AND_BLUE = 0xff00ff;
/** Half of what is cut off from both when a blend is divided by 256. */
const ROUND = 0x800080;

/**
 * Reads a region upright into a square of `side` px, bilinear; beyond the picture's edge the edge goes on. Red and blue of
 * a pixel are blended in one multiplication, each in its half of a 32-bit integer.
 *
 * @param target RGB, 3 bytes a px.
 */
export function readRegion(
  { pixels, width, height, stride }: RgbaPicture,
  region: Region,
  target: Uint8Array,
  side: number,
): void {
  const step = region.side / side;
  const one = 1 << BITS;
  const across = Math.round(Math.cos(region.rotation) * step * one);
  const down = Math.round(Math.sin(region.rotation) * step * one);
  // From the square's centre to the centre of its first px; px (0, 0) of the picture has its centre at (0.5, 0.5).
  const half = (side - 1) / 2;
  const firstX = Math.round((region.centreX - 0.5) * one - half * (across - down));
  const firstY = Math.round((region.centreY - 0.5) * one - half * (across + down));
  const lastX = (width - 1) << BITS;
  const lastY = (height - 1) << BITS;
  let at = 0;
  for (let row = 0; row < side; row++) {
    let sourceX = firstX - row * down;
    let sourceY = firstY + row * across;
    for (let column = 0; column < side; column++) {
      const x = sourceX < 0 ? 0 : sourceX > lastX ? lastX : sourceX;
      const y = sourceY < 0 ? 0 : sourceY > lastY ? lastY : sourceY;
      sourceX += across;
      sourceY += down;
      const above = (y >> BITS) * stride + (x >> BITS);
      const below = y < lastY ? above + stride : above;
      const next = x < lastX ? 1 : 0;
      const right = (x >> 8) & 0xff;
      const low = (y >> 8) & 0xff;
      const a = pixels[above] as number;
      const b = pixels[above + next] as number;
      const c = pixels[below] as number;
      const d = pixels[below + next] as number;
      const upper = (Math.imul(a & RED_AND_BLUE, 256 - right) + Math.imul(b & RED_AND_BLUE, right) + ROUND) >>> 8;
      const lower = (Math.imul(c & RED_AND_BLUE, 256 - right) + Math.imul(d & RED_AND_BLUE, right) + ROUND) >>> 8;
      const redBlue = (Math.imul(upper & RED_AND_BLUE, 256 - low) + Math.imul(lower & RED_AND_BLUE, low) + ROUND) >>> 8;
      const greenAbove = ((a >> 8) & 0xff) * (256 - right) + ((b >> 8) & 0xff) * right;
      const greenBelow = ((c >> 8) & 0xff) * (256 - right) + ((d >> 8) & 0xff) * right;
      target[at] = redBlue;
      target[at + 1] = (greenAbove * (256 - low) + greenBelow * low + 0x8000) >> 16;
      target[at + 2] = redBlue >> 16;
      at += 3;
    }
  }
}
