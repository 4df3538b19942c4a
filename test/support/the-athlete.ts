import type { AthleteState } from '../../shared/contract/athlete-state.ts';
import type { SessionState } from '../../shared/contract/session.ts';

/** The one athlete of a session by participant id, with what belongs to them. */
export function theAthlete({ athletes }: Pick<SessionState, 'athletes'>): AthleteState & { id: string } {
  const [only, ...more] = Object.entries(athletes);
  if (!only || more.length > 0) throw new Error('there is not one athlete');
  const [id, state] = only;
  return { ...state, id };
}
