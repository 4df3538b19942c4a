import { notifications } from '@mantine/notifications';
import { type RefObject, useCallback } from 'react';
import type { Point } from '../../shared/contract/board.ts';
import type { PenStyle } from '../board/board-pen.ts';
import type { SeenFrames } from '../latency/seen-frames.ts';
import type { Capture } from '../lobby/use-capture.ts';
import { FrozenPicture } from '../stage/frozen-picture.tsx';
import { PoseOverlay } from '../stage/pose-overlay.tsx';
import { FilmPicture } from '../stage/replay/film-picture.tsx';
import type { FilmPlayer } from '../stage/replay/film-player.ts';
import { useFilmAspect } from '../stage/replay/use-film-player.ts';
import { Stage } from '../stage/stage.tsx';
import { OnceOpened } from '../ui/once-opened.tsx';
import { showFailure } from '../ui/show-failure.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { Cue } from './cue.tsx';
import { FrozenNote } from './frozen-note.tsx';
import { FullBoardNote } from './full-board-note.tsx';
import { Hud } from './hud.tsx';
import { LiveBoard } from './live-board.tsx';
import { PickingHint } from './picking-hint.tsx';
import { RecordingNote } from './recording-note.tsx';
import { RemoteSound } from './remote-sound.tsx';
import { MirrorNote } from './replay/mirror-note.tsx';
import { ReplayNote } from './replay/replay-note.tsx';
import type { Mirror } from './replay/use-mirror.ts';
import type { ShownReplay } from './replay/use-replay.ts';
import { isReviewing } from './selectors.ts';
import { useClient, useSession } from './session-context.ts';
import classes from './stage-area.module.css';
import { useAboutAthlete } from './use-athlete.ts';
import type { AthletePicture } from './use-athlete-picture.ts';
import { Waiting } from './waiting.tsx';

// The picture does not wait for it.
export const athletePicker = async () => (await import('./athlete-picker.tsx')).AthletePicker;
const liveReview = async () => (await import('./review/live-review.tsx')).LiveReview;

/** The recording that is looked at together, on this page. */
export interface ReviewHere {
  /** Whether it is on show, over the live picture. */
  shown: boolean;
  /** Where its controls stand; null until that is there. */
  controls: HTMLElement | null;
  onShown(shown: boolean): void;
}

interface Props {
  token: string;
  shown: AthletePicture;
  review: ReviewHere;
  replayed: ShownReplay;
  mirror: Mirror;
  /** Plays the own picture late; undefined while that is not to be seen. */
  late: FilmPlayer | undefined;
  /** What a touch draws with; undefined while the pen is not in hand. */
  pen: PenStyle | undefined;
  picking: boolean;
  pickButton: RefObject<HTMLButtonElement | null>;
  seen: SeenFrames;
  onPicked(): void;
  capture: Capture;
}

/** The athlete's picture with skeleton, ink, count and cue. */
export function StageArea({ token, shown, review, replayed, mirror, late, pen, ...rest }: Props) {
  const { picking, pickButton, seen, onPicked, capture } = rest;
  const client = useClient();
  const aboutAthlete = useAboutAthlete();
  const { picture, still, own } = shown;
  const shot = still === 'missing' ? undefined : still;
  const { replay, player } = replayed;
  const reviewing = useSession(isReviewing);
  const playing = player ?? late;
  const filmAspect = useFilmAspect(playing);
  const film = filmAspect === undefined ? undefined : playing;
  const onDrawn = useCallback((moment: number) => seen.drawn(moment, performance.now()), [seen]);
  const pick = async (at: Point) => {
    if (!(await aboutAthlete((athleteId) => client.request('athlete:pick', { athleteId, at })))) return;
    onPicked();
    notifications.show({ color: 'turf', title: 'Athlete picked', message: 'This person is followed from now on.' });
  };
  return (
    <div className={classes.stage}>
      <Stage
        track={shown.track}
        label={shown.label}
        mirrored={shown.mirrored}
        aside={film !== undefined || review.shown}
        stillAspect={filmAspect ?? (shot && shot.bitmap.width / shot.bitmap.height)}
        onVideo={shown.onVideo}
        waiting={<Waiting own={own} />}
        layers={(size, fit) => (
          <>
            {picture && !film && !review.shown && (
              <PoseOverlay picture={picture} size={size} fit={fit} onDrawn={onDrawn} />
            )}
            {shot && <FrozenPicture shot={shot} picture={picture} size={size} fit={fit} />}
            {film && <FilmPicture player={film} label={film === late ? 'You, late' : 'Replay'} size={size} fit={fit} />}
            {!review.shown && (
              <>
                <LiveBoard
                  size={size}
                  fit={fit}
                  style={pen}
                  moment={shown.moment}
                  film={film === late ? undefined : film}
                />
                <Hud fit={fit} large={own} />
              </>
            )}
            <OnceOpened opened={reviewing} load={liveReview} onFailed={showFailure}>
              {(LiveReview) =>
                reviewing && <LiveReview token={token} controls={review.controls} onShown={review.onShown} />
              }
            </OnceOpened>
            <OnceOpened opened={picking} load={athletePicker} onFailed={showFailure}>
              {(AthletePicker) =>
                picking && <AthletePicker fit={fit} returnTo={pickButton} onPick={pick} onCancel={onPicked} />
              }
            </OnceOpened>
          </>
        )}
        foot={<Cue />}
      >
        <div className={classes.notes}>
          <ConnectionBanner capture={capture} />
          {/* Without a picture, that one is live says nothing. */}
          <FrozenNote still={picture ? still : shot} />
          {replay && player && <ReplayNote replay={replay} player={player} />}
          {mirror.on && !replay && !review.shown && <MirrorNote seconds={mirror.seconds} player={late} />}
          <FullBoardNote />
          <RecordingNote />
          {picking && <PickingHint />}
        </div>
        <RemoteSound />
      </Stage>
    </div>
  );
}
