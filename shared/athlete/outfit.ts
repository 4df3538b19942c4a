/** Colours of skin, hair and clothes of a drawn person. */

/** One material, from its lit to its dark side. */
export type Shades = readonly [light: string, middle: string, dark: string];

export interface Outfit {
  readonly skin: Shades;
  readonly hair: Shades;
  readonly shirt: Shades;
  readonly shorts: Shades;
  readonly shoe: Shades;
}

const TEAL: Outfit = {
  skin: ['#f0c3a0', '#d9a07a', '#a8714f'],
  hair: ['#5b4030', '#3d2a1e', '#241710'],
  shirt: ['#3fb6a8', '#1f8a80', '#125a56'],
  shorts: ['#4a5470', '#2f3850', '#1c2233'],
  shoe: ['#f4f4f2', '#d2d4d6', '#9a9da3'],
};

/** By the colour of the shirt. */
export const OUTFITS = {
  teal: TEAL,
  red: { ...TEAL, shirt: ['#e2705c', '#c2412f', '#7f271b'], shorts: ['#8b8d92', '#66686d', '#404247'] },
  black: {
    ...TEAL,
    skin: ['#a97553', '#845536', '#553421'],
    shirt: ['#4a4a4d', '#2b2b2e', '#161618'],
    shorts: ['#4a4a4d', '#2b2b2e', '#161618'],
  },
  white: { ...TEAL, shirt: ['#ffffff', '#e4e6e8', '#a9adb2'], shorts: ['#4d6fc0', '#2f4f9c', '#1b3168'] },
} as const satisfies Record<string, Outfit>;

export type OutfitName = keyof typeof OUTFITS;
