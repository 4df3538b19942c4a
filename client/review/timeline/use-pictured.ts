/** Small pictures and wave forms of the parts, as they come. */
import { useEffect, useState } from 'react';
import { z } from 'zod';
import type { FilmPart } from '../parts.ts';
import { fetchOf } from '../player/film-address.ts';
import type { FreshUrl } from '../player/keypoint-track.ts';
import type { Sheet, Wave } from './drawing.ts';

export interface Pictured {
  readonly sheets: readonly Sheet[];
  readonly waves: readonly Wave[];
}

const sheetSchema = z.object({
  everyMs: z.number().positive(),
  columns: z.int().positive(),
  count: z.int().positive(),
  width: z.int().positive(),
  height: z.int().positive(),
});
const waveSchema = z.object({ everyMs: z.number().positive(), peaks: z.array(z.number()) });

const NOTHING: Pictured = { sheets: [], waves: [] };

/** @param parts the same array from one rendering to the next while they are the same */
export function usePictured(parts: readonly FilmPart[], fresh: FreshUrl): Pictured {
  const [pictured, setPictured] = useState(NOTHING);
  useEffect(() => {
    let isOver = false;
    const add = <Kind extends keyof Pictured>(kind: Kind, item: Pictured[Kind][number]) => {
      if (!isOver) setPictured((now) => ({ ...now, [kind]: [...now[kind], item] }));
    };
    // The line is as good without what can't be had.
    const note = (error: unknown) => console.info('sideline:', error);
    for (const part of parts) {
      sheetOf(part, fresh).then((sheet) => sheet && add('sheets', sheet), note);
      waveOf(part, fresh).then((wave) => wave && add('waves', wave), note);
    }
    return () => {
      isOver = true;
      setPictured(NOTHING);
    };
  }, [parts, fresh]);
  return pictured;
}

async function sheetOf({ thumbnails, startMs, endMs }: FilmPart, fresh: FreshUrl): Promise<Sheet | undefined> {
  if (!thumbnails?.url) return undefined;
  const about = sheetSchema.parse(thumbnails.about);
  const { id, url } = thumbnails;
  const response = await fetchOf({ url, again: () => fresh(id) })(url);
  const address = URL.createObjectURL(await response.blob());
  try {
    const image = Object.assign(new Image(), { src: address });
    await image.decode();
    return { startMs, endMs, image, ...about };
  } finally {
    URL.revokeObjectURL(address);
  }
}

async function waveOf({ waveform, startMs }: FilmPart, fresh: FreshUrl): Promise<Wave | undefined> {
  if (!waveform?.url) return undefined;
  const { id, url } = waveform;
  const response = await fetchOf({ url, again: () => fresh(id) })(url);
  return { startMs, ...waveSchema.parse(await response.json()) };
}
