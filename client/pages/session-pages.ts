import { SESSIONS_A_PAGE, type SessionListItem } from '../../shared/contract/rest.ts';

/**
 * The list when its first page was read anew.
 * @param shown what was in the list before; of it stays what is older than that page
 */
export function aboveOlder(newest: readonly SessionListItem[], shown: readonly SessionListItem[]): SessionListItem[] {
  const last = newest.at(-1);
  // A page that is not full is all there is.
  if (!last || newest.length < SESSIONS_A_PAGE) return [...newest];
  return [...newest, ...shown.filter(({ createdAt }) => createdAt < last.createdAt)];
}
