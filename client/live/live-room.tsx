import { ActionIcon, Button, Group, Modal, Text, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconEye, IconStopwatch } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Link } from 'react-router';
import { correctedCount, marksOf, strictnessOf } from '../../shared/coaching/index.ts';
import { INK_COLOURS, type Point } from '../../shared/contract/board.ts';
import type { MediaSource } from '../../shared/contract/media.ts';
import type { Participant, SessionState } from '../../shared/contract/session.ts';
import type { PenStyle } from '../board/board-pen.ts';
import { PEN_WIDTHS, Toolbar } from '../board/toolbar.tsx';
import { explain } from '../explain.ts';
import { LatencyPanel } from '../latency/latency-panel.tsx';
import { useSeenFrames } from '../latency/use-seen-frames.ts';
import type { Capture } from '../lobby/use-capture.ts';
import type { RemoteTrack } from '../session/session-media.ts';
import { BoardLayer } from '../stage/board-layer.tsx';
import { FreezeButton, FrozenNote } from '../stage/freeze.tsx';
import { FrozenPicture } from '../stage/frozen-picture.tsx';
import { PoseOverlay } from '../stage/pose-overlay.tsx';
import { Stage } from '../stage/stage.tsx';
import { useFrozen } from '../stage/use-frozen.ts';
import { usePicture } from '../stage/use-picture.ts';
import { ColourSchemeToggle } from '../ui/app-frame.tsx';
import { oncePressed } from '../ui/keys.ts';
import { Logo } from '../ui/logo.tsx';
import { AthletePicker, PickingHint, usePicking } from './athlete-picker.tsx';
import { Calibration } from './calibration.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { Controls } from './controls.tsx';
import { FeedbackList } from './feedback-list.tsx';
import { Hud } from './hud.tsx';
import classes from './live-room.module.css';
import { People } from './people.tsx';
import { RemoteSound } from './remote-sound.tsx';
import { Share } from './share.tsx';
import { useBoard } from './use-board.ts';
import { usePublished } from './use-published.ts';
import type { Room } from './use-room.ts';
import { useSpokenCues } from './use-spoken-cues.ts';
import { useWakeLock } from './use-wake-lock.ts';

interface Props {
  room: Room;
  token: string;
  sessionId: string;
  capture: Capture;
  onLeft(): void;
}

const LATENCY_PANEL = 'latency';

