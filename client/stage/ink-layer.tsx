import { useEffect, useRef } from 'react';
import type { Stroke } from '../../shared/contract/board.ts';
import type { Size } from '../../shared/size.ts';
import type { FrameFit } from './frame-fit.ts';
import { drawInk } from './ink.ts';
import classes from './layer.module.css';
import { sharpContext } from './sharp-canvas.ts';

interface Props {
  strokes: readonly Stroke[];
  size: Size;
  fit: FrameFit;
}

/** The ink over the picture. */
export function InkLayer({ strokes, size, fit }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current && sharpContext(canvas.current, size);
    if (context) drawInk(context, strokes, fit);
  }, [strokes, size, fit]);
  return (
    <canvas
      ref={canvas}
      className={classes.layer}
      data-testid="board"
      aria-label={`Board with ${strokes.length} ${strokes.length === 1 ? 'stroke' : 'strokes'}`}
      role="img"
    />
  );
}
