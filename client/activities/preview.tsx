import { Box, Loader, SegmentedControl, Text, Title } from '@mantine/core';
import { memo, useMemo, useState } from 'react';
import type { Activity, Language } from '../../shared/coaching/index.ts';
import { FeedbackList } from '../ui/feedback-list.tsx';
import { sentence } from '../ui/words.ts';
import { Player } from './player.tsx';
import classes from './preview.module.css';
import { isMove, type Performance, perform, type Recording } from './recording.ts';
import { SourcePicker } from './source-picker.tsx';
import type { Trial } from './trial.ts';
import { useTrial } from './use-trial.ts';

const CAMERAS = { front: 'front', 'three-quarter': 'front-left', side: 'left', back: 'back' } as const;

/** What somebody would do who shows this activity well. */
function showing(activity: Activity): Performance {
  const { figure, views, kind } = activity;
  const [best = 'front'] = views;
  return { move: isMove(figure) ? figure : 'squat', view: CAMERAS[best], tempo: kind === 'hold' ? 8 : 3, faults: [] };
}

interface Props {
  /** The last definition in which nothing was wrong. */
  activity: Activity;
  /** Whether what stands in the editor is newer than that and has problems. */
  outdated: boolean;
}

/** What a definition makes of a recorded movement, at once. */
export function Preview({ activity, outdated }: Props) {
  const [performance, setPerformance] = useState(() => showing(activity));
  const [file, setFile] = useState<Recording>();
  const [language, setLanguage] = useState<Language>('en');
  const performed = useMemo(() => perform(performance), [performance]);
  const result = useTrial(activity, file ?? performed, language);
  return (
    <section className={classes.preview} aria-labelledby="preview-title">
      <header className={classes.header}>
        <Title order={2} size="h4" id="preview-title">
          Preview
        </Title>
        <SegmentedControl
          size="xs"
          aria-label="Language of the cues"
          value={language}
          onChange={(value) => setLanguage(value as Language)}
          data={[
            { value: 'en', label: 'English' },
            { value: 'de', label: 'Deutsch' },
          ]}
        />
      </header>
      <SourcePicker performance={performance} onPerformance={setPerformance} onFile={setFile} />
      {outdated && (
        <Text size="sm" c="var(--warn)" role="status">
          The definition has problems; this is what its last whole version makes of it.
        </Text>
      )}
      {!result && <Loader size="sm" aria-label="Trying the definition" />}
      {result && (
        <>
          <Player key={result.recording.name} result={result} />
          <Outcome trial={result.trial} />
        </>
      )}
    </section>
  );
}

const Outcome = memo(function Outcome({ trial }: { trial: Trial }) {
  const { summary, events } = trial;
  const figures = summary.hold
    ? [
        [`${(summary.hold.totalMs / 1_000).toFixed(1)} s`, 'held'],
        [String(summary.hold.holds), summary.hold.holds === 1 ? 'hold' : 'holds'],
        [String(Math.round(summary.score)), 'score'],
      ]
    : [
        [String(summary.reps), summary.reps === 1 ? 'rep' : 'reps'],
        [String(summary.attempts), summary.attempts === 1 ? 'attempt' : 'attempts'],
        [String(Math.round(summary.score)), 'score'],
        [`${(summary.tempo.meanMs / 1_000).toFixed(1)} s`, 'a rep'],
      ];
  return (
    <>
      <dl className={classes.figures} data-testid="preview-summary">
        {figures.map(([value, label]) => (
          <div key={label}>
            <dd>{value}</dd>
            <dt>{label}</dt>
          </div>
        ))}
      </dl>
      {summary.faults.length > 0 && (
        <Text size="sm" c="var(--soft)">
          {`Faults: ${summary.faults.map(({ rule, count }) => `${sentence(rule)} (${count})`).join(', ')}`}
        </Text>
      )}
      <Box className={classes.events} tabIndex={0}>
        <FeedbackList feedback={events} order="oldest-first" />
      </Box>
    </>
  );
});