/** The live page, once there is a place in the session. */
export function LiveRoom({ room, token, sessionId, capture, onLeft }: Props) {
  const { client, state, tracks } = room;
  const { participantId, role, may } = client.seat ?? {};
  const isAthlete = role === 'athlete';
  const mayDraw = may?.includes('draw') ?? false;
  const [sharing, setSharing] = useState(false);
  const [ending, setEnding] = useState(false);
  /** Until somebody chooses, the athlete hears the cues and those who watch do not. */
  const [wantsSpokenCues, setSpokenCues] = useState<boolean>();
  const spokenCues = wantsSpokenCues ?? isAthlete;
  const [drawing, setDrawing] = useState(false);
  const [style, setStyle] = useState<PenStyle>({
    tool: 'freehand',
    colour: INK_COLOURS[0],
    width: PEN_WIDTHS[1].width,
  });
  const { sending, setPaused } = usePublished(client, capture);
  const seen = useSeenFrames(client);
  const mayInspect = may?.includes('inspect') ?? false;
  const [inspecting, setInspecting] = useState(false);
  const inspectButton = useRef<HTMLButtonElement>(null);
  useHotkeys([['shift+D', oncePressed(() => setInspecting((open) => mayInspect && !open))]]);
  useWakeLock();
  useSpokenCues(state?.cue, state?.language ?? 'en', spokenCues);

  const marks = useMemo(() => marksOf(state?.corrections ?? []), [state?.corrections]);
  const athlete = state?.participants.find((participant) => participant.role === 'athlete');
  const ownPicture = capture.picture.state === 'on' ? capture.picture.track : undefined;
  const remote = isAthlete ? undefined : cameraOf(athlete, tracks);
  const athleteTrack = isAthlete ? ownPicture : remote?.track;
  const [video, setVideo] = useState<HTMLVideoElement>();
  const picture = usePicture(client, video, remote?.receiver);
  const frozen = state?.frozen;
  const coached = state?.participants.some((participant) => participant.role === 'coach') ?? false;
  const still = useFrozen(picture, frozen, coached);
  const shot = still === 'missing' ? undefined : still;
  /** Without a picture, that one is live says nothing. */
  const noted = picture ? still : shot;
  /** Media time of the frame on show. */
  const moment = () => frozen?.at ?? picture?.moment;
  const { strokes, pen } = useBoard(client, state?.board, mayDraw ? participantId : undefined, moment);
  const paused = athlete?.producers.find(({ source }) => source === 'camera')?.paused ?? false;
  const pickable = (may?.includes('pick-athlete') ?? false) && athleteTrack !== undefined && !paused && !frozen;
  const [picking, setPicking] = usePicking(pickable);
  const pickButton = useRef<HTMLButtonElement>(null);

  const pick = async (at: Point) => {
    await client.request('athlete:pick', { at });
    setPicking(false);
    notifications.show({ color: 'turf', title: 'Athlete picked', message: 'This person is followed from now on.' });
  };

  /** Tells the person when it fails; never rejects. */
  const attempt = async (work: Promise<unknown>) => {
    try {
      await work;
    } catch (error) {
      const { title, advice } = explain(error);
      notifications.show({ color: 'orange', title, message: advice });
    }
  };

  return (
    <div className={classes.room}>
      <header className={classes.header}>
        <Link to="/" className={classes.home} aria-label="Sideline, home">
          <Logo />
        </Link>
        <span className={classes.activity}>{state?.definition.name.en}</span>
        <SessionTime startedAt={state?.startedAt} />
        <span className={classes.spectators} data-testid="spectator-count" title="Spectators">
          <IconEye size={18} aria-hidden="true" />
          {state?.spectators ?? 0}
          <span className="visually-hidden">{state?.spectators === 1 ? ' spectator' : ' spectators'}</span>
        </span>
        {mayInspect && (
          <Tooltip label="Latency (Shift+D)" openDelay={400}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              ref={inspectButton}
              aria-label="Latency"
              aria-expanded={inspecting}
              aria-controls={LATENCY_PANEL}
              onClick={() => setInspecting(!inspecting)}
            >
              <IconStopwatch size={20} />
            </ActionIcon>
          </Tooltip>
        )}
        <ColourSchemeToggle />
      </header>

      <main className={classes.main}>
        <div className={classes.stage}>
          <Stage
            track={paused ? undefined : athleteTrack}
            label={isAthlete ? 'You' : `${athlete?.name ?? 'The athlete'}, live`}
            // A mirror is for those who look at themselves; the demo athlete is somebody else.
            mirrored={isAthlete && capture.choices.picture === 'camera'}
            stillAspect={shot && shot.bitmap.width / shot.bitmap.height}
            onVideo={setVideo}
            waiting={<Waiting athlete={athlete} paused={paused} />}
            layers={(size, fit) => (
              <>
                {picture && <PoseOverlay picture={picture} size={size} fit={fit} seen={seen} />}
                {shot && <FrozenPicture shot={shot} picture={picture} size={size} fit={fit} />}
                <BoardLayer strokes={strokes} size={size} fit={fit} style={drawing ? style : undefined} pen={pen} />
                {picking && (
                  <AthletePicker
                    fit={fit}
                    returnTo={pickButton}
                    onPick={(at) => attempt(pick(at))}
                    onCancel={() => setPicking(false)}
                  />
                )}
              </>
            )}
          >
            {state && (
              <Hud state={state} large={isAthlete}>
                {frozen && noted && <FrozenNote still={noted} by={nameOf(state.participants, frozen.by)} />}
                {picking && <PickingHint />}
              </Hud>
            )}
            <ConnectionBanner room={room} onReopen={capture.retry} />
            <RemoteSound tracks={tracks.filter(({ source }) => source === 'microphone')} />
          </Stage>
        </div>

        <div className={classes.bar}>
          {mayDraw && (
            <Toolbar
              style={style}
              drawing={drawing}
              mayClearAll={may?.includes('clear-all') ?? false}
              onStyle={setStyle}
              onDrawing={(value) => {
                setDrawing(value);
                setPicking(false);
              }}
              onUndo={() => attempt(client.request('board:undo', {}))}
              onClear={(scope) => attempt(client.request('board:clear', { scope }))}
            />
          )}
          {may?.includes('freeze') && (
            <FreezeButton
              frozen={frozen !== undefined}
              possible={picture !== undefined}
              moment={moment}
              onFreeze={(at) => attempt(client.request('picture:freeze', { at }))}
              onRelease={() => attempt(client.request('picture:release', {}))}
            />
          )}
          <Controls
            sending={sending}
            spokenCues={'speechSynthesis' in window ? spokenCues : undefined}
            picking={pickable ? picking : undefined}
            pickButton={pickButton}
            mayInvite={may?.includes('invite') ?? false}
            mayEnd={may?.includes('end-session') ?? false}
            onPaused={(source: MediaSource, value: boolean) => attempt(setPaused(source, value))}
            onSpokenCues={setSpokenCues}
            onPicking={(value) => {
              setPicking(value);
              setDrawing(false);
            }}
            onInvite={() => setSharing(true)}
            onEnd={() => setEnding(true)}
            onLeave={() => attempt(client.leave().then(onLeft))}
          />
        </div>

        <aside className={classes.side} aria-label="Session">
          {inspecting && (
            <LatencyPanel
              id={LATENCY_PANEL}
              room={room}
              seen={seen}
              trackId={isAthlete ? undefined : athleteTrack?.id}
              onClose={() => {
                setInspecting(false);
                inspectButton.current?.focus();
              }}
            />
          )}
          <People
            people={(state?.participants ?? []).filter((participant) => participant.role !== 'athlete')}
            selfId={participantId}
            ownTrack={ownPicture}
            tracks={tracks}
            client={client}
          />
          {may?.includes('correct') && state && state.definition.kind !== 'hold' && (
            <Calibration
              count={correctedCount(state.reps, state.corrections) ?? state.reps}
              strictness={strictnessOf(state.corrections)}
              onCorrect={(correction) => attempt(client.request('coaching:correct', correction))}
            />
          )}
          <section className={classes.feedback} aria-labelledby="feedback-title">
            <h2 id="feedback-title" className={classes.title}>
              Feedback
              <Attempts state={state} />
            </h2>
            <div className={classes.scroll}>
              <FeedbackList
                feedback={state?.feedback ?? []}
                order="newest-first"
                marks={marks}
                {...(may?.includes('correct') && {
                  onMark: (rep, good) => attempt(client.request('coaching:correct', { kind: 'mark', rep, good })),
                })}
              />
            </div>
          </section>
        </aside>
      </main>

      {may?.includes('invite') && (
        <Share
          token={token}
          sessionId={sessionId}
          roles={athlete ? ['coach', 'spectator'] : ['athlete', 'coach', 'spectator']}
          opened={sharing}
          onClose={() => setSharing(false)}
        />
      )}
      <Modal opened={ending} onClose={() => setEnding(false)} title="End the session?">
        <Text>It ends for everyone. Its record stays on the sessions page.</Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={() => setEnding(false)}>
            Go on
          </Button>
          <Button
            color="red"
            onClick={() => {
              setEnding(false);
              attempt(client.end());
            }}
          >
            End for everyone
          </Button>
        </Group>
      </Modal>
    </div>
  );
}

