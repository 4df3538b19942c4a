import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react';
import type { Point } from '../../shared/contract/board.ts';
import { type FrameFit, isOnFrame, toFrame } from '../board/frame-fit.ts';
import classes from './athlete-picker.module.css';

interface Props {
  fit: FrameFit;
  /** The point of the frame at which the athlete is. */
  onPick(at: Point): void;
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

const within = (value: number) => Math.min(1, Math.max(0, value));

/** Lies over the picture while the athlete is being picked: a click does it, or the arrow keys and Enter. */
export function AthletePicker({ fit, onPick, onCancel }: Props) {
  const surface = useRef<HTMLButtonElement>(null);
  /** As it is seen, so that an arrow to the right goes to the right in a mirrored picture, too. */
  const [cross, setCross] = useState<[number, number]>();
  useEffect(() => surface.current?.focus(), []);

  const placeOf = ([across, down]: readonly [number, number]): [number, number] => [
    fit.left + across * fit.width,
    fit.top + down * fit.height,
  ];
  const onKeyDown = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key];
    if (event.key === 'Escape') onCancel();
    else if (arrow) {
      event.preventDefault();
      const [x, y] = cross ?? [0.5, 0.5];
      const share = event.shiftKey ? 0.1 : 1;
      setCross([within(x + arrow[0] * share), within(y + arrow[1] * share)]);
    }
  };
  const onClick = (event: MouseEvent<HTMLButtonElement>) => {
    // Enter and the space bar click, too, at no place of their own.
    if (event.detail === 0) {
      onPick(toFrame(fit, placeOf(cross ?? [0.5, 0.5])));
      return;
    }
    const box = event.currentTarget.getBoundingClientRect();
    const place = [event.clientX - box.left, event.clientY - box.top] as const;
    if (isOnFrame(fit, place)) onPick(toFrame(fit, place));
  };

  const [left, top] = placeOf(cross ?? [0.5, 0.5]);
  return (
    <>
      <button
        ref={surface}
        type="button"
        className={classes.surface}
        aria-label="Pick the athlete: click on them, or move the cross with the arrow keys and press Enter"
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        {cross && <span className={classes.cross} style={{ left, top }} aria-hidden="true" />}
      </button>
      <p className={classes.hint} aria-hidden="true">
        Click on the athlete
      </p>
    </>
  );
}
