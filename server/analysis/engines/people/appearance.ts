/** What somebody looks like: the colours of their clothes, which distinguish people who stand at the same place. */
import type { Point } from './pose-region.ts';

/** A colour as brightness and its two differences (ITU-R BT.601), each about 0..255 wide. */
export type Colour = readonly [brightness: number, blue: number, red: number];

/** Means over the shirt and over the shorts; there are no shorts where the hips are outside of the picture. */
export interface Appearance {
  readonly torso: Colour;
  readonly hips: Colour | undefined;
}

/** The line from the middle of the hips to the middle of the shoulders, in 0..1 of a square picture. */
export interface Trunk {
  readonly hips: Point;
  readonly shoulders: Point;
}

/** Parts of the trunk's line that are read: shirts end below the neck, shorts reach a little below the hips. */
const TORSO = { from: 0.3, to: 0.9 };
const HIPS = { from: -0.15, to: 0.1 };
/** How far to each side of the line, in lengths of it: within a body that is seen from the side, too. */
const HALF_WIDTH = 0.12;
const STEPS = 6;
/** Light and shadow change a colour's brightness, not so much its tone. */
const BRIGHTNESS_WEIGHT = 0.4;
const TORSO_WEIGHT = 0.65;

/**
 * @param pixels RGB, 3 bytes a px, `side` px square.
 * @param hipsAreInside They are in the picture that the pixels were read from.
 */
export function appearanceOf(pixels: Uint8Array, side: number, trunk: Trunk, hipsAreInside: boolean): Appearance {
  return {
    torso: meanColour(pixels, side, trunk, TORSO),
    hips: hipsAreInside ? meanColour(pixels, side, trunk, HIPS) : undefined,
  };
}

/**
 * How different two people look: 0 for the same, about 10 for a change of light, 40 and more for other clothes. By the shirt alone
 * where one of them shows no more.
 */
export function difference(a: Appearance, b: Appearance): number {
  const shirts = distance(a.torso, b.torso);
  if (!a.hips || !b.hips) return shirts;
  return TORSO_WEIGHT * shirts + (1 - TORSO_WEIGHT) * distance(a.hips, b.hips);
}

/** Somewhere between two looks of one person: `share` 0 is the first, 1 the second. */
export function blend(a: Appearance, b: Appearance, share: number): Appearance {
  const mixed = (from: Colour, to: Colour): Colour => [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
  return { torso: mixed(a.torso, b.torso), hips: a.hips && b.hips ? mixed(a.hips, b.hips) : (a.hips ?? b.hips) };
}

function distance(a: Colour, b: Colour): number {
  return Math.hypot((a[0] - b[0]) * BRIGHTNESS_WEIGHT, a[1] - b[1], a[2] - b[2]);
}

function meanColour(
  pixels: Uint8Array,
  side: number,
  { hips, shoulders }: Trunk,
  { from, to }: { from: number; to: number },
): Colour {
  const along = { x: shoulders.x - hips.x, y: shoulders.y - hips.y };
  let [red, green, blue] = [0, 0, 0];
  for (let row = 0; row < STEPS; row++) {
    const up = from + ((to - from) * row) / (STEPS - 1);
    for (let column = 0; column < STEPS; column++) {
      const aside = HALF_WIDTH * ((2 * column) / (STEPS - 1) - 1);
      const x = inside(hips.x + along.x * up - along.y * aside, side);
      const y = inside(hips.y + along.y * up + along.x * aside, side);
      const at = (y * side + x) * 3;
      red += pixels[at] ?? 0;
      green += pixels[at + 1] ?? 0;
      blue += pixels[at + 2] ?? 0;
    }
  }
  const brightness = (0.299 * red + 0.587 * green + 0.114 * blue) / STEPS ** 2;
  return [brightness, 0.564 * (blue / STEPS ** 2 - brightness), 0.713 * (red / STEPS ** 2 - brightness)];
}

const inside = (share: number, side: number) => Math.min(side - 1, Math.max(0, Math.floor(share * side)));
