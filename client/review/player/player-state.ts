/** What a player is at, as those who show it see it. */
import type { FilmPart } from '../parts.ts';
import type { AtEnd, Zone } from './clock.ts';
import type { Direction, FilmFrame } from './frame.ts';
import type { FreshUrl } from './keypoint-track.ts';
import type { SoundPart } from './sound.ts';

/** The frame on show. */
export interface ShownFrame {
  readonly partId: string;
  /** Media time, ms of the session. */
  readonly at: number;
  readonly frame: FilmFrame;
  /** Whether it is surely this very frame of the original: not so while scrubbing, and without WebCodecs. */
  readonly exact: boolean;
}

export interface PlayerState {
  /** The playhead, ms of the session. */
  readonly at: number;
  /** Undefined in a gap, and until the first frame is there. */
  readonly shown: ShownFrame | undefined;
  readonly playing: boolean;
  /** It would go on, but the film is not read yet. */
  readonly waiting: boolean;
  /** Film time by real time. */
  readonly rate: number;
  readonly direction: Direction;
  readonly atEnd: AtEnd;
  /** From the first frame to the last, ms of the session. A recording that grows has more later. */
  readonly extent: Zone;
  /** What is played, ms of the session. */
  readonly zone: Zone;
  /** 0..1. */
  readonly volume: number;
  /** What keeps the film at the playhead from being shown. */
  readonly trouble: unknown;
  /** Whether the browser steps by exact frames. */
  readonly steps: 'exact' | 'about';
}

export const RATES = { slowest: 0.05, fastest: 2 } as const;

/** How fast the playhead moves now: film time by real time, negative backwards; 0 while it stands still or waits for the film. */
export const rateNow = ({ playing, waiting, rate, direction }: PlayerState): number =>
  playing && !waiting ? rate * direction : 0;

export interface PlayerOptions {
  /** Those with a picture are shown. */
  parts: readonly FilmPart[];
  /** What sounds; those of one lane never together. */
  sounds: readonly (readonly SoundPart[])[];
  fresh: FreshUrl;
  /** Ms of the session. */
  startAt?: number | undefined;
}
