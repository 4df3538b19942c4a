/** What can stand on the second side: a film, or whatever else shows a picture of each moment. */
import type { LessonSource } from '../../../shared/contract/lessons.ts';
import type { PoseAt } from '../../stage/pose-track.ts';
import type { Repetition } from '../marks.ts';
import type { Zone } from '../player/clock.ts';
import type { FilmFrame } from '../player/frame.ts';

interface ShownState {
  /** The playhead, ms of its own session. */
  readonly at: number;
  readonly shown: { readonly at: number; readonly frame: FilmFrame } | undefined;
}

interface ShownStore {
  getState(): ShownState;
  subscribe(listener: (now: ShownState, before: ShownState) => void): () => void;
}

/** A player, as far as it follows another one. */
export interface FollowingPlayer {
  readonly state: ShownStore;
  /** From the first frame to the last, ms of its own session. */
  readonly extent: Zone;
  /** @param how as a player's */
  seek(at: number, how: { passing: boolean | 'whole'; event?: boolean }): void;
  /** Goes on by frames, backwards where negative. */
  step(frames: number): void;
  /** Resolves when what was asked for is on show. */
  settled(): Promise<void>;
}

/** The body in its pictures. */
export interface ShownBody {
  /** Ms of the session; undefined where it is not known. */
  poseAt(at: number): PoseAt | undefined;
  /** Loads what is needed around a moment. */
  need(at: number): Promise<unknown>;
  /** Says that there is more of it. */
  readonly read: { subscribe(more: () => void): () => void };
}

export interface ComparedScreen {
  readonly player: FollowingPlayer;
  readonly track: ShownBody;
}

export interface OtherSide {
  readonly screen: ComparedScreen;
  /** What it is, so that a lesson can show it again. */
  readonly source: LessonSource;
  readonly repetitions: readonly Pick<Repetition, 'index' | 'side' | 'start' | 'end'>[];
  /** What its first repetition was made for: one of the first side; undefined for any. */
  readonly made?: Repetition;
}
