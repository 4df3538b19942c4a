import type { DecodedFrame } from './film-reader.ts';

/** What of a film is on show: a frame, or that there is none of this moment here. */
export interface OnShow {
  /** Undefined while it is being decoded, and where there is none. */
  readonly frame: DecodedFrame | undefined;
  readonly missing: boolean;
  /** Where the playhead is, ms of the session: the same on all pages, whichever frames they have; undefined before it was known. */
  readonly at: number | undefined;
}

export const NOTHING_ON_SHOW: OnShow = { frame: undefined, missing: false, at: undefined };
