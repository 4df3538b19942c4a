/** All of a session on one line: small pictures, sound, and what happened; click or drag to go there. */
import { ActionIcon, useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { type KeyboardEvent, type PointerEvent, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { sharpContext } from '../../stage/sharp-canvas.ts';
import type { MarkLane } from '../marks.ts';
import type { FilmPart } from '../parts.ts';
import { isSameZone, type Zone } from '../player/clock.ts';
import type { Player } from '../player/player.ts';
import { exactTime } from '../times.ts';
import { drawTimeline, heightOf, markAtPlace, rowsOf, type TimelineColours } from './drawing.ts';
import classes from './timeline.module.css';
import type { Pictured } from './use-pictured.ts';
import { panned, showing, toMs, toPx, zoomed } from './view.ts';

interface Props {
  player: Player;
  parts: readonly FilmPart[];
  lanes: readonly MarkLane[];
  pictured: Pictured;
  /** What counts as 0, ms of the session. */
  origin: number;
}

const CLOSER = 1 / 1.5;
/** Pointers that move less than this have clicked, px. */
const CLICK_PX = 4;
/** What a key moves the playhead by on the line, as a share of what is shown. */
const KEY_SHARE = 1 / 20;

interface Drag {
  /** `scrub` moves the playhead, `select` makes a zone, the others move one end of it. */
  kind: 'scrub' | 'select' | 'from' | 'until';
  x: number;
  y: number;
  moved: boolean;
}

export function Timeline({ player, parts, lanes, pictured, origin }: Props) {
  const { ref, width } = useElementSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<Drag>(undefined);
  const extent = useStore(player.state, (state) => state.extent);
  /** Undefined for all there is. */
  const [near, setNear] = useState<Zone>();
  const view = near ?? extent;
  const setView = (next: Zone) => setNear(isSameZone(next, extent) ? undefined : next);
  const [hover, setHover] = useState<{ x: number; words: string }>();
  const scheme = useComputedColorScheme('light');
  const zone = useStore(player.state, (state) => state.zone);
  const content = useMemo(
    () => ({ ...pictured, view, zone, origin, parts: parts.filter(({ hasPicture }) => hasPicture), lanes }),
    [pictured, view, zone, origin, parts, lanes],
  );
  const rows = useMemo(() => rowsOf(content), [content]);
  const height = heightOf(rows);

  useEffect(() => {
    const element = canvas.current;
    const context = element && width > 0 ? sharpContext(element, { width, height }) : undefined;
    if (context && element) drawTimeline(context, rows, content, width, coloursOf(element, scheme));
  }, [width, height, rows, content, scheme]);
  // The playhead may not leave what is shown.
  useEffect(
    () => player.state.subscribe(({ at, extent: all }) => setNear((current) => current && showing(current, at, all))),
    [player],
  );
  const onWheel = useEffectEvent((event: WheelEvent) => {
    const along = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (!along && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const left = canvas.current?.getBoundingClientRect().left ?? 0;
    const around = toMs(view, width, event.clientX - left);
    if (along) setView(panned(view, (event.deltaX / Math.max(1, width)) * (view.until - view.from), extent));
    else setView(zoomed(view, around, event.deltaY < 0 ? CLOSER : 1 / CLOSER, extent));
  });
  useEffect(() => {
    const element = canvas.current;
    const listener = (event: WheelEvent) => onWheel(event);
    element?.addEventListener('wheel', listener, { passive: false });
    return () => element?.removeEventListener('wheel', listener);
  }, []);

  const placeOf = (event: PointerEvent): [number, number] => {
    const { left = 0, top = 0 } = canvas.current?.getBoundingClientRect() ?? {};
    return [event.clientX - left, event.clientY - top];
  };
  const begin = (kind: Drag['kind']) => (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    const [x, y] = placeOf(event);
    const isScale = kind === 'scrub' && (event.shiftKey || y < (rows[1]?.top ?? 0));
    drag.current = { kind: isScale ? 'select' : kind, x, y, moved: false };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent<HTMLElement>) => {
    const [x, y] = placeOf(event);
    const current = drag.current;
    if (!current) {
      const words = markAtPlace(rows, content, width, [x, y])?.label ?? exactTime(toMs(view, width, x) - origin);
      setHover(event.pointerType === 'mouse' ? { x, words } : undefined);
      return;
    }
    if (Math.abs(x - current.x) >= CLICK_PX) current.moved = true;
    if (!current.moved) return;
    const at = toMs(view, width, x);
    if (current.kind === 'scrub') player.seek(at, { passing: true });
    else if (current.kind === 'select') player.zone = { from: toMs(view, width, current.x), until: at };
    else player.zone = { ...zone, [current.kind]: at };
  };
  const end = (event: PointerEvent<HTMLElement>) => {
    const current = drag.current;
    drag.current = undefined;
    if (!current) return;
    const [x, y] = placeOf(event);
    if (current.moved && current.kind !== 'scrub') return;
    if (current.kind === 'from' || current.kind === 'until') return;
    const mark = current.moved ? undefined : markAtPlace(rows, content, width, [x, y]);
    if (mark) player.goTo(mark.from);
    else player.seek(toMs(view, width, x));
  };
  return (
    <div className={classes.timeline}>
      <div className={classes.names} aria-hidden="true">
        {rows.map((row) => (
          <span key={row.lane?.key ?? row.kind} className={classes.name} data-kind={row.kind}>
            {row.lane?.title}
          </span>
        ))}
      </div>
      <div className={classes.line} ref={ref}>
        <canvas
          ref={canvas}
          className={classes.canvas}
          style={{ height }}
          data-testid="timeline"
          onPointerDown={begin('scrub')}
          onPointerMove={move}
          onPointerUp={end}
          onPointerCancel={end}
          onPointerLeave={() => setHover(undefined)}
        />
        <ZoneEnd
          name="Begin of the zone"
          at={zone.from}
          {...{ view, width }}
          onPointerDown={begin('from')}
          {...{ move, end }}
        />
        <ZoneEnd
          name="End of the zone"
          at={zone.until}
          {...{ view, width }}
          onPointerDown={begin('until')}
          {...{ move, end }}
        />
        <Playhead player={player} view={view} width={width} origin={origin} />
        {hover && (
          <span className={classes.hover} style={{ left: Math.min(Math.max(0, hover.x), width) }}>
            {hover.words}
          </span>
        )}
      </div>
      <div className={classes.zoom}>
        <ActionIcon
          variant="default"
          aria-label="Show less of the session, larger"
          onClick={() => setView(zoomed(view, player.state.getState().at, CLOSER, extent))}
        >
          <IconZoomIn size={18} />
        </ActionIcon>
        <ActionIcon
          variant="default"
          aria-label="Show more of the session"
          onClick={() => setView(zoomed(view, player.state.getState().at, 1 / CLOSER, extent))}
        >
          <IconZoomOut size={18} />
        </ActionIcon>
      </div>
    </div>
  );
}

interface EndProps {
  name: string;
  at: number;
  view: Zone;
  width: number;
  onPointerDown(event: PointerEvent<HTMLElement>): void;
  move(event: PointerEvent<HTMLElement>): void;
  end(event: PointerEvent<HTMLElement>): void;
}

/** One end of the zone, to be dragged; keys set it too. */
function ZoneEnd({ name, at, view, width, onPointerDown, move, end }: EndProps) {
  const left = toPx(view, width, at);
  if (left < 0 || left > width) return null;
  return (
    <span
      className={classes.end}
      style={{ left }}
      title={name}
      onPointerDown={onPointerDown}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
    />
  );
}

interface PlayheadProps {
  player: Player;
  view: Zone;
  width: number;
  origin: number;
}

function Playhead({ player, view, width, origin }: PlayheadProps) {
  const at = useStore(player.state, (state) => state.at);
  const left = toPx(view, width, at);
  const { from, until } = useStore(player.state, (state) => state.extent);
  const onKeyDown = (event: KeyboardEvent) => {
    const page = (view.until - view.from) * KEY_SHARE;
    const to = { PageUp: at + page, PageDown: at - page, Home: from, End: until }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    player.seek(to);
  };
  return (
    <div
      className={classes.playhead}
      style={{ transform: `translateX(${left}px)` }}
      hidden={left < 0 || left > width}
      role="slider"
      tabIndex={0}
      aria-label="Playhead"
      aria-valuemin={Math.round(from)}
      aria-valuemax={Math.round(until)}
      aria-valuenow={Math.round(at)}
      aria-valuetext={exactTime(at - origin)}
      onKeyDown={onKeyDown}
    />
  );
}

function coloursOf(element: HTMLElement, scheme: 'light' | 'dark'): TimelineColours {
  const style = getComputedStyle(element);
  const named = (name: string) => style.getPropertyValue(name).trim();
  const isDark = scheme === 'dark';
  return {
    text: named('--soft'),
    line: named('--line'),
    surface: named('--surface'),
    wave: named('--accent'),
    shade: isDark ? 'rgb(18 22 15 / 0.7)' : 'rgb(246 247 244 / 0.75)',
    tones: {
      good: isDark ? '#7cbf24' : '#4d7f10',
      fair: isDark ? '#ffc65c' : '#c77700',
      bad: isDark ? '#ff7b72' : '#c92a2a',
      cue: isDark ? '#6cb6ff' : '#1864ab',
      ink: isDark ? '#ffd400' : '#8a6d00',
      note: isDark ? '#d0a8ff' : '#7048a8',
    },
  };
}
