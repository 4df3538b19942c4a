import { useCallback } from 'react';
import { ACTIVITIES, type Activity } from '../../shared/coaching/index.ts';
import { api } from '../api.ts';
import { type LoadedAgain, useLoaded } from '../ui/use-loaded.ts';

export interface KnownActivities {
  builtIn: readonly Activity[];
  own: readonly Activity[];
}

const BUILT_IN: KnownActivities = { builtIn: ACTIVITIES, own: [] };

/** All activities that a person can train; without a token those that everyone has. The second element loads again. */
export function useActivities(token: string | undefined): LoadedAgain<KnownActivities> {
  return useLoaded(
    useCallback(async (): Promise<KnownActivities> => (token ? await api.activities(token) : BUILT_IN), [token]),
  );
}