function cameraOf(person: Participant | undefined, tracks: Room['tracks']): RemoteTrack | undefined {
  return tracks.find(({ participantId, source }) => participantId === person?.id && source === 'camera');
}

const nameOf = (people: readonly Participant[] = [], id: string) =>
  people.find((person) => person.id === id)?.name ?? 'a coach';

function Waiting({ athlete, paused }: { athlete: Participant | undefined; paused: boolean }) {
  if (!athlete) return <Text size="lg">Waiting for the athlete to join.</Text>;
  if (!athlete.connected) return <Text size="lg">{athlete.name} has lost the connection and may be back soon.</Text>;
  if (paused) return <Text size="lg">{athlete.name} has turned the camera off.</Text>;
  return <Text size="lg">Waiting for {athlete.name}’s picture…</Text>;
}

function Attempts({ state }: { state: SessionState | undefined }) {
  if (!state || state.attempts === 0) return null;
  return (
    <span className={classes.attempts}>
      {state.attempts} {state.attempts === 1 ? 'attempt' : 'attempts'}
    </span>
  );
}

function SessionTime({ startedAt }: { startedAt: number | undefined }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  if (startedAt === undefined) return null;
  const seconds = Math.max(0, Math.floor((now - startedAt) / 1_000));
  return (
    <time className={classes.time}>
      {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, '0')}
    </time>
  );
}
