import { Box } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import type { CoachingEvent, CorrectionRequest } from '../../shared/coaching/index.ts';
import { correctedCount, marksOf, type Rule, rulesOff, strictnessOf } from '../../shared/coaching/index.ts';
import { FeedbackList } from '../ui/feedback-list.tsx';
import { OnceOpened } from '../ui/once-opened.tsx';
import { showFailure } from '../ui/show-failure.ts';
import { People } from './people.tsx';
import { athleteState, definition } from './selectors.ts';
import { useClient, useMay, useSession } from './session-context.ts';
import classes from './side-panel.module.css';
import { useAboutAthlete } from './use-athlete.ts';

// Coaches alone need it.
const calibration = async () => (await import('./calibration.tsx')).Calibration;

interface Props {
  /** Our own camera, for the tile of ourselves. */
  ownTrack: MediaStreamTrack | undefined;
  token: string;
  /** What stands above all else, such as the latency panel. */
  children?: ReactNode;
}

/** People, the coach's corrections and the feedback, beside the picture or below it. */
export function SidePanel({ ownTrack, token, children }: Props) {
  const judged = useSession((session) => athleteState(session) !== undefined);
  const mayCorrect = useMay('correct');
  return (
    <aside className={classes.side} aria-label="Session">
      {children}
      <People ownTrack={ownTrack} token={token} />
      {mayCorrect && judged && <Corrections />}
      <Feedback />
    </aside>
  );
}

const NO_FEEDBACK: readonly CoachingEvent[] = [];
const NO_RULES: readonly Rule[] = [];
const NO_CORRECTIONS: Parameters<typeof marksOf>[0] = [];

const useCorrections = () => useSession((session) => athleteState(session)?.corrections ?? NO_CORRECTIONS);

function useCorrect(): (correction: CorrectionRequest) => void {
  const client = useClient();
  const aboutAthlete = useAboutAthlete();
  return (correction) =>
    void aboutAthlete((athleteId) => client.request('coaching:correct', { athleteId, correction }));
}

function Corrections() {
  const reps = useSession((session) => athleteState(session)?.reps ?? 0);
  const corrections = useCorrections();
  const counted = useSession((session) => definition(session)?.kind !== 'hold');
  const rules = useSession((session) => definition(session)?.rules ?? NO_RULES);
  const correct = useCorrect();
  return (
    <OnceOpened opened load={calibration} onFailed={showFailure}>
      {(Calibration) => (
        <Calibration
          count={counted ? (correctedCount(reps, corrections) ?? reps) : undefined}
          strictness={strictnessOf(corrections)}
          rules={rules}
          rulesOff={rulesOff(corrections)}
          onCorrect={correct}
        />
      )}
    </OnceOpened>
  );
}

function Feedback() {
  const feedback = useSession((session) => athleteState(session)?.feedback ?? NO_FEEDBACK);
  const corrections = useCorrections();
  const marks = useMemo(() => marksOf(corrections), [corrections]);
  const mayCorrect = useMay('correct');
  const correct = useCorrect();
  return (
    <section className={classes.feedback} aria-labelledby="feedback-title">
      <h2 id="feedback-title" className={classes.title}>
        <span>Feedback</span>
        <Attempts />
      </h2>
      <Box className={classes.scroll} tabIndex={0}>
        <FeedbackList
          feedback={feedback}
          order="newest-first"
          marks={marks}
          {...(mayCorrect && { onMark: (rep, good) => correct({ kind: 'mark', rep, good }) })}
        />
      </Box>
    </section>
  );
}

function Attempts() {
  const attempts = useSession((session) => athleteState(session)?.attempts ?? 0);
  if (attempts === 0) return null;
  return <span className={classes.attempts}>{`${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`}</span>;
}
