import { useElementSize } from '@mantine/hooks';
import { useMemo } from 'react';
import type { CoachingEvent } from '../../shared/coaching/index.ts';
import { peaks } from './peaks.ts';
import classes from './signal-plot.module.css';
import type { Trial } from './trial.ts';

const HEIGHT = 96;
/** The signal's values at the plot's top and bottom edge. */
const [TOP, BOTTOM] = [1.5, -0.15];
const place = (value: number) => ((TOP - Math.min(TOP, Math.max(BOTTOM, value))) / (TOP - BOTTOM)) * HEIGHT;

interface Props {
  trial: Trial;
  /** Lines across the plot: from where on a movement counts, and from where on it is an attempt. */
  thresholds: readonly { name: string; value: number }[];
  /** The moment on show, ms. */
  at: number;
  onSeek(at: number): void;
}

/** How far the movement had gone, over time, with what was made of it. */
export function SignalPlot({ trial, thresholds, at, onSeek }: Props) {
  const { ref, width } = useElementSize();
  const start = trial.times[0] ?? 0;
  const end = trial.times.at(-1) ?? 1;
  const across = (time: number) => ((time - start) / Math.max(1, end - start)) * width;
  const line = useMemo(() => peaks(trial.times, trial.progress, Math.max(1, Math.round(width))), [trial, width]);
  return (
    <div ref={ref} className={classes.plot}>
      <svg
        viewBox={`0 0 ${Math.max(1, width)} ${HEIGHT}`}
        height={HEIGHT}
        role="img"
        aria-label={`Signal of the repetitions; ${trial.summary.reps} counted`}
        onPointerDown={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          onSeek(start + ((event.clientX - box.left) / box.width) * (end - start));
        }}
      >
        {trial.events.map((event) => {
          const band = bandOf(event);
          return (
            band && (
              <rect
                key={`${band.kind}-${band.from}`}
                className={classes[band.kind]}
                x={across(band.from)}
                width={Math.max(2, across(band.to) - across(band.from))}
                height={HEIGHT}
              />
            )
          );
        })}
        {thresholds.map(({ name, value }) => (
          <g key={name} className={classes.threshold}>
            <line x1={0} x2={width} y1={place(value)} y2={place(value)} />
            <text x={4} y={place(value) - 4}>
              {name} {value}
            </text>
          </g>
        ))}
        {line.map((run) => (
          <polyline
            key={run[0]?.x}
            className={classes.line}
            points={run.map(({ x, value }) => `${x},${place(value)}`).join(' ')}
          />
        ))}
        <line className={classes.now} x1={across(at)} x2={across(at)} y1={0} y2={HEIGHT} />
      </svg>
    </div>
  );
}

function bandOf(event: CoachingEvent): { kind: 'good' | 'faulty' | 'attempt'; from: number; to: number } | undefined {
  if (event.type === 'repetition') {
    return { kind: event.faults.length > 0 ? 'faulty' : 'good', from: event.start, to: event.end };
  }
  return event.type === 'attempt' ? { kind: 'attempt', from: event.start, to: event.at } : undefined;
}
