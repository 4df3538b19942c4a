import { useCallback, useEffect, useRef, useState } from 'react';
import { INK_COLOURS } from '../../shared/contract/board.ts';
import type { PenStyle } from '../board/board-pen.ts';
import { PEN_WIDTHS } from '../board/pen-widths.ts';
import { useSeenFrames } from '../latency/use-seen-frames.ts';
import type { Capture } from '../lobby/use-capture.ts';
import { OnceOpened } from '../ui/once-opened.tsx';
import { useShortcuts } from '../ui/shortcuts.ts';
import { showFailure } from '../ui/show-failure.ts';
import { ActionBar, replayBar } from './action-bar.tsx';
import { attempt } from './attempt.ts';
import { Header } from './header.tsx';
import classes from './live-page.module.css';
import { useMirror, useMirrorPlayer } from './replay/use-mirror.ts';
import { useReplay } from './replay/use-replay.ts';
import { athlete, athleteId, frozen, isReviewing } from './selectors.ts';
import { useClient, useMay, useSession } from './session-context.ts';
import { useSettings } from './settings.ts';
import { SidePanel } from './side-panel.tsx';
import { SpokenCues } from './spoken-cues.tsx';
import { athletePicker, StageArea } from './stage-area.tsx';
import { useAthletePicture } from './use-athlete-picture.ts';
import { useHand } from './use-hand.ts';
import { usePublished } from './use-published.ts';
import { useWakeLock } from './use-wake-lock.ts';

interface Props {
  token: string;
  sessionId: string;
  capture: Capture;
  onLeft(): void;
}

// The picture does not wait for these.
const latencyPanel = async () => (await import('../latency/latency-panel.tsx')).LatencyPanel;
const devicesDialog = async () => (await import('./devices-dialog.tsx')).DevicesDialog;
const endDialog = async () => (await import('./end-dialog.tsx')).EndDialog;
const chooseRecording = async () => (await import('./review/choose-recording.tsx')).ChooseRecording;
const share = async () => (await import('./share.tsx')).Share;

const LATENCY_PANEL = 'latency';
const FIRST_STYLE: PenStyle = { tool: 'freehand', colour: INK_COLOURS[0], width: PEN_WIDTHS[1].width };

