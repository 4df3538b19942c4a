/** One place to look at a session again: picture, skeleton, what happened, and what was said about it, on one line. */
import { Button, Group, Loader, NativeSelect } from '@mantine/core';
import { useFullscreenElement } from '@mantine/hooks';
import { IconChartLine, IconColumns2 } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { SessionFileItem } from '../../shared/contract/files.ts';
import type { DrawnStroke } from '../../shared/contract/ink.ts';
import type { SessionRecord } from '../../shared/contract/rest.ts';
import { loadPart } from '../load-part.ts';
import { UnsavedGuard } from '../ui/unsaved-guard.tsx';
import type { SessionLibrary } from './compare/other-side.tsx';
import { InkBar } from './ink/ink-bar.tsx';
import { InkSurface } from './ink/ink-surface.tsx';
import { inkOver, type MomentInk } from './ink/moment-ink.ts';
import { ReadingsList } from './ink/readings-list.tsx';
import { type Sketch, Sketches } from './ink/sketch.ts';
import { useInkHand } from './ink/use-ink.ts';
import { laneName } from './lane-name.ts';
import { LessonPicture } from './lesson/lesson-picture.tsx';
import { type Compared, newStage } from './lesson/stage.ts';
import { inkLanesOf, type MarkLane, markBeside, markLanesOf, repetitionsOf } from './marks.ts';
import { Panels, REPETITIONS, type ReviewContext, type ReviewPanel } from './panels.tsx';
import { type Lane, lanesOf, picturedLanesOf } from './parts.ts';
import { FrameOnShow } from './player/frame-on-show.tsx';
import type { FreshUrl } from './player/keypoint-track.ts';
import { Transport } from './player/transport.tsx';
import { usePlayerKeys } from './player/use-player-keys.ts';
import { type Screen, useScreen } from './player/use-screen.ts';
import { Viewer } from './player/viewer.tsx';
import { type Viewport, WHOLE } from './player/viewport.ts';
import classes from './review-room.module.css';
import { Timeline } from './timeline/timeline.tsx';
import { usePictured } from './timeline/use-pictured.ts';

interface Props {
  record: SessionRecord;
  files: readonly SessionFileItem[];
  ink: readonly DrawnStroke[];
  fresh: FreshUrl;
  /** The sessions to compare with. */
  library: SessionLibrary;
  /** Ms of the session. */
  startAt?: number | undefined;
  panels?: readonly ReviewPanel[];
  /** Rows on the timeline beside those of the feedback, such as comments. */
  moreLanes?: readonly MarkLane[];
  /** What was drawn for comments. */
  notes?: readonly MomentInk[];
  /** What stands over the timeline, such as the controls of a lesson. */
  bar?(context: ReviewContext): ReactNode;
}

/** The panel in which a drawing is kept. */
const COMMENTS = 'comments';

// Charts need a library of their own.
const CurvesPanel = lazy(async () => ({
  default: (await loadPart(() => import('./curves/curves-panel.tsx'))).CurvesPanel,
}));

const CompareRoom = lazy(async () => ({
  default: (await loadPart(() => import('./compare/compare-room.tsx'))).CompareRoom,
}));

const NONE: readonly never[] = [];

