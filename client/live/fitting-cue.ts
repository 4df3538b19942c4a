/** Which cue is shown and said: praise that what was just seen contradicts is not. */
import type { CoachingEvent, CoachingEventOf } from '../../shared/coaching/index.ts';
import type { AthleteState } from '../../shared/contract/athlete-state.ts';
import { athleteState } from './selectors.ts';
import type { LiveSession } from './session-store.ts';

/** Praise does not follow a fault that is no longer ago than this, ms: it would be taken for the fault's. */
const AFTER_FAULT_MS = 2_500;

const isFault = (event: CoachingEvent): boolean =>
  event.type === 'fault' || event.type === 'attempt' || (event.type === 'repetition' && event.faults.length > 0);

/** The athlete's cue, unless it is praise and a fault came just before it, with it or since. */
export function fittingCue({
  cue,
  feedback,
}: Pick<AthleteState, 'cue' | 'feedback'>): CoachingEventOf<'cue'> | undefined {
  if (cue?.type !== 'cue') return undefined;
  if (cue.kind !== 'praise') return cue;
  const contradicted = feedback.some((event) => isFault(event) && event.at > cue.at - AFTER_FAULT_MS);
  return contradicted ? undefined : cue;
}

/** That of the athlete on the page. */
export function fittingCueOf(session: LiveSession): CoachingEventOf<'cue'> | undefined {
  const athlete = athleteState(session);
  return athlete && fittingCue(athlete);
}
