import { useEffect, useRef, useState } from 'react';
import type { FrameFit, Size } from '../board/frame-fit.ts';
import { sharpContext } from '../board/sharp-canvas.ts';
import type { Shot } from './frame-ring.ts';
import classes from './layer.module.css';
import type { Picture } from './picture.ts';
import type { PoseAt } from './pose-track.ts';
import { drawSkeleton } from './skeleton.ts';

interface Props {
  shot: Shot;
  picture: Picture;
  size: Size;
  fit: FrameFit;
}

/** A frame that stands still over the live picture, with the skeleton that belongs on it. */
export function FrozenPicture({ shot, picture, size, fit }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pose = useSettledPose(shot, picture);
  useEffect(() => {
    const context = canvas.current && sharpContext(canvas.current, size);
    if (!context) return;
    context.save();
    if (fit.mirrored) {
      context.translate(2 * fit.left + fit.width, 0);
      context.scale(-1, 1);
    }
    context.drawImage(shot.bitmap, fit.left, fit.top, fit.width, fit.height);
    context.restore();
    if (pose) drawSkeleton(context, pose, fit);
  }, [shot, pose, size, fit]);
  return <canvas ref={canvas} className={classes.layer} data-testid="frozen-picture" data-at={shot.mediaTime} />;
}

/** The body in the shot; the poses that tell it for good may come a moment after the frame. */
function useSettledPose({ pose, mediaTime }: Shot, picture: Picture): PoseAt | undefined {
  const [settled, setSettled] = useState(pose);
  useEffect(() => {
    setSettled(pose);
    if (pose && pose.ahead <= 0) return;
    const look = () => {
      const better = picture.poseAt(mediaTime);
      if (better) setSettled(better);
      if (better && better.ahead <= 0) picture.off('pose', look);
    };
    picture.on('pose', look);
    return () => {
      picture.off('pose', look);
    };
  }, [pose, mediaTime, picture]);
  return settled;
}
