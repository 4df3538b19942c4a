/** What coaches say about the athlete and the count. */
import { on, type Rows } from '../row.ts';

export const coachingRequests: Rows<'coaching' | 'athlete'> = {
  'coaching:correct': on('session', 'correct', ({ session }, request) => session.correct(request)),
  'athlete:pick': on('session', 'pick-athlete', ({ session, member }, { at }) => session.pickAthlete(member, at)),
};
