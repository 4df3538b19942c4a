/** Whether text can be drawn on this machine: a bare one has no fonts. */
export async function hasFonts(): Promise<boolean> {
  const { GlobalFonts } = await import('@napi-rs/canvas');
  return GlobalFonts.families.length > 0;
}
