import { useEffect } from 'react';
import type { ChangeKind, ChangeTopic } from '../../shared/contract/changes.ts';
import { followChanges } from './follow.ts';
import { spaced } from './spaced.ts';

/** At least so long between two looks, ms. */
const PAUSE_MS = 1_000;

/**
 * Reads anew when something of this kind changes, and when changes may have been missed: after the connection was lost, and when the
 * page comes into view. So a page never depends on being sent a change.
 * @param refresh memoise it; the page goes on without what it throws, which the next look or action shows
 */
export function useChanges(token: string, topic: ChangeTopic, kind: ChangeKind, refresh: () => Promise<void>): void {
  useEffect(() => {
    const look = spaced(() => refresh().catch((error: unknown) => console.info('sideline:', error)), PAUSE_MS);
    const end = followChanges(token, topic, (changed) => {
      if (changed === kind || changed === 'everything') look.ask();
    });
    return () => {
      end();
      look.cancel();
    };
  }, [token, topic, kind, refresh]);
}
