import { type PointerEvent, useEffect, useRef, useState } from 'react';
import type { Point } from '../../shared/contract/board.ts';
import { type FrameFit, isOnFrame, toBox, toFrame } from '../stage/frame-fit.ts';
import type { BoardPen, PenStyle } from './board-pen.ts';
import classes from './board-surface.module.css';
import { TextEntry } from './text-entry.tsx';

interface Props {
  fit: FrameFit;
  /** What a touch draws with. */
  style: PenStyle;
  pen: BoardPen;
}

/** Lies over the picture while the pen is in hand, and gives the pen what finger, mouse or stylus does. */
export function BoardSurface({ fit, style, pen }: Props) {
  const surface = useRef<HTMLDivElement>(null);
  const [writing, setWriting] = useState<Point>();
  /** The one finger, mouse or stylus that draws; others are left alone meanwhile. */
  const drawing = useRef<number>(undefined);

  useEffect(() => () => pen.cancel(), [pen]);
  useEffect(() => {
    if (style.tool !== 'text') setWriting(undefined);
  }, [style.tool]);

  const placeOf = (event: { clientX: number; clientY: number }): [number, number] => {
    const box = surface.current?.getBoundingClientRect();
    return [event.clientX - (box?.left ?? 0), event.clientY - (box?.top ?? 0)];
  };

  const down = (event: PointerEvent) => {
    if (drawing.current !== undefined || event.button !== 0) return;
    const place = placeOf(event);
    if (!isOnFrame(fit, place)) return;
    event.preventDefault();
    if (style.tool === 'text') {
      setWriting(toFrame(fit, place));
      return;
    }
    drawing.current = event.pointerId;
    event.currentTarget.setPointerCapture(event.pointerId);
    pen.down(style, toFrame(fit, place));
  };
  const move = (event: PointerEvent) => {
    if (drawing.current !== undefined && drawing.current !== event.pointerId) return;
    for (const each of joinedMoves(event.nativeEvent)) pen.move(toFrame(fit, placeOf(each)));
  };
  const up = (event: PointerEvent) => {
    if (drawing.current !== event.pointerId) return;
    drawing.current = undefined;
    pen.up();
  };

  return (
    <>
      <div
        ref={surface}
        className={classes.surface}
        data-testid="board-surface"
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
      />
      {writing && (
        <TextEntry
          place={toBox(fit, writing)}
          style={style}
          fit={fit}
          onDone={(text) => {
            if (text) pen.write(style, writing, text);
            setWriting(undefined);
          }}
        />
      )}
    </>
  );
}

/**
 * Browsers join the moves between two frames into one; a fast line keeps its curve only with all of them. Safari before 18.2 and
 * pages by plain http have only the joined one.
 */
function joinedMoves(event: globalThis.PointerEvent): readonly globalThis.PointerEvent[] {
  const moves = 'getCoalescedEvents' in event ? event.getCoalescedEvents() : [];
  return moves.length > 0 ? moves : [event];
}