export function ReviewRoom({ record, files, ink, fresh, library, startAt, ...beside }: Props) {
  const { panels = NONE, moreLanes = NONE, notes = NONE, bar } = beside;
  const lanes = useMemo(() => picturedLanesOf(files), [files]);
  const all = useMemo(() => lanesOf(files), [files]);
  // By name, since further people may come into a session that goes on; null is a name too.
  const [chosen, setChosen] = useState<string | null>();
  const [busy, setBusy] = useState(false);
  const lane = lanes.find(({ participantId }) => participantId === chosen) ?? lanes[0];
  const screen = useScreen({ files, lanes: all, lane, fresh, startAt });
  const [sketches] = useState(() => new Sketches());
  if (!lane)
    return <p className={classes.nothing}>Nothing of this session can be looked at: no picture was recorded.</p>;
  return (
    <>
      {lanes.length > 1 && (
        <NativeSelect
          label="Who is seen"
          className={classes.who ?? ''}
          data={lanes.map((each) => ({ value: each.participantId ?? '', label: laneName(each) }))}
          value={lane.participantId ?? ''}
          disabled={busy}
          onChange={({ currentTarget: { value } }) => setChosen(value || null)}
        />
      )}
      {screen && (
        <Room
          {...{ record, lane, screen, ink, fresh, library, panels, moreLanes, notes, bar }}
          onBusy={setBusy}
          key={lane.participantId}
          sketch={sketches.of(lane.participantId)}
        />
      )}
      <UnsavedGuard unsaved={() => !sketches.areEmpty} title="Leave without the drawing?">
        It was not kept with a comment, and would be lost.
      </UnsavedGuard>
    </>
  );
}

interface RoomProps {
  record: SessionRecord;
  lane: Lane;
  screen: Screen;
  sketch: Sketch;
  ink: readonly DrawnStroke[];
  fresh: FreshUrl;
  library: SessionLibrary;
  panels: readonly ReviewPanel[];
  moreLanes: readonly MarkLane[];
  notes: readonly MomentInk[];
  bar: Props['bar'];
  /** Whether a lesson is recorded or watched, which is over one participant's picture. */
  onBusy(busy: boolean): void;
}

