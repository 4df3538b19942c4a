import { serverNow } from '../../clock.ts';

/** Milliseconds since the session's start; never goes back, whatever happens to the wall clock. */
export class SessionClock {
  readonly startedAt: number;

  /** @param startedAt wall clock of the start, ms since the epoch */
  constructor(startedAt: number) {
    this.startedAt = startedAt;
  }

  now(): number {
    return this.at(serverNow());
  }

  /** @param epochMs a moment of `performance`'s clock, ms since the epoch */
  at(epochMs: number): number {
    return Math.max(0, epochMs - this.startedAt);
  }
}
