import { useEffect, useRef, useState } from 'react';
import { correctedCount } from '../../shared/coaching/index.ts';
import type { PosePacket } from '../../shared/contract/pose-packet.ts';
import type { FrameFit } from '../stage/frame-fit.ts';
import { clockTime, sentence } from '../ui/words.ts';
import { explainAnalysisObstacle } from './analysis-obstacle-words.ts';
import { type Corner, cornerFor } from './give-way.ts';
import classes from './hud.module.css';
import { athlete, athleteState, definition, isFilmed } from './selectors.ts';
import { useSession } from './session-context.ts';
import { useAthletePoses } from './use-athlete.ts';

interface Props {
  fit: FrameFit;
  /** For the athlete, who reads it from three metres; others want to see the athlete. */
  large: boolean;
}

/** The count and the phase over the picture, in the corner where they hide nothing of the athlete. */
export function Hud({ fit, large }: Props) {
  const count = useRef<HTMLDivElement>(null);
  const corner = useFreeCorner(count, fit);
  const known = useSession((session) => athleteState(session) !== undefined);
  const hold = useSession((session) => definition(session)?.kind === 'hold');
  const phase = useSession((session) => athleteState(session)?.phase);
  const advice = useSession((session) => {
    const view = athleteState(session)?.view;
    return view?.type === 'view' && !view.useful ? view.advice : undefined;
  });
  if (!known) return null;
  return (
    <>
      <div ref={count} className={classes.count} data-large={large} data-corner={corner} data-testid="count">
        {hold ? <Held /> : <Reps />}
        <span className={classes.phase} data-testid="phase">
          {phase ? sentence(phase) : ''}
        </span>
        <CoachCount />
        <Uncounted />
      </div>
      {advice && (
        <div className={classes.view} data-corner={corner === 'left' ? 'right' : 'left'}>
          {advice}
        </div>
      )}
    </>
  );
}

/** Why nothing is counted, for those who can do something about it. */
function Uncounted() {
  const reason = useSession((session) =>
    isFilmed(athlete(session)) && session.seat?.role !== 'spectator'
      ? athleteState(session)?.analysisObstacle?.reason
      : undefined,
  );
  const own = useSession(({ seat }) => seat?.role === 'athlete');
  const { title, advice } = reason ? explainAnalysisObstacle(reason, own) : {};
  return (
    <span role="status" className={classes.uncounted} data-testid="uncounted" hidden={!reason}>
      <strong>{title}</strong>
      <span>{advice}</span>
    </span>
  );
}

function CoachCount() {
  const corrected = useSession((session) => {
    const athlete = athleteState(session);
    return athlete && correctedCount(athlete.reps, athlete.corrections);
  });
  return corrected === undefined ? null : <span className={classes.coach}>{`Coach counts ${corrected}`}</span>;
}

function Reps() {
  const reps = useSession((session) => athleteState(session)?.reps ?? 0);
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

/** The time held so far; it comes every second. */
function Held() {
  const hold = useSession((session) => athleteState(session)?.hold);
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

/** The corner in which an element hides nothing of the athlete, as the poses come. */
function useFreeCorner(element: { current: HTMLElement | null }, fit: FrameFit): Corner {
  const poses = useAthletePoses();
  const [corner, setCorner] = useState<Corner>('left');
  useEffect(() => {
    const onPose = ({ keypoints }: PosePacket) => {
      const around = element.current?.offsetParent;
      if (!element.current || !around) return;
      const { offsetWidth: width, offsetHeight: height, offsetTop: margin } = element.current;
      const box = { width: around.clientWidth, height: around.clientHeight };
      setCorner((now) => cornerFor(now, keypoints, fit, { size: { width, height }, box, margin }));
    };
    poses.on('pose', onPose);
    return () => {
      poses.off('pose', onPose);
    };
  }, [poses, element, fit]);
  return corner;
}
