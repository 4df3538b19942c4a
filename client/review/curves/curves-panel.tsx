/** The measures of the activity over time or over the repetitions, bound to the playhead. */
import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type RefObject, useCallback, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { type Activity, type Measured, type MeasuredCurve, measureTrack } from '../../../shared/coaching/index.ts';
import { OnceLoaded } from '../../ui/failure.tsx';
import { useLoaded } from '../../ui/use-loaded.ts';
import { sentence } from '../../ui/words.ts';
import { nameOf, type Repetition } from '../marks.ts';
import type { Player } from '../player/player.ts';
import type { Screen } from '../player/use-screen.ts';
import { saveFile } from '../save.ts';
import { scaleTime } from '../times.ts';
import { Chart, type ChartCurve } from './chart.tsx';
import { curvesCsv, repetitionsCsv } from './csv.ts';
import classes from './curves-panel.module.css';
import { bestAndWorst, laidOnOneAnother, POINTS } from './repetition-curves.ts';

interface Props extends Screen {
  activity: Activity;
  repetitions: readonly Repetition[];
  /** What counts as 0, ms of the session. */
  origin: number;
}

export function CurvesPanel({ player, track, activity, repetitions, origin }: Props) {
  const aspect = useStore(player.state, ({ shown }) => (shown ? shown.frame.width / shown.frame.height : undefined));
  // Frames of another size have the same shape but where a phone was turned; the first one counts.
  const [shape, setShape] = useState(aspect);
  if (shape === undefined && aspect !== undefined) setShape(aspect);
  const load = useCallback(async () => {
    if (shape === undefined) return undefined;
    const { from, until } = player.extent;
    const poses = await track.between(from, until);
    const frames = poses.filter(({ keypoints }) => keypoints.length > 0);
    return measureTrack(
      activity,
      frames.map(({ at, layout, keypoints }) => ({ at, layout, keypoints, aspect: shape })),
    );
  }, [player, track, activity, shape]);
  const loaded = useLoaded(load);
  if (track.isEmpty)
    return <p className={classes.nothing}>There are no keypoints of this session, and so no curves.</p>;
  return (
    <OnceLoaded loaded={loaded} what="the curves">
      {(measured) => measured && <Curves {...{ player, measured, activity, repetitions, origin }} />}
    </OnceLoaded>
  );
}

interface CurvesProps extends Pick<Props, 'activity' | 'repetitions' | 'origin'> {
  player: Player;
  measured: Measured;
}

type Mode = 'time' | 'repetitions';

function Curves({ player, measured, activity, repetitions, origin }: CurvesProps) {
  const main = activity.kind === 'repetitions' ? activity.signal.parts[0]?.measure : undefined;
  const [id, setId] = useState(repetitions[0]?.range.measure ?? main ?? measured.curves[0]?.id ?? '');
  const [mode, setMode] = useState<Mode>('time');
  const canvas = useRef<HTMLCanvasElement>(null);
  const curve = measured.curves.find((each) => each.id === id);
  const marker = useMemo(
    () => ({ at: () => player.state.getState().at, subscribe: (moved: () => void) => player.state.subscribe(moved) }),
    [player],
  );
  if (!curve) return null;
  const savePicture = () => {
    if (canvas.current) pictureOf(canvas.current, (picture) => saveFile(`sideline-${id}.png`, picture));
  };
  const saveTable = () => {
    const text = mode === 'time' ? curvesCsv(measured) : repetitionsCsv(repetitions);
    saveFile(
      mode === 'time' ? 'sideline-curves.csv' : 'sideline-repetitions.csv',
      new Blob([text], { type: 'text/csv' }),
    );
  };
  return (
    <section className={classes.curves} aria-label="Curves">
      <div className={classes.choices}>
        <NativeSelect
          aria-label="Measure"
          data={measured.curves.map((each) => ({ value: each.id, label: sentence(each.id) }))}
          value={id}
          onChange={({ currentTarget: { value } }) => setId(value)}
        />
        {repetitions.length > 0 && (
          <SegmentedControl
            aria-label="Curves"
            value={mode}
            onChange={(value) => setMode(value === 'time' ? 'time' : 'repetitions')}
            data={[
              { value: 'time', label: 'Over time' },
              { value: 'repetitions', label: 'Repetitions' },
            ]}
          />
        )}
        <Button variant="default" leftSection={<IconDownload size={16} />} onClick={saveTable}>
          CSV
        </Button>
        <Button variant="default" leftSection={<IconDownload size={16} />} onClick={savePicture}>
          Picture
        </Button>
      </div>
      {mode === 'time' ? (
        <OverTime {...{ player, measured, curve, origin, marker, canvas }} />
      ) : (
        <OverRepetitions {...{ player, measured, curve, repetitions, canvas }} />
      )}
    </section>
  );
}

