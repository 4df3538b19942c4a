import { useCallback, useEffect, useState } from 'react';
import type { Comment } from '../../../shared/contract/comments.ts';
import { SidelineError } from '../../../shared/contract/errors.ts';
import { reviewApi } from '../../review-api.ts';
import { type Loaded, useLoaded } from '../../ui/use-loaded.ts';

/** How often it is looked for what others said meanwhile, while the page is on show, ms. */
const LOOK_EVERY_MS = 10_000;

export interface CommentsOfSession {
  loaded: readonly [Loaded<Comment[]>, reload: () => void];
  /** The newest known; empty until they are loaded. */
  comments: readonly Comment[];
  /** Does something and then reads all anew. @throws what `change` throws */
  change(change: () => Promise<unknown>): Promise<void>;
}

/** The comments of a session, kept up to date with what others write. */
export function useComments(token: string, sessionId: string): CommentsOfSession {
  const load = useCallback(() => reviewApi.comments(token, sessionId), [token, sessionId]);
  const loaded = useLoaded(load);
  const [, reload] = loaded;
  const [newer, setNewer] = useState<{ load: typeof load; comments: Comment[] }>();
  const refresh = useCallback(async () => setNewer({ load, comments: await load() }), [load]);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState !== 'visible') return;
      refresh().catch((error: unknown) => {
        // Deleted, or withdrawn from who reads it: nothing of it stays on show.
        if (error instanceof SidelineError && error.code === 'not_found') reload();
        // What could not be read is read with the next look; what the user does says what is wrong.
        else console.info('sideline:', error);
      });
    };
    const timer = setInterval(look, LOOK_EVERY_MS);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [refresh, reload]);
  const first = loaded[0].state === 'loaded' ? loaded[0].value : [];
  return {
    loaded,
    comments: newer?.load === load ? newer.comments : first,
    change: async (change) => {
      await change();
      await refresh();
    },
  };
}