function Room({ record, lane, screen, sketch, ink: allInk, fresh, library, onBusy, ...beside }: RoomProps) {
  const { panels, moreLanes, notes: allNotes, bar } = beside;
  const { player, track } = screen;
  // Of a session that goes on the record is read again and again; its activity stays the same.
  const [activity] = useState(record.definition);
  const [origin, setOrigin] = useState(0);
  const [skeleton, setSkeleton] = useState(true);
  const [viewport, setViewport] = useState<Viewport>(WHOLE);
  const [stage] = useState(newStage);
  const [curves, setCurves] = useState(false);
  const [comparing, setComparing] = useState(false);
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const [panel, setPanel] = useState(REPETITIONS);
  const side = useRef<HTMLElement>(null);
  const hand = useInkHand(screen, sketch);
  const { ref: fullScreenRef, toggle: toggleFullScreen } = useFullscreenElement();
  const feedback = record.athletes.find(({ id }) => id === lane.participantId)?.feedback ?? NONE;
  const ink = useMemo(() => allInk.filter(({ athleteId }) => athleteId === lane.participantId), [allInk, lane]);
  const lanes = useMemo(() => [...markLanesOf(feedback), ...inkLanesOf(ink), ...moreLanes], [feedback, ink, moreLanes]);
  const notes = useMemo(() => inkOver(allNotes, lane.participantId), [allNotes, lane]);
  const repetitions = useMemo(() => repetitionsOf(feedback), [feedback]);
  const pictured = usePictured(lane.parts, fresh);

  const lesson = useStore(stage, (state) => state.lesson);
  const recording = useStore(stage, (state) => state.recording);
  const isBusy = recording || lesson !== undefined;
  useEffect(() => stage.setState({ look: { skeleton, ...viewport } }), [stage, skeleton, viewport]);
  useEffect(() => onBusy(isBusy), [onBusy, isBusy]);
  const onCompared = useCallback((compared: Compared | undefined) => stage.setState({ compared }), [stage]);

  const goesBeside = (key: string) => {
    const marks = lanes.find((each) => each.key === key)?.marks ?? NONE;
    if (marks.length === 0) return undefined;
    return (direction: 1 | -1) => {
      const mark = markBeside(marks, player.moment, direction);
      if (mark) player.goTo(mark.from);
    };
  };
  const onRepetition = goesBeside('repetitions');
  const onComment = goesBeside(COMMENTS);
  const onFullScreen = () => void toggleFullScreen();
  const drawing = comparing ? undefined : hand.open;
  const onKeep = () => {
    hand.setDrawing(false);
    setPanel(COMMENTS);
    side.current?.scrollIntoView({ block: 'nearest' });
  };
  usePlayerKeys(player, {
    ...{ onRepetition, onComment, onFullScreen, onFault: goesBeside('faults') },
    isOff: lesson !== undefined,
    digitsTaken: drawing === true,
    onDraw: () => {
      if (drawing !== undefined) hand.setOpen(!drawing);
    },
    onOrigin: () => setOrigin(origin === 0 ? player.state.getState().at : 0),
    onSkeleton: () => setSkeleton(!skeleton),
  });
  const context: ReviewContext = {
    ...{ ...screen, record, origin, sketch, stage, participantId: lane.participantId },
    openPanel: setPanel,
  };
  const label = `Picture of ${laneName(lane)}`;
  // What was drawn before would not be in the lesson, so it is not there while one is recorded.
  const drawn = recording ? { ink: NONE, notes: NONE } : { ink, notes };
  return (
    <div className={classes.room} ref={fullScreenRef}>
      <div className={classes.picture} ref={setPlace}>
        {lesson && <LessonPicture {...{ lesson, screen, library, origin, label }} />}
        {!lesson && !comparing && (
          <Viewer {...{ player, track, skeleton, ...drawn, sketch, origin, label, viewport }} onViewport={setViewport}>
            {(fit) => hand.drawing && <InkSurface {...{ hand, player, fit }} />}
          </Viewer>
        )}
        {!lesson && !comparing && <ReadingsList {...{ player, track, sketch }} notes={drawn.notes} />}
        <FrameOnShow player={player} />
      </div>
      <div className={classes.controls}>
        {lane.parts.some(({ grows }) => grows) && (
          <p className={classes.grows}>Being recorded: what comes is added here. It can be heard once it has ended.</p>
        )}
        {bar?.(context)}
        {!lesson && (
          <>
            {drawing && <InkBar hand={hand} onKeep={panels.some(({ key }) => key === COMMENTS) ? onKeep : undefined} />}
            <Timeline {...{ player, lanes, pictured, origin }} parts={lane.parts} />
            <Transport
              {...{ player, origin, skeleton, drawing, onRepetition, onComment, onFullScreen }}
              onDrawing={hand.setOpen}
              onOrigin={(to) => setOrigin(to ?? 0)}
              onSkeleton={setSkeleton}
            />
          </>
        )}
      </div>
      <div className={classes.below}>
        <Group gap="sm">
          {activity && (
            <More icon={<IconChartLine size={18} />} open={curves} onOpen={setCurves}>
              Curves
            </More>
          )}
          <More icon={<IconColumns2 size={18} />} open={comparing} onOpen={setComparing}>
            Side by side
          </More>
        </Group>
        {comparing && place && !lesson && (
          <Suspense fallback={<Loader aria-label="Loading side by side" />}>
            <CompareRoom {...{ record, screen, repetitions, library, place, onCompared }} />
          </Suspense>
        )}
        {curves && activity && (
          <Suspense fallback={<Loader aria-label="Loading the curves" />}>
            <CurvesPanel {...{ player, track, repetitions, origin, activity, sketch, notes }} />
          </Suspense>
        )}
      </div>
      <aside className={classes.side} aria-label="About the session" ref={side}>
        <Panels {...{ repetitions, panels, context, panel }} onPanel={setPanel} />
      </aside>
    </div>
  );
}

interface MoreProps {
  icon: ReactNode;
  open: boolean;
  onOpen(open: boolean): void;
  children: string;
}

function More({ icon, open, onOpen, children }: MoreProps) {
  return (
    <Button variant={open ? 'light' : 'default'} leftSection={icon} aria-expanded={open} onClick={() => onOpen(!open)}>
      {children}
    </Button>
  );
}
