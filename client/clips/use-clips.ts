import { useCallback, useEffect } from 'react';
import { topicOfSession } from '../../shared/contract/changes.ts';
import type { Clip } from '../../shared/contract/clips.ts';
import { useChanges } from '../changes/use-changes.ts';
import { reviewApi } from '../review-api.ts';
import { type Loaded, useLoaded } from '../ui/use-loaded.ts';

/** How often it is asked how far clips are while some are made, ms. */
const ASK_EVERY_MS = 1_500;

export interface ClipsOfSession {
  loaded: readonly [Loaded<Clip[]>, reload: () => void, ...unknown[]];
  /** The newest known; empty until they are loaded. */
  clips: readonly Clip[];
  /** Reads them anew. @throws what reading throws */
  refresh(): Promise<void>;
}

/** The clips of a session, kept up to date with what others make, and how far those are that are being made. */
export function useClips(token: string, sessionId: string): ClipsOfSession {
  const loaded = useLoaded(useCallback(() => reviewApi.clips(token, sessionId), [token, sessionId]));
  const [known, , refresh] = loaded;
  useChanges(token, topicOfSession(sessionId), 'clips', refresh);
  const clips = known.state === 'loaded' ? known.value : [];
  const isMaking = clips.some(({ state }) => state === 'waiting');
  useEffect(() => {
    if (!isMaking) return;
    // What could not be read is read with the next question.
    const ask = () => refresh().catch((error: unknown) => console.info('sideline:', error));
    const timer = setInterval(() => void ask(), ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isMaking, refresh]);
  return { loaded, clips, refresh };
}
