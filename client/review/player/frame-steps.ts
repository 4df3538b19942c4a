/** From the frame on show to the one beside it, also from one part of a recording into the next. */
import { type FilmPart, partBeside } from '../parts.ts';
import type { Direction, FilmFrame, FrameReader } from './frame.ts';
import type { ShownFrame } from './player-state.ts';
import type { Readers } from './readers.ts';

interface From {
  readonly parts: readonly FilmPart[];
  readonly readers: Pick<Readers, 'of'>;
  readonly shown: ShownFrame | undefined;
  /** The playhead, ms of the session. */
  readonly at: number;
  readonly direction: Direction;
}

export interface FoundFrame {
  readonly part: FilmPart;
  readonly reader: FrameReader;
  readonly frame: FilmFrame | undefined;
}

/** @returns undefined where there is none any more. @throws what opening and reading throw */
export async function frameBeside({ parts, readers, shown, at, direction }: From): Promise<FoundFrame | undefined> {
  const part = parts.find(({ id }) => id === shown?.partId);
  if (shown && part) {
    const reader = await readers.of(part, 'whole');
    const from = shown.exact || !reader.exact ? shown.frame : await reader.at(shown.at - part.startMs);
    const frame = from && (await reader.beside(from.at, direction));
    if (frame) return { part, reader, frame };
  }
  const next = partBeside(parts, part ?? { startMs: at }, direction);
  return next && edgeOf(next, readers, direction);
}

/** The first (or last) frame of a part. */
async function edgeOf(part: FilmPart, readers: From['readers'], direction: Direction): Promise<FoundFrame> {
  const reader = await readers.of(part, 'whole');
  return { part, reader, frame: await reader.at(direction > 0 ? 0 : Math.max(0, part.endMs - part.startMs)) };
}
