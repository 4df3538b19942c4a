import { NativeSelect } from '@mantine/core';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import {
  CAMERA_VIEWS,
  type CameraView,
  isCameraView,
  type MoveName,
  modelAthlete,
} from '../../../shared/athlete/index.ts';
import { sentence } from '../../ui/words.ts';
import { nameOf, type Repetition } from '../marks.ts';
import type { Screen } from '../player/use-screen.ts';
import { cameraViewOf } from './camera-guess.ts';
import classes from './compare-room.module.css';
import type { OtherSide } from './compared.ts';
import { modelScreen } from './model-screen.ts';

interface Props {
  move: MoveName;
  /** Of the first side. */
  repetitions: readonly Repetition[];
  /** The first side. */
  screen: Screen;
  children(side: OtherSide): ReactNode;
}

/** How long a repetition lasts where there is none to be as fast as, ms. */
const USUAL_MS = 2_600;

/** Where one is shown while it is not known from where the film was taken. */
const USUAL_VIEW: CameraView = 'front-left';

/** Where the camera of a film seems to be, found at the begin of a repetition. */
function useCameraView({ player, track }: Screen, move: MoveName, begin: number | undefined): CameraView {
  const [view, setView] = useState<CameraView>();
  useEffect(() => {
    if (begin === undefined) return;
    let isOver = false;
    track.need(begin).then(
      () => {
        const pose = track.poseAt(begin);
        const frame = player.state.getState().shown?.frame;
        if (!isOver && pose && frame) setView(cameraViewOf(move, pose, frame.width / frame.height));
      },
      // Without keypoints it is chosen by hand.
      (error: unknown) => console.info('sideline:', error),
    );
    return () => {
      isOver = true;
    };
  }, [player, track, move, begin]);
  return view ?? USUAL_VIEW;
}

/** The model athlete, as fast as the repetition that is chosen and seen from where one likes. */
export function ModelSide({ move, repetitions, screen, children }: Props) {
  const [which, setWhich] = useState(0);
  const seenFrom = useCameraView(screen, move, repetitions[0]?.start);
  const [chosen, setChosen] = useState<CameraView>();
  const view = chosen ?? seenFrom;
  const repetition = repetitions[which];
  const side = useMemo((): OtherSide => {
    const durationMs = repetition ? repetition.end - repetition.start : USUAL_MS;
    const { athlete, start, end } = modelAthlete({ move, view, durationMs });
    return {
      screen: modelScreen(athlete),
      source: { model: { figure: move, view, durationMs } },
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
            if (isCameraView(value)) setChosen(value);
          }}
        />
      </div>
      {children(side)}
    </>
  );
}
