import type { Ref, RefObject } from 'react';
import type { PenStyle } from '../board/board-pen.ts';
import { useFilmAspect } from '../stage/replay/use-film-player.ts';
import { OnceOpened } from '../ui/once-opened.tsx';
import { showFailure } from '../ui/show-failure.ts';
import classes from './action-bar.module.css';
import { attempt } from './attempt.ts';
import { Controls } from './controls.tsx';
import { MirrorButton } from './replay/mirror-button.tsx';
import type { Mirror } from './replay/use-mirror.ts';
import type { ShownReplay } from './replay/use-replay.ts';
import { useClient, useMay } from './session-context.ts';
import { useSettings } from './settings.ts';
import type { AthletePicture } from './use-athlete-picture.ts';
import type { Hand } from './use-hand.ts';
import type { Published } from './use-published.ts';

// The picture does not wait for these, and spectators have none of them.
const coachButtons = async () => (await import('./coach-buttons.tsx')).CoachButtons;
const drawingTools = async () => (await import('./drawing-tools.tsx')).DrawingTools;
const mirrorBar = async () => (await import('./replay/mirror-bar.tsx')).MirrorBar;
export const replayBar = async () => (await import('./replay/replay-bar.tsx')).ReplayBar;

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
  // Of a replay that can't be shown here, the live picture is.
  const over = useFilmAspect(player) === undefined ? 'live' : 'replay';
  const mayDraw = useMay('draw');
  const mayFreeze = useMay('freeze');
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
        <OnceOpened opened load={drawingTools} onFailed={showFailure}>
          {(DrawingTools) => <DrawingTools {...{ hand, style, over, onStyle }} />}
        </OnceOpened>
      )}
      <div className={classes.picture}>
        {mayFreeze && (
          <OnceOpened opened load={coachButtons} onFailed={showFailure}>
            {(CoachButtons) => <CoachButtons {...{ shown, replayed }} onReview={on.onReview} />}
          </OnceOpened>
        )}
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
