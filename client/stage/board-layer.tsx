import { type PointerEvent, useEffect, useRef, useState } from 'react';
import type { Point, Stroke } from '../../shared/contract/board.ts';
import type { BoardPen, PenStyle } from '../board/board-pen.ts';
import classes from './board-layer.module.css';
import { type FrameFit, isOnFrame, type Size, toBox, toFrame } from './frame-fit.ts';
import { drawInk } from './ink.ts';
import { sharpContext } from './sharp-canvas.ts';

interface Props {
  strokes: readonly Stroke[];
  size: Size;
  fit: FrameFit;
  /** What a touch draws with; undefined leaves the pointer to the page. */
  style: PenStyle | undefined;
  pen: BoardPen | undefined;
}

/** The ink over the picture, and the surface that is drawn on. */
export function BoardLayer({ strokes, size, fit, style, pen }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [writing, setWriting] = useState<Point>();
  /** The one finger, mouse or pen that draws; others are left alone meanwhile. */
  const drawing = useRef<number>(undefined);

  useEffect(() => {
    const context = canvas.current && sharpContext(canvas.current, size);
    if (context) drawInk(context, strokes, fit);
  }, [strokes, size, fit]);

  useEffect(() => {
    if (!style) pen?.cancel();
    if (style?.tool !== 'text') setWriting(undefined);
  }, [style, pen]);

  const placeOf = (event: { clientX: number; clientY: number }): [number, number] => {
    const box = canvas.current?.getBoundingClientRect();
    return [event.clientX - (box?.left ?? 0), event.clientY - (box?.top ?? 0)];
  };

  const down = (event: PointerEvent<HTMLCanvasElement>) => {
    if (!style || !pen || drawing.current !== undefined || event.button !== 0) return;
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
  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    if (!pen || (drawing.current !== undefined && drawing.current !== event.pointerId)) return;
    // Browsers join moves between two frames; a fast line keeps its curve only with all of them.
    const joined = event.nativeEvent.getCoalescedEvents();
    for (const each of joined.length > 0 ? joined : [event.nativeEvent]) pen.move(toFrame(fit, placeOf(each)));
  };
  const up = (event: PointerEvent<HTMLCanvasElement>) => {
    if (drawing.current !== event.pointerId) return;
    drawing.current = undefined;
    pen?.up();
  };

  return (
    <>
      <canvas
        ref={canvas}
        className={classes.board}
        data-testid="board"
        data-drawing={style !== undefined}
        aria-label={`Board with ${strokes.length} ${strokes.length === 1 ? 'stroke' : 'strokes'}`}
        role="img"
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
      />
      {writing && style && (
        <TextEntry
          place={toBox(fit, writing)}
          style={style}
          fit={fit}
          onDone={(text) => {
            if (text) pen?.write(style, writing, text);
            setWriting(undefined);
          }}
        />
      )}
    </>
  );
}

function TextEntry(props: {
  place: [number, number];
  style: PenStyle;
  fit: FrameFit;
  /** Empty when there is nothing to write. */
  onDone(text: string): void;
}) {
  const [left, top] = props.place;
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <input
      ref={field}
      className={classes.entry}
      style={{
        top,
        color: props.style.colour,
        ...(props.fit.mirrored ? { right: `calc(100% - ${left}px)` } : { left }),
      }}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') props.onDone(text.trim());
        if (event.key === 'Escape') props.onDone('');
      }}
      onBlur={() => props.onDone(text.trim())}
      maxLength={120}
      aria-label="Text to put on the picture"
      placeholder="Type, then Enter"
    />
  );
}
