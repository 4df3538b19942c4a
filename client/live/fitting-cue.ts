/** Which cue is shown and said: praise that what was just seen contradicts is not. */
import type { CoachingEvent, CoachingEventOf } from '../../shared/coaching/index.ts';
import type { SessionState } from '../../shared/contract/session.ts';

/** Praise does not follow a fault that is no longer ago than this, ms: it would be taken for the fault's. */
const AFTER_FAULT_MS = 2_500;

const isFault = (event: CoachingEvent): boolean =>
  event.type === 'fault' || event.type === 'attempt' || (event.type === 'repetition' && event.faults.length > 0);

/** The state's cue, unless it is praise and a fault came just before it, with it or since. */
export function fittingCue({
  cue,
  feedback,
}: Pick<SessionState, 'cue' | 'feedback'>): CoachingEventOf<'cue'> | undefined {
  if (cue?.type !== 'cue') return undefined;
  if (cue.kind !== 'praise') return cue;
  const contradicted = feedback.some((event) => isFault(event) && event.at > cue.at - AFTER_FAULT_MS);
  return contradicted ? undefined : cue;
}
