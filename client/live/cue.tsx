import { useEffect, useState } from 'react';
import type { AthleteState } from '../../shared/contract/athlete-state.ts';
import classes from './cue.module.css';
import { fittingCueOf } from './fitting-cue.ts';
import { athlete, athleteState, isFilmed } from './selectors.ts';
import { useClient, useSession } from './session-context.ts';

/** How long a cue stays, in ms: long enough to be read from the mat in mid-movement. */
const CUE_MS = 7_000;

/** What to do better, below the picture: on it, it would hide the feet that it speaks of. */
export function Cue() {
  const cue = useFreshCue();
  const hidden = useSession((session) => {
    const visibility = athleteState(session)?.visibility;
    // Advice to step into the picture makes sense only while there is one.
    if (!isFilmed(athlete(session)) || visibility?.type !== 'visibility' || visibility.visible) return undefined;
    return visibility.advice;
  });
  return (
    <div className={classes.cue} data-testid="cue" data-kind={hidden ? 'guide' : cue?.kind} aria-live="polite">
      {hidden ?? cue?.text ?? ''}
    </div>
  );
}

/** The cue on show, until it has stood long enough; who joins later does not see an old one. */
function useFreshCue() {
  const client = useClient();
  const cue = useSession(fittingCueOf);
  const [old, setOld] = useState<AthleteState['cue']>();
  useEffect(() => {
    const age = cue && (client.sessionTime(performance.now()) ?? cue.at) - cue.at;
    const timer = setTimeout(setOld, CUE_MS - Math.max(0, age ?? 0), cue);
    return () => clearTimeout(timer);
  }, [client, cue]);
  return cue === old ? undefined : cue;
}
