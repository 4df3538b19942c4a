/** The fonts of text that is drawn into pictures: those that the machine has. */

/** Families without serifs that are usual on one system or another; any of them will do. */
const SANS_SERIF = ['Inter', 'Segoe UI', 'Helvetica Neue', 'Helvetica', 'Arial', 'Roboto', 'Noto Sans', 'DejaVu Sans'];

/** Whether text can be drawn on this machine: a bare one has no fonts. */
export async function hasFonts(): Promise<boolean> {
  const { GlobalFonts } = await import('@napi-rs/canvas');
  return GlobalFonts.families.length > 0;
}

/** Lets `sans-serif` be such a font in this process; by itself it is whichever font the machine lists first. */
export async function chooseSansSerif(): Promise<void> {
  const { GlobalFonts } = await import('@napi-rs/canvas');
  const installed = new Set(GlobalFonts.families.map(({ family }) => family));
  const family = SANS_SERIF.find((name) => installed.has(name));
  if (family) GlobalFonts.setAlias(family, 'sans-serif');
}
