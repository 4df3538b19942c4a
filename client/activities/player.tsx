import { ActionIcon, Slider } from '@mantine/core';
import { useReducedMotion } from '@mantine/hooks';
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { clockTime } from '../ui/words.ts';
import classes from './player.module.css';
import { SignalPlot } from './signal-plot.tsx';
import { SkeletonFrame, useFrames } from './skeleton-frame.tsx';
import { countAt, frameAt } from './trial.ts';
import type { TrialResult } from './use-trial.ts';

/** One frame of 50 ms: what a key press of the scrubber goes by. */
const STEP_MS = 50;

/** Plays a recording with the signal and the count that a definition finds in it. */
export function Player({ result }: { result: TrialResult }) {
  const { recording, activity, trial } = result;
  const calm = useReducedMotion();
  const [wanted, setWanted] = useState<boolean>();
  const playing = wanted ?? !calm;
  const start = trial.times[0] ?? 0;
  const end = trial.times.at(-1) ?? start;
  const [time, setTime] = useState(start);
  // A recording that was exchanged for a shorter one leaves the time behind its end.
  const at = Math.min(end, Math.max(start, time));
  useFrames(playing, (elapsed) => setTime(at + elapsed > end ? start : at + elapsed));
  const seek = (to: number) => {
    setWanted(false);
    setTime(to);
  };
  const { reps, heldMs } = countAt(trial.events, at);
  const thresholds =
    activity.kind === 'repetitions'
      ? [
          { name: 'full', value: activity.signal.full },
          { name: 'attempt', value: activity.signal.attempt },
        ]
      : [];
  return (
    <div className={classes.player}>
      <div className={classes.picture}>
        <SkeletonFrame recording={recording} frame={frameAt(trial.times, at)} className={classes.frame} />
        <output className={classes.count} aria-label="Count at this moment">
          {activity.kind === 'hold' ? `${(heldMs / 1_000).toFixed(1)} s` : reps}
        </output>
      </div>
      <div className={classes.controls}>
        <ActionIcon
          size="lg"
          variant="default"
          aria-label={playing ? 'Pause' : 'Play'}
          onClick={() => setWanted(!playing)}
        >
          {playing ? <IconPlayerPauseFilled size={18} /> : <IconPlayerPlayFilled size={18} />}
        </ActionIcon>
        <Slider
          className={classes.scrubber ?? ''}
          thumbLabel="Moment of the recording"
          label={null}
          min={start}
          max={Math.max(start + 1, end)}
          step={STEP_MS}
          value={at}
          onChange={seek}
        />
        <span className={classes.time}>{`${clockTime(at - start)} / ${clockTime(end - start)}`}</span>
      </div>
      <SignalPlot trial={trial} thresholds={thresholds} at={at} onSeek={seek} />
    </div>
  );
}
