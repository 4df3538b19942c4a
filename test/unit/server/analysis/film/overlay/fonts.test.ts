import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { expect, it } from 'vitest';
import { chooseSansSerif } from '../../../../../../server/analysis/film/overlay/fonts.ts';

/** How wide a text is in a font, px: each font has its own. */
function widthIn(family: string): number {
  const context = createCanvas(10, 10).getContext('2d');
  context.font = `40px ${family}`;
  return context.measureText('On the way back · 0.73 s').width;
}

const installed = GlobalFonts.families.map(({ family }) => family);

it.runIf(installed.includes('DejaVu Sans') && installed.includes('DejaVu Serif'))(
  'writes without serifs, also where the machine lists another font first',
  async () => {
    await chooseSansSerif();
    const sans = installed.filter((family) => !/serif|math|mono/i.test(family)).map((family) => widthIn(`"${family}"`));
    for (const family of ['sans-serif', 'system-ui, sans-serif']) expect(sans).toContain(widthIn(family));
  },
);