interface OverTimeProps {
  player: Player;
  measured: Measured;
  curve: MeasuredCurve;
  origin: number;
  marker: { at: () => number; subscribe: (moved: () => void) => () => void };
  canvas: RefObject<HTMLCanvasElement | null>;
}

function OverTime({ player, measured, curve, origin, marker, canvas }: OverTimeProps) {
  const curves = useMemo((): ChartCurve[] => {
    const isSided = curve.left.some((value, index) => value !== curve.right[index]);
    if (!isSided) return [{ label: 'Both', values: curve.both, tone: 'plain' }];
    return [
      { label: 'Left', values: curve.left, tone: 'accent' },
      { label: 'Right', values: curve.right, tone: 'worst' },
    ];
  }, [curve]);
  return (
    <>
      {curves.length > 1 && (
        <p className={classes.legend}>
          <span data-tone="accent">Left</span>
          <span data-tone="worst">Right</span>
        </p>
      )}
      <Chart
        label={`${sentence(curve.id)} over time`}
        xs={measured.times}
        xWords={(x) => scaleTime(x - origin)}
        unit={curve.unit}
        curves={curves}
        marker={marker}
        canvas={canvas}
        onPick={(x) => player.seek(x)}
      />
    </>
  );
}

const SHARES = Array.from({ length: POINTS }, (_, index) => (100 * index) / (POINTS - 1));

interface OverRepetitionsProps {
  player: Player;
  measured: Measured;
  curve: MeasuredCurve;
  repetitions: readonly Repetition[];
  canvas: RefObject<HTMLCanvasElement | null>;
}

function OverRepetitions({ player, measured, curve, repetitions, canvas }: OverRepetitionsProps) {
  const chosen = useStore(player.state, ({ at }) => repetitions.find(({ start, end }) => start <= at && at <= end));
  const curves = useMemo((): ChartCurve[] => {
    const ranked = bestAndWorst(repetitions);
    const toneOf = (repetition: Repetition): ChartCurve['tone'] => {
      if (repetition === chosen) return 'accent';
      if (repetition === ranked?.best) return 'best';
      return repetition === ranked?.worst ? 'worst' : 'other';
    };
    const rows = laidOnOneAnother(measured, curve.id, 'both', repetitions);
    const all = repetitions.map((each, index) => ({
      label: nameOf(each),
      values: rows[index] ?? [],
      tone: toneOf(each),
    }));
    // What stands out is drawn last, over the others.
    return all.toSorted((a, b) => Number(a.tone !== 'other') - Number(b.tone !== 'other'));
  }, [measured, curve, repetitions, chosen]);
  return (
    <>
      <p className={classes.legend}>
        <span data-tone="best">Best</span>
        <span data-tone="worst">Worst</span>
        <span data-tone="accent">At the playhead</span>
      </p>
      <Chart
        label={`${sentence(curve.id)}, ${repetitions.length} repetitions laid on one another`}
        xs={SHARES}
        xWords={(x) => `${Math.round(x)}%`}
        unit={curve.unit}
        curves={curves}
        canvas={canvas}
      />
      <RepetitionTable repetitions={repetitions} chosen={chosen} onPick={({ start }) => player.seek(start)} />
    </>
  );
}

interface TableProps {
  repetitions: readonly Repetition[];
  chosen: Repetition | undefined;
  onPick(repetition: Repetition): void;
}

function RepetitionTable({ repetitions, chosen, onPick }: TableProps) {
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Rep</th>
            <th scope="col">Range</th>
            <th scope="col">Tempo</th>
            <th scope="col">Left − right</th>
            <th scope="col">Score</th>
          </tr>
        </thead>
        <tbody>
          {repetitions.map((repetition) => {
            const { index, side, start, turn, end, range, asymmetry, score } = repetition;
            return (
              <tr key={`${index}-${side ?? ''}`} aria-current={repetition === chosen}>
                <th scope="row">
                  <Button variant="subtle" size="compact-sm" onClick={() => onPick(repetition)}>
                    {nameOf(repetition)}
                  </Button>
                </th>
                <td>{`${range.span.toFixed(1)} (${range.min.toFixed(1)} to ${range.max.toFixed(1)})`}</td>
                <td>{`${seconds(turn - start)} + ${seconds(end - turn)}`}</td>
                <td>{asymmetry === undefined ? '–' : asymmetry.toFixed(1)}</td>
                <td>{Math.round(score)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`;

/** The chart on the page's own ground, since a canvas has none. */
function pictureOf(canvas: HTMLCanvasElement, onPicture: (picture: Blob) => void): void {
  const { width, height } = canvas;
  const copy = Object.assign(document.createElement('canvas'), { width, height });
  const context = copy.getContext('2d');
  if (!context) return;
  context.fillStyle = getComputedStyle(canvas).getPropertyValue('--page').trim();
  context.fillRect(0, 0, width, height);
  context.drawImage(canvas, 0, 0);
  copy.toBlob((picture) => {
    if (picture) onPicture(picture);
  });
}
