/** The picture: a frame with the skeleton of exactly this frame, to be looked at as close as one likes. */
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { type PointerEvent, type ReactNode, useCallback, useEffect, useEffectEvent, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import type { DrawnStroke } from '../../../shared/contract/ink.ts';
import { explain } from '../../explain.ts';
import type { FrameFit } from '../../stage/frame-fit.ts';
import { sharpContext } from '../../stage/sharp-canvas.ts';
import { useUnits } from '../../ui/units.ts';
import { inkShownAt, type MomentInk } from '../ink/moment-ink.ts';
import { paintInk } from '../ink/paint-ink.ts';
import type { Sketch } from '../ink/sketch.ts';
import { exactTime } from '../times.ts';
import { FilmGoneError } from './film-address.ts';
import { UnplayableError } from './film-file.ts';
import type { KeypointTrack } from './keypoint-track.ts';
import { paintFrame } from './paint.ts';
import type { Player } from './player.ts';
import type { PlayerState } from './player-state.ts';
import classes from './viewer.module.css';
import { fitViewport, pannedBy, type Viewport, WHOLE, zoomedAt } from './viewport.ts';

interface Props {
  player: Player;
  track: KeypointTrack;
  skeleton: boolean;
  /** What was drawn in the session over this picture. */
  ink: readonly DrawnStroke[];
  /** What was drawn for comments on this film. */
  notes: readonly MomentInk[];
  /** What is drawn now; it is on show wherever the playhead is. */
  sketch: Pick<Sketch, 'state'>;
  label: string;
  viewport: Viewport;
  /** Absent where somebody else decides what is looked at. */
  onViewport?: ((viewport: Viewport) => void) | undefined;
  /** What counts as 0, ms of the session. */
  origin: number;
  /** What lies over the picture, which lies so in it. */
  children?: (fit: FrameFit) => ReactNode;
}

/** A turn of the wheel by one notch zooms by so much. */
const NOTCH = 1.2;
const DOUBLE_CLICK_ZOOM = 2.5;

export function Viewer(props: Props) {
  const { player, track, skeleton, ink, notes, sketch, label, viewport, onViewport, origin, children } = props;
  const { ref: sized, width, height } = useElementSize();
  const box = useRef<HTMLDivElement>(null);
  const ref = useMergedRef(sized, box);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useMemo(() => ({ width, height }), [width, height]);
  const setViewport = (to: Viewport) => onViewport?.(to);
  const pointers = useRef(new Map<number, readonly [number, number]>());

  const units = useUnits();
  const draw = useCallback(
    ({ shown }: PlayerState) => {
      const context = canvas.current && size.width > 0 ? sharpContext(canvas.current, size) : undefined;
      if (!context || !shown) return;
      const fit = fitViewport(size, shown.frame.width / shown.frame.height, viewport);
      paintFrame(context, shown.frame, fit, {
        ...{ ink, at: shown.at },
        pose: skeleton ? track.poseAt(shown.at) : undefined,
      });
      const { at: from = shown.at, ink: drawn } = sketch.state.getState();
      const inks = [...inkShownAt(notes, shown.at), { ink: drawn, from, to: null, strength: 1 }];
      paintInk(context, inks, { at: shown.at, track, fit, units });
    },
    [size, viewport, skeleton, track, ink, notes, sketch, units],
  );
  useEffect(() => {
    const { state } = player;
    draw(state.getState());
    const ends = [
      state.subscribe((now, before) => {
        if (now.shown !== before.shown) draw(now);
      }),
      track.read.subscribe(() => draw(state.getState())),
      sketch.state.subscribe(() => draw(state.getState())),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [player, track, sketch, draw]);
  useEffect(() => {
    const need = ({ at }: PlayerState) => {
      // What can't be had of the keypoints leaves the picture as it is.
      track.need(at).catch((error: unknown) => console.info('sideline:', error));
    };
    need(player.state.getState());
    return player.state.subscribe(need);
  }, [player, track]);

  const aspect = useStore(player.state, ({ shown }) => shown && shown.frame.width / shown.frame.height);
  const hasWholeTrail = useStore(sketch.state, (drawn) => [drawn, ...notes].some(isWholeTrail));
  useEffect(() => {
    if (!hasWholeTrail) return;
    const { from, until } = player.extent;
    // What can't be had of the keypoints leaves the trail shorter.
    track.between(from, until).catch((error: unknown) => console.info('sideline:', error));
  }, [player, track, hasWholeTrail]);

  const aspectNow = () => {
    const frame = player.state.getState().shown?.frame;
    return frame ? frame.width / frame.height : 1;
  };
  const placeOf = (event: { clientX: number; clientY: number }): [number, number] => {
    const { left = 0, top = 0 } = canvas.current?.getBoundingClientRect() ?? {};
    return [event.clientX - left, event.clientY - top];
  };
  const onWheel = useEffectEvent((event: WheelEvent) => {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      setViewport(zoomedAt(size, aspectNow(), viewport, placeOf(event), event.deltaY < 0 ? NOTCH : 1 / NOTCH));
    } else if (event.deltaY !== 0 && onViewport) player.step(event.deltaY > 0 ? 1 : -1, { held: true });
  });
  useEffect(() => {
    const element = box.current;
    const listener = (event: WheelEvent) => onWheel(event);
    // React listens passively, and a passive listener can't keep the page from scrolling.
    element?.addEventListener('wheel', listener, { passive: false });
    return () => element?.removeEventListener('wheel', listener);
  }, []);

  const onPointerDown = (event: PointerEvent<HTMLCanvasElement>) => {
    pointers.current.set(event.pointerId, placeOf(event));
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>) => {
    const before = pointers.current.get(event.pointerId);
    if (!before) return;
    const now = placeOf(event);
    const [other] = [...pointers.current].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    pointers.current.set(event.pointerId, now);
    if (other) {
      const factor = distance(now, other) / Math.max(1, distance(before, other));
      setViewport(zoomedAt(size, aspectNow(), viewport, middle(now, other), factor));
    } else if (viewport.zoom > 1) {
      setViewport(pannedBy(size, aspectNow(), viewport, [now[0] - before[0], now[1] - before[1]]));
    }
  };
  const onPointerUp = (event: PointerEvent<HTMLCanvasElement>) => {
    pointers.current.delete(event.pointerId);
  };
  return (
    <div className={classes.viewer} ref={ref} data-zoomed={viewport.zoom > 1}>
      <canvas
        ref={canvas}
        className={classes.picture}
        aria-label={label}
        data-testid="review-picture"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
        onDoubleClick={(event) =>
          setViewport(
            viewport.zoom > 1 ? WHOLE : zoomedAt(size, aspectNow(), viewport, placeOf(event), DOUBLE_CLICK_ZOOM),
          )
        }
      />
      {children && aspect !== undefined && size.width > 0 && children(fitViewport(size, aspect, viewport))}
      <Notice player={player} origin={origin} />
    </div>
  );
}

/** Why there is no picture, or what is to be known of it. */
function Notice({ player, origin }: { player: Player; origin: number }) {
  const { state } = player;
  const trouble = useStore(state, ({ trouble: now }) => now);
  const hasPicture = useStore(state, ({ shown }) => shown !== undefined);
  const waiting = useStore(state, (now) => now.waiting);
  const inGap = useStore(state, ({ at, shown }) => (shown ? undefined : Math.floor(at)));
  if (trouble !== undefined) return <p className={classes.notice}>{troubleWords(trouble)}</p>;
  if (waiting) return <p className={classes.loading}>Loading…</p>;
  if (!hasPicture && inGap !== undefined) {
    return <p className={classes.notice}>{`No picture at ${exactTime(inGap - origin)}`}</p>;
  }
  return null;
}

export function troubleWords(trouble: unknown): string {
  if (trouble instanceof FilmGoneError) return 'This recording is not there for you any more. Open the session again.';
  if (trouble instanceof UnplayableError)
    return 'This part can’t be shown here: it was lost, or this browser can’t decode it.';
  const { title, advice } = explain(trouble);
  return `${title}. ${advice}`;
}

const isWholeTrail = ({ ink }: Pick<MomentInk, 'ink'>): boolean => ink.some(({ span }) => span === 'whole');

type Place = readonly [number, number];
const distance = (a: Place, b: Place) => Math.hypot(a[0] - b[0], a[1] - b[1]);
const middle = (a: Place, b: Place): Place => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
