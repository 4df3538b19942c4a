import type { ServerMs, SessionMs } from '../../../shared/time/moments.ts';
import { serverNow } from '../../clock.ts';

/** Ms since the session's start; never goes back, whatever happens to the wall clock. */
export class SessionClock {
  readonly startedAt: ServerMs;

  constructor(startedAt: ServerMs) {
    this.startedAt = startedAt;
  }

  now(): SessionMs {
    return this.at(serverNow());
  }

  at(moment: ServerMs): SessionMs {
    return Math.max(0, moment - this.startedAt);
  }
}
