/** What coaches say about the athlete and the count. */
import { on, type Rows } from '../row.ts';

export const coachingRequests: Rows<'coaching' | 'athlete'> = {
  'coaching:correct': on('session', 'correct', ({ session }, { athleteId, correction }) =>
    session.correct(athleteId, correction),
  ),
  'athlete:pick': on('session', 'pick-athlete', ({ session, participant }, { athleteId, at }) =>
    session.pickAthlete(participant, athleteId, at),
  ),
};
