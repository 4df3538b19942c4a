import { lazy, Suspense, useRef, useState } from 'react';
import { INK_COLOURS } from '../../shared/contract/board.ts';
import type { PenStyle } from '../board/board-pen.ts';
import { PEN_WIDTHS } from '../board/toolbar.tsx';
import { useSeenFrames } from '../latency/use-seen-frames.ts';
import type { Capture } from '../lobby/use-capture.ts';
import { OnceOpened } from '../ui/once-opened.tsx';
import { useShortcuts } from '../ui/shortcuts.ts';
import { ActionBar } from './action-bar.tsx';
import { attempt } from './attempt.ts';
import { Header } from './header.tsx';
import classes from './live-page.module.css';
import { athlete, athleteId, frozen } from './selectors.ts';
import { useClient, useMay, useSession } from './session-context.ts';
import { useSettings } from './settings.ts';
import { SidePanel } from './side-panel.tsx';
import { SpokenCues } from './spoken-cues.tsx';
import { StageArea } from './stage-area.tsx';
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

// Most people open none of these, and spectators hardly can.
const LatencyPanel = lazy(async () => ({ default: (await import('../latency/latency-panel.tsx')).LatencyPanel }));
const DevicesDialog = lazy(async () => ({ default: (await import('./devices-dialog.tsx')).DevicesDialog }));
const EndDialog = lazy(async () => ({ default: (await import('./end-dialog.tsx')).EndDialog }));
const Share = lazy(async () => ({ default: (await import('./share.tsx')).Share }));

const LATENCY_PANEL = 'latency';
const FIRST_STYLE: PenStyle = { tool: 'freehand', colour: INK_COLOURS[0], width: PEN_WIDTHS[1].width };

/** The live page, once there is a place in the session. */
export function LivePage({ token, sessionId, capture, onLeft }: Props) {
  const client = useClient();
  const live = useSession(({ status }) => status.kind === 'live');
  const mayInvite = useMay('invite');
  const mayInspect = useMay('inspect');
  const hasAthlete = useSession((session) => athlete(session) !== undefined);
  const standsStill = useSession((session) => frozen(session) !== undefined);
  const [dialog, setDialog] = useState<'devices' | 'share' | 'end'>();
  const [inspecting, setInspecting] = useState(false);
  const [style, setStyle] = useState(FIRST_STYLE);
  const pickButton = useRef<HTMLButtonElement>(null);
  const inspectButton = useRef<HTMLButtonElement>(null);

  const published = usePublished(sessionId, capture);
  const shownId = useSession(athleteId);
  const seen = useSeenFrames(client, shownId);
  const shown = useAthletePicture(capture);
  const hand = useHand(useMay('pick-athlete') && shown.track !== undefined && !standsStill);
  const spokenCues = useSettings((settings) => settings.spokenCues) ?? shown.own;
  const ownTrack = capture.picture.state === 'on' ? capture.picture.track : undefined;
  useWakeLock();
  useShortcuts([{ key: 'D', shift: true, act: () => setInspecting((open) => mayInspect && !open) }]);

  const close = () => setDialog(undefined);
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
          shown={shown}
          pen={hand.drawing ? style : undefined}
          picking={hand.picking ?? false}
          pickButton={pickButton}
          seen={seen}
          onPicked={() => hand.setPicking(false)}
          capture={capture}
        />
        <ActionBar
          shown={shown}
          hand={hand}
          style={style}
          published={published}
          spokenCues={spokenCues}
          pickButton={pickButton}
          onStyle={setStyle}
          onDevices={() => setDialog('devices')}
          onInvite={() => setDialog('share')}
          onEnd={() => setDialog('end')}
          onLeft={onLeft}
        />
        <SidePanel ownTrack={ownTrack}>
          {inspecting && (
            <Suspense>
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
            </Suspense>
          )}
        </SidePanel>
      </main>
      <SpokenCues enabled={spokenCues} />
      <OnceOpened opened={dialog === 'devices'}>
        <DevicesDialog opened={dialog === 'devices'} onClose={close} capture={capture} />
      </OnceOpened>
      {mayInvite && (
        <OnceOpened opened={dialog === 'share'}>
          <Share
            token={token}
            sessionId={sessionId}
            roles={hasAthlete ? ['coach', 'spectator'] : ['athlete', 'coach', 'spectator']}
            opened={dialog === 'share'}
            onClose={close}
          />
        </OnceOpened>
      )}
      <OnceOpened opened={dialog === 'end'}>
        <EndDialog opened={dialog === 'end'} onClose={close} onEnd={() => void attempt(client.end())} />
      </OnceOpened>
    </div>
  );
}
