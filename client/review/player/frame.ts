/** A frame of a film that can be drawn, and what reads such frames. */
import type { Size } from '../../../shared/size.ts';

export interface FilmFrame extends Size {
  /** When it begins to be on show, ms of the film. */
  readonly at: number;
  /** Upright. Good until the reader is closed or is far from it; the one that `keep` was called for stays. */
  readonly image: CanvasImageSource;
}

/** 1 is later, -1 earlier. */
export type Direction = 1 | -1;

/** Reads one film. Every method but `close` throws what reading or decoding throws. */
export interface FrameReader {
  /** Whether its frames are exactly those of the film: not so where the browser seeks by itself. */
  readonly exact: boolean;
  /** The frame on show at a time, ms of the film: the first one before it begins, the last one after its end. */
  at(
    ms: number,
    options?: { /** Another place is about to be asked for. */ passing?: boolean },
  ): Promise<FilmFrame | undefined>;
  /** The frame that comes right after (or before) the one that begins at `at`; undefined at the film's end (or beginning). */
  beside(at: number, direction: Direction): Promise<FilmFrame | undefined>;
  /** Reads ahead from a time on, until `rest`. @param rate film time by real time */
  run(fromMs: number, rate: number): void;
  /** While it reads ahead: the newest frame that is due at a time; undefined while it is not decoded yet. Throws what reading ahead threw. */
  due(ms: number): FilmFrame | undefined;
  /** Whether what is due at a time has been read. */
  hasRead(ms: number): boolean;
  /** Reads no further. */
  rest(): void;
  /** The frame is on show and must stay good. */
  keep(frame: FilmFrame | undefined): void;
  /** May be called twice. */
  close(): void;
}
