import { type ReactNode, useEffect, useState } from 'react';
import { correctedCount } from '../../shared/coaching/index.ts';
import type { SessionState } from '../../shared/contract/session.ts';
import { clockTime, sentence } from '../ui/words.ts';
import classes from './hud.module.css';

/** How long a cue stays, in ms: long enough to be read from the mat in mid-movement. */
const CUE_MS = 7_000;

interface Props {
  state: SessionState;
  /** For the athlete, who reads it from three metres; others want to see the athlete. */
  large: boolean;
  /** What else is told at the foot of the picture, above the cue. */
  children?: ReactNode;
}

/** The count, the phase and the cue over the picture. */
export function Hud({ state, large, children }: Props) {
  const { phase, visibility, view } = state;
  const cue = useFreshCue(state.cue);
  // Advice to step into the picture makes sense only while there is one.
  const filmed = state.participants.some(
    ({ role, producers }) =>
      role === 'athlete' && producers.some(({ source, paused }) => source === 'camera' && !paused),
  );
  const hidden = filmed && visibility?.type === 'visibility' && !visibility.visible ? visibility.advice : undefined;
  return (
    <>
      <div className={classes.count} data-large={large}>
        {state.definition.kind === 'hold' ? <Held hold={state.hold} /> : <Reps state={state} />}
        <span className={classes.phase} data-testid="phase">
          {phase ? sentence(phase) : ''}
        </span>
        <CoachCount state={state} />
      </div>
      {view?.type === 'view' && !view.useful && <div className={classes.view}>{view.advice}</div>}
      <div className={classes.foot}>
        {children}
        <div className={classes.cue} data-testid="cue" data-kind={hidden ? 'guide' : cue?.kind} aria-live="polite">
          {hidden ?? cue?.text ?? ''}
        </div>
      </div>
    </>
  );
}

function CoachCount({ state }: { state: SessionState }) {
  const corrected = correctedCount(state.reps, state.corrections);
  return corrected === undefined ? null : <span className={classes.coach}>Coach counts {corrected}</span>;
}

function Reps({ state: { reps } }: { state: SessionState }) {
  return (
    <>
      {/* A new key restarts the animation with each rep. */}
      <output key={reps} className={classes.number} data-testid="rep-count" aria-label={`${reps} reps`}>
        {reps}
      </output>
      <span className={classes.unit}>{reps === 1 ? 'rep' : 'reps'}</span>
    </>
  );
}

/** The time held so far; the tracker tells it every second. */
function Held({ hold }: { hold: SessionState['hold'] }) {
  const { held, state } = hold?.type === 'hold' ? hold : { held: 0, state: 'ended' };
  return (
    <>
      <output
        className={`${classes.number} ${classes.clock}`}
        data-testid="held"
        aria-label={`held for ${Math.floor(held / 1_000)} seconds`}
      >
        {clockTime(held)}
      </output>
      <span className={classes.unit}>{state === 'paused' ? 'paused' : 'held'}</span>
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
