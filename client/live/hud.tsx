import { useEffect, useState } from 'react';
import type { SessionState } from '../../shared/contract/session.ts';
import { sentence } from '../ui/words.ts';
import classes from './hud.module.css';

/** How long a cue stays, in ms: long enough to be read from the mat in mid-movement. */
const CUE_MS = 7_000;

/** The count, the phase and the cue over the picture, to be read from three metres. */
export function Hud({ state }: { state: SessionState }) {
  const { reps, phase, visibility } = state;
  const cue = useFreshCue(state.cue);
  const hidden = visibility?.type === 'visibility' && !visibility.visible ? visibility.advice : undefined;
  return (
    <>
      <div className={classes.count}>
        {/* A new key restarts the animation with each rep. */}
        <output key={reps} className={classes.reps} data-testid="rep-count" aria-label={`${reps} reps`}>
          {reps}
        </output>
        <span className={classes.below}>
          <span>{reps === 1 ? 'rep' : 'reps'}</span>
          <span className={classes.phase} data-testid="phase">
            {phase ? sentence(phase) : ''}
          </span>
        </span>
      </div>
      <div className={classes.cue} data-testid="cue" data-kind={hidden ? 'guide' : cue?.kind} aria-live="polite">
        {hidden ?? cue?.text ?? ''}
      </div>
    </>
  );
}

/** The cue on show, until it has stood long enough. */
function useFreshCue(cue: SessionState['cue']) {
  const [old, setOld] = useState<SessionState['cue']>();
  useEffect(() => {
    const timer = setTimeout(setOld, CUE_MS, cue);
    return () => clearTimeout(timer);
  }, [cue]);
  return cue?.type === 'cue' && cue !== old ? cue : undefined;
}
