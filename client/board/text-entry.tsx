import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { FrameFit } from '../stage/frame-fit.ts';
import type { PenStyle } from './board-pen.ts';
import classes from './board-surface.module.css';

interface Props {
  /** Px from the stage's top left corner. */
  place: readonly [number, number];
  style: PenStyle;
  fit: FrameFit;
  /** Empty when there is nothing to write. */
  onDone(text: string): void;
}

/** Where the text for a place on the picture is typed. */
export function TextEntry({ place: [left, top], style, fit, onDone }: Props) {
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter and Escape that end the composing of a word, as in Japanese, don't end the text.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') onDone(text.trim());
    if (event.key === 'Escape') onDone('');
  };
  return (
    <input
      ref={field}
      className={classes.entry}
      style={{ top, color: style.colour, ...(fit.mirrored ? { right: `calc(100% - ${left}px)` } : { left }) }}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={() => onDone(text.trim())}
      maxLength={120}
      aria-label="Text to put on the picture"
      placeholder="Type, then Enter"
    />
  );
}
