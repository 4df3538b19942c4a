/** A wheel under the thumb: turned by a finger it goes through the film frame by frame. */
import { type PointerEvent, useRef } from 'react';
import { useStore } from 'zustand';
import { exactTime } from '../times.ts';
import classes from './jog-wheel.module.css';
import type { Player } from './player.ts';

interface Props {
  player: Player;
  /** What counts as 0, ms of the session. */
  origin: number;
}

/** The wheel is turned so far for one frame, px: a thumb's way over a phone goes through half a second. */
const FRAME_PX = 12;

/** Also by keyboard, as everywhere in the room: arrows step, with Shift they jump. */
export function JogWheel({ player, origin }: Props) {
  const at = useStore(player.state, (state) => state.at);
  const { from, until } = useStore(player.state, (state) => state.extent);
  const turn = useRef<{ readonly x: number; frames: number }>(undefined);
  /** How far it was turned by earlier turns, px. */
  const turned = useRef(0);
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    turn.current = { x: event.clientX, frames: 0 };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const { current } = turn;
    if (!current) return;
    const px = event.clientX - current.x;
    event.currentTarget.style.backgroundPositionX = `${turned.current + px}px`;
    const frames = Math.round(px / FRAME_PX);
    player.step(frames - current.frames);
    current.frames = frames;
  };
  const onPointerUp = (event: PointerEvent<HTMLDivElement>) => {
    if (turn.current) turned.current += event.clientX - turn.current.x;
    turn.current = undefined;
  };
  return (
    <div
      className={classes.wheel}
      role="slider"
      tabIndex={0}
      aria-label="Jog wheel"
      aria-valuemin={Math.round(from)}
      aria-valuemax={Math.round(until)}
      aria-valuenow={Math.round(at)}
      aria-valuetext={exactTime(at - origin)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
    />
  );
}
