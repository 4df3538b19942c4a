import type { Ref, RefObject } from 'react';
import type { PenStyle } from '../board/board-pen.ts';
import { BOARD_TOOLS, Toolbar } from '../board/toolbar.tsx';
import { useFilmAspect } from '../stage/replay/use-film-player.ts';
import { OnceOpened } from '../ui/once-opened.tsx';
import { showFailure } from '../ui/show-failure.ts';
import classes from './action-bar.module.css';
import { attempt } from './attempt.ts';
import { Controls } from './controls.tsx';
import { FreezeButton, NO_PICTURE } from './freeze.tsx';
import { MirrorButton } from './replay/mirror-button.tsx';
import { ReplayButton } from './replay/replay-button.tsx';
import type { Mirror } from './replay/use-mirror.ts';
import type { ShownReplay } from './replay/use-replay.ts';
import { ReviewButton } from './review/review-button.tsx';
import { frozen, isReviewing } from './selectors.ts';
import { useClient, useMay, useSession } from './session-context.ts';
import { useSettings } from './settings.ts';
import { useAboutAthlete } from './use-athlete.ts';
import type { AthletePicture } from './use-athlete-picture.ts';
import type { Hand } from './use-hand.ts';
import type { Published } from './use-published.ts';

// The picture does not wait for these.
const mirrorBar = async () => (await import('./replay/mirror-bar.tsx')).MirrorBar;
export const replayBar = async () => (await import('./replay/replay-bar.tsx')).ReplayBar;

const RECORDING_ON_SHOW = 'A recording is being looked at';

interface Props {
  shown: AthletePicture;
  replayed: ShownReplay;
  mirror: Mirror;
  hand: Hand;
  /** Whether a recording is on show over the live picture, and where its controls stand. */
  reviewShown: boolean;
  reviewControls: Ref<HTMLDivElement>;
  style: PenStyle;
  published: Published;
  spokenCues: boolean;
  pickButton: RefObject<HTMLButtonElement | null>;
  onStyle(style: PenStyle): void;
  onDevices(): void;
  onInvite(): void;
  onEnd(): void;
  onReview(): void;
  onLeft(): void;
}

/** What one can do: draw, freeze, mute, pick, invite, end. */
export function ActionBar({
  shown,
  replayed,
  mirror,
  hand,
  reviewShown,
  reviewControls,
  style,
  published,
  spokenCues,
  pickButton,
  onStyle,
  ...on
}: Props) {
  const { replay, player, own, commands } = replayed;
  const client = useClient();
  const aboutAthlete = useAboutAthlete();
  // Of a replay that can't be shown here, the live picture is.
  const over = useFilmAspect(player) === undefined ? 'live' : 'replay';
  const isFrozen = useSession((session) => frozen(session) !== undefined);
  const reviewing = useSession(isReviewing);
  const mayDraw = useMay('draw');
  const mayClearAll = useMay('clear-all');
  const mayFreeze = useMay('freeze');
  const mayReplay = useMay('replay');
  const mayReview = useMay('review');
  const mayInvite = useMay('invite');
  const mayEnd = useMay('end-session');
  return (
    <div className={classes.bar}>
      <div className={classes.review} ref={reviewControls} />
      <OnceOpened opened={mirror.on} load={mirrorBar} onFailed={showFailure}>
        {(MirrorBar) => mirror.on && <MirrorBar {...mirror} />}
      </OnceOpened>
      {replay && player && own && (
        <OnceOpened opened load={replayBar} onFailed={showFailure}>
          {(ReplayBar) => <ReplayBar replay={replay} player={player} commands={commands} />}
        </OnceOpened>
      )}
      {mayDraw && !reviewShown && (
        <Toolbar
          tools={BOARD_TOOLS}
          style={style}
          drawing={hand.drawing}
          mayClearAll={mayClearAll}
          onStyle={onStyle}
          onDrawing={hand.setDrawing}
          onUndo={() => aboutAthlete((athleteId) => client.request('board:undo', { athleteId, over }))}
          onClear={(scope) => aboutAthlete((athleteId) => client.request('board:clear', { athleteId, scope, over }))}
        />
      )}
      <div className={classes.picture}>
        {mayFreeze && (
          <FreezeButton
            frozen={isFrozen}
            obstacle={
              reviewing
                ? RECORDING_ON_SHOW
                : replay
                  ? 'The last seconds are being played'
                  : shown.picture
                    ? undefined
                    : NO_PICTURE
            }
            moment={shown.moment}
            onFreeze={(at) => aboutAthlete((athleteId) => client.request('picture:freeze', { athleteId, at }))}
            onRelease={() => aboutAthlete((athleteId) => client.request('picture:release', { athleteId }))}
          />
        )}
        {mayReplay && <ReplayButton {...replayed} obstacle={reviewing ? RECORDING_ON_SHOW : undefined} />}
        {mayReview && <ReviewButton onChoose={on.onReview} />}
        {shown.own && <MirrorButton {...mirror} />}
      </div>
      <Controls
        sending={published.sending}
        spokenCues={'speechSynthesis' in window ? spokenCues : undefined}
        picking={hand.picking}
        pickButton={pickButton}
        mayInvite={mayInvite}
        mayEnd={mayEnd}
        onPaused={(source, paused) => attempt(published.setPaused(source, paused))}
        onSpokenCues={(enabled) => useSettings.setState({ spokenCues: enabled })}
        onPicking={hand.setPicking}
        onDevices={on.onDevices}
        onInvite={on.onInvite}
        onEnd={on.onEnd}
        onLeave={() => attempt(client.leave().then(on.onLeft))}
      />
    </div>
  );
}
