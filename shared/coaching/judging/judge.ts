/** What the three kinds of activity have in common: a judge of the moving body. */
import type { Body } from '../body/body.ts';
import type { CoachingEvent, Strictness } from '../events.ts';

export interface Judge {
  strictness: Strictness;
  readonly phase: string;
  /** How far the movement under way has gone, 0..1. */
  readonly progress: number;
  readonly heldMs: number;
  /** Nothing is under way: the moment to judge the body as it stands. */
  readonly atRest: boolean;
  /** Goes on after what another judge found of the same person; nothing was judged yet. */
  resume(earlier: readonly CoachingEvent[]): void;
  /** Looks at the body of this frame (its measures have been read) and adds what it finds to `events`. */
  judge(body: Body, events: CoachingEvent[]): void;
  /** There was no body to judge. */
  unseen(at: number, events: CoachingEvent[]): void;
  finish(at: number, events: CoachingEvent[]): void;
}
