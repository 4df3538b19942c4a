import { type KeyboardEvent, type MouseEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { Point } from '../../shared/contract/board.ts';
import { clamp, type FrameFit, isOnFrame, toBox, toFrame } from '../stage/frame-fit.ts';
import { clickOnce } from '../ui/keys.ts';
import classes from './athlete-picker.module.css';

interface Props {
  fit: FrameFit;
  /** What takes the focus when it would be lost with the surface. */
  returnTo: RefObject<HTMLElement | null>;
  /** The point of the frame at which the athlete is; no other is given until it has settled. */
  onPick(at: Point): Promise<void>;
  onCancel(): void;
}

/** How far an arrow key moves the cross, in shares of the frame; ten times finer with Shift. */
const STEP = 0.05;
const ARROWS: Readonly<Record<string, readonly [across: number, down: number]>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};
const CENTRE: Point = [0.5, 0.5];

/** Lies over the picture while the athlete is being picked: a click does it, or the arrow keys and Enter. */
export function AthletePicker({ fit, returnTo, onPick, onCancel }: Props) {
  const surface = useRef<HTMLButtonElement>(null);
  const [cross, setCross] = useState<Point>();
  const asking = useRef(false);
  useEffect(() => {
    surface.current?.focus();
    return () => {
      if (document.activeElement === document.body) returnTo.current?.focus();
    };
  }, [returnTo]);

  const pick = async (at: Point) => {
    if (asking.current) return;
    asking.current = true;
    await onPick(at);
    asking.current = false;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    clickOnce(event);
    const arrow = ARROWS[event.key];
    if (event.key === 'Escape') onCancel();
    else if (arrow) {
      event.preventDefault();
      const share = event.shiftKey ? 0.1 : 1;
      // To the right is to the right in a mirrored picture, too.
      const across = (fit.mirrored ? -1 : 1) * share * arrow[0];
      setCross(([x, y] = CENTRE) => [clamp(x + across), clamp(y + share * arrow[1])]);
    }
  };
  const onClick = (event: MouseEvent<HTMLButtonElement>) => {
    // Enter and the space bar click, too, at no place of their own; nobody is picked before the place was seen.
    if (event.detail === 0) {
      if (cross) void pick(cross);
      else setCross(CENTRE);
      return;
    }
    // The second half of a double click says nothing new.
    if (event.detail > 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    const place = [event.clientX - box.left, event.clientY - box.top] as const;
    if (isOnFrame(fit, place)) void pick(toFrame(fit, place));
  };

  const [left, top] = toBox(fit, cross ?? CENTRE);
  return (
    <button
      ref={surface}
      type="button"
      className={classes.surface}
      aria-label="Pick the athlete: click on them, or move the cross with the arrow keys and press Enter"
      onFocus={({ currentTarget }) => {
        if (currentTarget.matches(':focus-visible')) setCross((at) => at ?? CENTRE);
      }}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      {cross && <span className={classes.cross} style={{ left, top }} data-testid="picking-cross" aria-hidden="true" />}
    </button>
  );
}
