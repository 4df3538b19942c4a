/** Which sessions a coach is offered to show. */
import type { SessionListItem } from '../../../shared/contract/rest.ts';
import type { SessionState } from '../../../shared/contract/session.ts';

/** Each session once: the athlete's own, then the others. */
export function ownFirst<Item extends Pick<SessionListItem, 'id'>>(own: readonly Item[], all: readonly Item[]): Item[] {
  return [...own, ...all.filter(({ id }) => !own.some((each) => each.id === id))];
}

/** Whether anything of a session that goes on may have been recorded up to now. */
export const wasRecorded = ({ state, since }: Pick<SessionState['recording'], 'state' | 'since'>): boolean =>
  state !== 'off' || since > 0;
