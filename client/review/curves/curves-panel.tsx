/** The measures of the activity over time or over the repetitions, bound to the playhead. */
import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import {
  type Activity,
  createTrackMeasures,
  type Measured,
  type MeasuredCurve,
} from '../../../shared/coaching/index.ts';
import type { PosePacket } from '../../../shared/contract/pose-packet.ts';
import type { DrawnPose } from '../../stage/skeleton.ts';
import { OnceLoaded } from '../../ui/failure.tsx';
import { useLoaded } from '../../ui/use-loaded.ts';
import { inUnit, sentence } from '../../ui/words.ts';
import type { MomentInk } from '../ink/moment-ink.ts';
import type { Sketch } from '../ink/sketch.ts';
import type { Repetition } from '../marks.ts';
import type { Player } from '../player/player.ts';
import type { Screen } from '../player/use-screen.ts';
import { saveFile } from '../save.ts';
import { scaleTime } from '../times.ts';
import { Chart, type ChartCurve } from './chart.tsx';
import { curvesCsv, repetitionsCsv } from './csv.ts';
import classes from './curves-panel.module.css';
import { type DrawnAngle, drawnAnglesOf, drawnCurve } from './drawn-angles.ts';
import { OverRepetitions } from './over-repetitions.tsx';
import { valueAt, withHoles } from './repetition-curves.ts';

interface Props extends Screen {
  activity: Activity;
  repetitions: readonly Repetition[];
  /** What counts as 0, ms of the session. */
  origin: number;
  /** What is drawn now, and for comments: angles that follow joints have curves too. */
  sketch: Sketch;
  notes: readonly MomentInk[];
}

export function CurvesPanel({ player, track, activity, repetitions, origin, sketch, notes }: Props) {
  const aspect = useStore(player.state, ({ shown }) => (shown ? shown.frame.width / shown.frame.height : undefined));
  // Frames of another size have the same shape but where a phone was turned; the first one counts.
  const [shape, setShape] = useState(aspect);
  if (shape === undefined && aspect !== undefined) setShape(aspect);
  const load = useMemo(() => {
    if (shape === undefined) return async () => undefined;
    // Of a session that goes on only what is new is measured.
    const measures = createTrackMeasures(activity);
    let frames: readonly PosePacket[] = [];
    return async () => {
      const { from, until } = player.extent;
      const poses = await track.between(from, until);
      const last = frames.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
      const further = poses.filter(({ at, keypoints }) => at > last && keypoints.length > 0);
      frames = [...frames, ...further];
      const measured = measures.take(
        further.map(({ at, layout, keypoints }) => ({ at, layout, keypoints, aspect: shape })),
      );
      return { measured, frames, aspect: shape };
    };
  }, [player, track, activity, shape]);
  const loaded = useLoaded(load);
  const [, , refresh] = loaded;
  useEffect(
    // What could not be read is read when there is more again.
    () => track.grown.subscribe(() => void refresh().catch((error: unknown) => console.info('sideline:', error))),
    [track, refresh],
  );
  const ink = useStore(
    sketch.state,
    useShallow((drawn) => drawn.ink.filter(({ tool }) => tool === 'joint-angle')),
  );
  const angles = useMemo(() => drawnAnglesOf([...notes, { ink }]), [notes, ink]);
  const nothing = <p className={classes.nothing}>There are no keypoints of this session, and so no curves.</p>;
  if (track.isEmpty) return nothing;
  return (
    <OnceLoaded loaded={loaded} what="the curves">
      {(found) =>
        found &&
        (found.frames.length > 0 ? <Curves {...{ player, found, angles, activity, repetitions, origin }} /> : nothing)
      }
    </OnceLoaded>
  );
}

interface CurvesProps extends Pick<Props, 'activity' | 'repetitions' | 'origin'> {
  player: Player;
  found: { measured: Measured; frames: readonly DrawnPose[]; aspect: number };
  angles: readonly DrawnAngle[];
}

type Mode = 'time' | 'repetitions';

function Curves({ player, found, angles, activity, repetitions, origin }: CurvesProps) {
  const measured = useMemo(() => {
    const { times, curves } = found.measured;
    return { times, curves: [...curves, ...angles.map((angle) => drawnCurve(angle, found.frames, found.aspect))] };
  }, [found, angles]);
  const main = activity.kind === 'repetitions' ? activity.signal.parts[0]?.measure : undefined;
  const usual = repetitions[0]?.range.measure ?? main ?? measured.curves[0]?.id ?? '';
  const newest = angles.at(-1)?.id;
  const [chosen, setId] = useState(newest ?? usual);
  // Who draws an angle wants to see its curve.
  const [shownFor, setShownFor] = useState(newest);
  if (newest !== shownFor) {
    setShownFor(newest);
    if (newest !== undefined) setId(newest);
  }
  const id = measured.curves.some((each) => each.id === chosen) ? chosen : usual;
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
    if (!isSided) return [{ label: sentence(curve.id), values: curve.both, tone: 'plain' }];
    return [
      { label: 'Left', values: curve.left, tone: 'accent' },
      { label: 'Right', values: curve.right, tone: 'worst' },
    ];
  }, [curve]);
  const drawn = useMemo(() => {
    const { times, curves: rows } = withHoles(
      measured.times,
      curves.map(({ values }) => values),
    );
    return { times, curves: curves.map((each, index) => ({ ...each, values: rows[index] ?? [] })) };
  }, [measured, curves]);
  return (
    <>
      <Values {...{ player, curves }} times={measured.times} unit={curve.unit} />
      <Chart
        label={`${sentence(curve.id)} over time`}
        xs={drawn.times}
        xWords={(x) => scaleTime(x - origin)}
        unit={curve.unit}
        curves={drawn.curves}
        marker={marker}
        canvas={canvas}
        onPick={(x) => player.seek(x)}
      />
    </>
  );
}

interface ValuesProps {
  player: Player;
  times: readonly number[];
  curves: readonly ChartCurve[];
  unit: MeasuredCurve['unit'];
}

/** What the curves are at the playhead. */
function Values({ player, times, curves, unit }: ValuesProps) {
  const at = useStore(player.state, (state) => state.at);
  const words = (values: ChartCurve['values']) => {
    const value = valueAt(times, values, at);
    return value === null ? '–' : inUnit(value, unit, 0);
  };
  return (
    <p className={classes.legend}>
      {curves.map(({ label, tone, values }) => (
        <span key={label} data-tone={tone}>
          <span>{`${label} `}</span>
          <strong className={classes.value}>{words(values)}</strong>
        </span>
      ))}
    </p>
  );
}

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
