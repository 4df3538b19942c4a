import { useEffect, useRef, useState } from 'react';
import type { Size } from '../../shared/size.ts';
import type { FrameFit } from './frame-fit.ts';
import type { Shot } from './frame-ring.ts';
import classes from './layer.module.css';
import { paintStill } from './paint-still.ts';
import type { Footage } from './picture.ts';
import type { PoseAt } from './pose-track.ts';
import { sharpContext } from './sharp-canvas.ts';

interface Props {
  shot: Shot;
  /** The live one, which may know more of the body in the shot; undefined while there is none. */
  picture: Footage | undefined;
  size: Size;
  /** Where the shot lies; the live picture may have another shape by now. */
  fit: FrameFit;
}

/** A frame that stands still over the live picture, with the skeleton that belongs on it. */
export function FrozenPicture({ shot, picture, size, fit }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pose = useSettledPose(shot, picture);
  useEffect(() => {
    const context = canvas.current && sharpContext(canvas.current, size);
    if (!context) return;
    paintStill(context, shot.bitmap, pose, fit);
  }, [shot, pose, size, fit]);
  return (
    <canvas
      ref={canvas}
      className={`${classes.layer} ${classes.covering}`}
      data-testid="frozen-picture"
      data-at={shot.mediaTime}
    />
  );
}

/** The body in the shot; the final poses may come a moment after the frame. */
function useSettledPose(shot: Shot, picture: Footage | undefined): PoseAt | undefined {
  const [found, setFound] = useState<{ shot: Shot; pose: PoseAt }>();
  const pose = found?.shot === shot ? found.pose : shot.pose;
  const settled = pose !== undefined && pose.ahead <= 0;
  useEffect(() => {
    if (!picture || settled) return;
    const look = () => {
      const better = picture.poseAt(shot.mediaTime);
      if (better) setFound({ shot, pose: better });
    };
    picture.on('pose', look);
    return () => {
      picture.off('pose', look);
    };
  }, [shot, settled, picture]);
  return pose;
}
