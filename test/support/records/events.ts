/** Builders of what happens in a session. */
import type { CoachingEvent, CoachingEventOf } from '../../../shared/coaching/index.ts';
import type { SessionEvent } from '../../../shared/contract/session.ts';

/** Whoever squats, unless given otherwise. */
export const ATHLETE_ID = '00000000-0000-4000-8000-0000000000ad';

/** A good squat of two seconds, unless given otherwise. */
export function aRepetition(changes: Partial<CoachingEventOf<'repetition'>> = {}): CoachingEventOf<'repetition'> {
  const index = changes.index ?? 1;
  const end = index * 3_000;
  return {
    type: 'repetition',
    at: end,
    index,
    start: end - 2_000,
    turn: end - 1_000,
    end,
    phases: { descent: 1_000, ascent: 1_000 },
    range: { measure: 'knee', min: 85, max: 172, span: 87 },
    reach: 1,
    peaks: { knee: 85 },
    faults: [],
    score: 100,
    ...changes,
  };
}

export const coachingEvent = (
  seq: number,
  event: CoachingEvent,
  at = event.at,
  athleteId = ATHLETE_ID,
): SessionEvent => ({
  seq,
  at,
  change: { type: 'coaching', athleteId, event },
});

export const athleteJoined = (seq: number, id: string, name: string): SessionEvent => ({
  seq,
  at: 0,
  change: { type: 'participant-joined', participant: { id, name, role: 'athlete', connected: true, producers: [] } },
});
