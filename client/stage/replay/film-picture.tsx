import { useEffect, useRef } from 'react';
import type { Size } from '../../../shared/size.ts';
import type { FrameFit } from '../frame-fit.ts';
import classes from '../layer.module.css';
import { paintStill } from '../paint-still.ts';
import { poseAmong } from '../pose-track.ts';
import { sharpContext } from '../sharp-canvas.ts';
import type { FilmPlayer } from './film-player.ts';

interface Props {
  player: FilmPlayer;
  label: string;
  size: Size;
  fit: FrameFit;
}

/** What a film shows, over the live picture, with the skeleton that belongs on each frame. Nothing renders for a frame. */
export function FilmPicture({ player, label, size, fit }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const draw = () => {
      const { frame } = player.state.getState();
      const element = canvas.current;
      // A frame that was given up has no width.
      if (!element || !frame || frame.bitmap.width === 0) return;
      const context = sharpContext(element, size);
      if (context) paintStill(context, frame.bitmap, poseAmong(player.reel.poses, frame.at), fit);
      element.dataset.at = String(frame.at);
    };
    draw();
    return player.state.subscribe((now, before) => {
      if (now.frame !== before.frame) draw();
    });
  }, [player, size, fit]);
  return (
    <canvas
      ref={canvas}
      className={`${classes.layer} ${classes.covering}`}
      role="img"
      aria-label={label}
      data-testid="film-picture"
    />
  );
}
