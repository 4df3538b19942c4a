import { useCallback, useEffect, useState } from 'react';
import { topicOfSession } from '../../shared/contract/changes.ts';
import type { Lesson, Lessons } from '../../shared/contract/lessons.ts';
import { useChanges } from '../changes/use-changes.ts';
import { useIdentity } from '../identity.ts';
import { reviewApi } from '../review-api.ts';
import { type LoadedAgain, useLoaded } from '../ui/use-loaded.ts';
import { Takes } from './takes.ts';

export interface LessonsOfSession {
  loaded: LoadedAgain<Lessons>;
  /** The newest known; empty until they are loaded. */
  lessons: readonly Lesson[];
  /** Reads them anew. @throws what reading throws */
  refresh(): Promise<void>;
  /** Where they are recorded; undefined until it is there. */
  takes: Takes | undefined;
}

/** The lessons of a session, kept up to date with what others make, and the one that is recorded here. */
export function useLessons(token: string, sessionId: string): LessonsOfSession {
  const userId = useIdentity(({ identity }) => identity?.user.id);
  const loaded = useLoaded(useCallback(() => reviewApi.lessons(token, sessionId), [token, sessionId]));
  const [known, , refresh] = loaded;
  const [takes, setTakes] = useState<Takes>();
  useChanges(token, topicOfSession(sessionId), 'lessons', refresh);
  useEffect(() => {
    if (!userId) return;
    const opened = new Takes(userId, sessionId);
    // A browser that keeps nothing says so when one is to be recorded.
    opened.look().catch((error: unknown) => console.info('sideline:', error));
    setTakes(opened);
    return () => {
      setTakes(undefined);
      opened.close().catch((error: unknown) => console.info('sideline:', error));
    };
  }, [userId, sessionId]);
  return { loaded, lessons: known.state === 'loaded' ? known.value.lessons : [], refresh, takes };
}
