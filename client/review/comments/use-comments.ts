import { useCallback, useEffect } from 'react';
import { topicOfSession } from '../../../shared/contract/changes.ts';
import type { Comment } from '../../../shared/contract/comments.ts';
import { useChanges } from '../../changes/use-changes.ts';
import { reviewApi } from '../../review-api.ts';
import { type Loaded, useLoaded } from '../../ui/use-loaded.ts';

/** How often it is looked all the same for what others said, while the page is on show, ms: not every network lets changes through. */
const LOOK_EVERY_MS = 60_000;

export interface CommentsOfSession {
  loaded: readonly [Loaded<Comment[]>, reload: () => void, ...unknown[]];
  /** The newest known; empty until they are loaded. */
  comments: readonly Comment[];
  /** Does something and then reads all anew. @throws what `change` throws */
  change(change: () => Promise<unknown>): Promise<void>;
}

/** The comments of a session, kept up to date with what others write. */
export function useComments(token: string, sessionId: string): CommentsOfSession {
  const loaded = useLoaded(useCallback(() => reviewApi.comments(token, sessionId), [token, sessionId]));
  const [known, , refresh] = loaded;
  useChanges(token, topicOfSession(sessionId), 'comments', refresh);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState !== 'visible') return;
      // What could not be read is read with the next look; what the user does says what is wrong.
      refresh().catch((error: unknown) => console.info('sideline:', error));
    };
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [refresh]);
  return {
    loaded,
    comments: known.state === 'loaded' ? known.value : [],
    change: async (change) => {
      await change();
      await refresh();
    },
  };
}
