/** The athlete that the page shows, as its components need them. */
import { useMemo } from 'react';
import { type AthletePoses, posesOf } from '../session/athlete-poses.ts';
import { attempt } from './attempt.ts';
import { athleteId } from './selectors.ts';
import { useClient, useSession } from './session-context.ts';

/** Their poses as they come: the same object as long as it is the same athlete. */
export function useAthletePoses(): AthletePoses {
  const client = useClient();
  const id = useSession(athleteId);
  return useMemo(() => posesOf(client, id), [client, id]);
}

/** Asks the server for something about them, and says whether it was done. Before there is an athlete, nothing is asked. */
export function useAboutAthlete(): (ask: (athleteId: string) => Promise<unknown>) => Promise<boolean> {
  const id = useSession(athleteId);
  return async (ask) => id !== undefined && (await attempt(ask(id)));
}