/** The live page, once there is a place in the session. */
export function LivePage({ token, sessionId, capture, onLeft }: Props) {
  const client = useClient();
  const live = useSession(({ status }) => status.kind === 'live');
  const mayInvite = useMay('invite');
  const mayEnd = useMay('end-session');
  const mayInspect = useMay('inspect');
  const mayReplay = useMay('replay');
  const mayReview = useMay('review');
  const mayPick = useMay('pick-athlete');
  const hasAthlete = useSession((session) => athlete(session) !== undefined);
  const standsStill = useSession((session) => frozen(session) !== undefined);
  const [dialog, setDialog] = useState<'devices' | 'share' | 'end' | 'review'>();
  const [inspecting, setInspecting] = useState(false);
  const reviewing = useSession(isReviewing);
  const [reviewShown, setReviewShown] = useState(false);
  const [reviewControls, setReviewControls] = useState<HTMLElement | null>(null);
  const [style, setStyle] = useState(FIRST_STYLE);
  const pickButton = useRef<HTMLButtonElement>(null);
  const inspectButton = useRef<HTMLButtonElement>(null);

  const published = usePublished(sessionId, capture);
  const shownId = useSession(athleteId);
  const seen = useSeenFrames(client, shownId);
  const mirror = useMirror();
  const shown = useAthletePicture(capture, mirror.on);
  const replayed = useReplay(shown.ring);
  const late = useMirrorPlayer(shown.ring, mirror, !replayed.replay && !standsStill && !reviewing);
  const hand = useHand(mayPick && shown.track !== undefined && !standsStill && !replayed.replay && !reviewing);
  const spokenCues = useSettings((settings) => settings.spokenCues) ?? shown.own;
  const ownTrack = capture.picture.state === 'on' ? capture.picture.track : undefined;
  useWakeLock();
  useShortcuts([{ key: 'D', shift: true, act: () => setInspecting((open) => mayInspect && !open) }]);

  // On a phone the button that leads here stands far down in the lobby.
  useEffect(() => {
    window.scrollTo(0, 0);
  }, []);
  // They are there before they are needed, so that they open without a network too. One that fails is loaded again when it is opened.
  useEffect(() => {
    if (!live) return;
    const parts = [
      devicesDialog,
      ...(mayInvite ? [share] : []),
      ...(mayEnd ? [endDialog] : []),
      ...(mayInspect ? [latencyPanel] : []),
      ...(mayReplay ? [replayBar] : []),
      ...(mayReview ? [chooseRecording] : []),
      ...(mayPick ? [athletePicker] : []),
    ];
    void Promise.allSettled(parts.map((load) => load()));
  }, [live, mayInvite, mayEnd, mayInspect, mayReplay, mayReview, mayPick]);

  const close = useCallback(() => setDialog(undefined), []);
  const closeFailed = useCallback((error: unknown) => {
    showFailure(error);
    setDialog(undefined);
    setInspecting(false);
  }, []);
  return (
    <div className={classes.page}>
      <Header
        panelId={LATENCY_PANEL}
        inspecting={inspecting}
        inspectButton={inspectButton}
        onInspecting={setInspecting}
      />
      <main className={classes.main}>
        <StageArea
          token={token}
          shown={shown}
          review={{ shown: reviewShown, controls: reviewControls, onShown: setReviewShown }}
          replayed={replayed}
          mirror={mirror}
          late={late}
          pen={hand.drawing && !reviewShown ? style : undefined}
          picking={hand.picking ?? false}
          pickButton={pickButton}
          seen={seen}
          onPicked={() => hand.setPicking(false)}
          capture={capture}
        />
        <ActionBar
          shown={shown}
          replayed={replayed}
          mirror={mirror}
          hand={hand}
          reviewShown={reviewShown}
          reviewControls={setReviewControls}
          style={style}
          published={published}
          spokenCues={spokenCues}
          pickButton={pickButton}
          onStyle={setStyle}
          onDevices={() => setDialog('devices')}
          onInvite={() => setDialog('share')}
          onEnd={() => setDialog('end')}
          onReview={() => setDialog('review')}
          onLeft={onLeft}
        />
        <SidePanel token={token} ownTrack={ownTrack}>
          <OnceOpened opened={inspecting} load={latencyPanel} onFailed={closeFailed}>
            {(LatencyPanel) =>
              inspecting && (
                <LatencyPanel
                  id={LATENCY_PANEL}
                  client={client}
                  athleteId={shownId}
                  live={live}
                  seen={seen}
                  trackId={shown.own ? undefined : shown.track?.id}
                  onClose={() => {
                    setInspecting(false);
                    inspectButton.current?.focus();
                  }}
                />
              )
            }
          </OnceOpened>
        </SidePanel>
      </main>
      <SpokenCues enabled={spokenCues} />
      <OnceOpened opened={dialog === 'devices'} load={devicesDialog} onFailed={closeFailed}>
        {(DevicesDialog) => <DevicesDialog opened={dialog === 'devices'} onClose={close} capture={capture} />}
      </OnceOpened>
      {mayReview && (
        <OnceOpened opened={dialog === 'review'} load={chooseRecording} onFailed={closeFailed}>
          {(ChooseRecording) => <ChooseRecording token={token} opened={dialog === 'review'} onClose={close} />}
        </OnceOpened>
      )}
      {mayInvite && (
        <OnceOpened opened={dialog === 'share'} load={share} onFailed={closeFailed}>
          {(Share) => (
            <Share
              token={token}
              sessionId={sessionId}
              roles={hasAthlete ? ['coach', 'spectator'] : ['athlete', 'coach', 'spectator']}
              opened={dialog === 'share'}
              onClose={close}
            />
          )}
        </OnceOpened>
      )}
      <OnceOpened opened={dialog === 'end'} load={endDialog} onFailed={closeFailed}>
        {(EndDialog) => (
          <EndDialog opened={dialog === 'end'} onClose={close} onEnd={() => void attempt(client.end())} />
        )}
      </OnceOpened>
    </div>
  );
}
