/** Which moment of a session a picture shows. */
import { OLDEST_FREEZE_MS } from '../../shared/contract/session.ts';

/** Time for a request to reach the server, ms. */
const ON_THE_WAY_MS = 1_000;

/** What is known of a picture, each in ms of the session; undefined where it is not known. */
export interface KnownMoments {
  /** Media time of the frame that was put on show last. */
  frame: number | undefined;
  /** Media time of the newest pose. */
  pose: number | undefined;
  now: number | undefined;
}

/**
 * The media time of what is on show, ms of the session, as well as it is known. A frame from so long ago that nobody else can show
 * it any more does not count: the picture has stalled, and what others see by now is what the moment is asked for.
 */
export function momentOnShow({ frame, pose, now }: KnownMoments): number | undefined {
  const oldest = now === undefined ? Number.NEGATIVE_INFINITY : now - OLDEST_FREEZE_MS + ON_THE_WAY_MS;
  return [frame, pose].find((at) => at !== undefined && at >= oldest) ?? now;
}
