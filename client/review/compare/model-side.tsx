import { NativeSelect } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import { CAMERA_VIEWS, type CameraView, type MoveName } from '../../../shared/athlete/index.ts';
import type { CoachingEvent, View } from '../../../shared/coaching/index.ts';
import { sentence } from '../../ui/words.ts';
import { nameOf, type Repetition } from '../marks.ts';
import classes from './compare-room.module.css';
import type { OtherSide } from './compared.ts';
import { modelAthlete, modelScreen } from './model-screen.ts';

interface Props {
  move: MoveName;
  /** Of the first side. */
  repetitions: readonly Repetition[];
  /** Says too from where the first side is seen. */
  feedback: readonly CoachingEvent[];
  children(side: OtherSide): ReactNode;
}

/** How long a repetition lasts where there is none to be as fast as, ms. */
const USUAL_MS = 2_600;

/** Which of both sides is seen nobody says. */
const CAMERAS: Readonly<Record<View, CameraView>> = {
  front: 'front',
  'three-quarter': 'front-left',
  side: 'left',
  back: 'back',
};

/** Where the athlete's own camera seems to be. */
function cameraOf(feedback: readonly CoachingEvent[]): CameraView {
  const view = feedback.find((event) => event.type === 'view')?.view;
  return CAMERAS[view ?? 'three-quarter'];
}

const isView = (name: string): name is CameraView => Object.hasOwn(CAMERA_VIEWS, name);

/** The model athlete, as fast as the repetition that is chosen and seen from where one likes. */
export function ModelSide({ move, repetitions, feedback, children }: Props) {
  const [which, setWhich] = useState(0);
  const [view, setView] = useState(() => cameraOf(feedback));
  const repetition = repetitions[which];
  const side = useMemo((): OtherSide => {
    const durationMs = repetition ? repetition.end - repetition.start : USUAL_MS;
    const { athlete, start, end } = modelAthlete({ move, view, durationMs });
    return {
      screen: modelScreen(athlete),
      repetitions: [{ index: 1, start, end }],
      ...(repetition && { made: repetition }),
    };
  }, [move, view, repetition]);
  return (
    <>
      <div className={classes.group}>
        {repetitions.length > 0 && (
          <NativeSelect
            label="As fast as"
            data={repetitions.map((each, index) => ({ value: String(index), label: nameOf(each) }))}
            value={which}
            onChange={({ currentTarget: { value } }) => setWhich(Number(value))}
          />
        )}
        <NativeSelect
          label="Seen from"
          data={Object.keys(CAMERA_VIEWS).map((value) => ({ value, label: sentence(value) }))}
          value={view}
          onChange={({ currentTarget: { value } }) => {
            if (isView(value)) setView(value);
          }}
        />
      </div>
      {children(side)}
    </>
  );
}
