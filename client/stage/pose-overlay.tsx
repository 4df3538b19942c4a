import { useEffect, useRef } from 'react';
import type { SeenFrames } from '../latency/seen-frames.ts';
import type { FrameFit, Size } from './frame-fit.ts';
import classes from './layer.module.css';
import { LockedPose } from './locked-pose.ts';
import type { Picture } from './picture.ts';
import { sharpContext } from './sharp-canvas.ts';
import { drawSkeleton } from './skeleton.ts';

interface Props {
  picture: Picture;
  size: Size;
  fit: FrameFit;
  /** Is told what has been drawn. */
  seen: SeenFrames;
}

/** The athlete's skeleton over the picture. */
export function PoseOverlay({ picture, size, fit, seen }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const locked = new LockedPose(picture, (pose, opacity) => {
      const context = canvas.current && sharpContext(canvas.current, size);
      if (context && pose && opacity > 0) {
        context.globalAlpha = opacity;
        drawSkeleton(context, pose, fit);
        context.globalAlpha = 1;
      }
      const { moment } = picture;
      if (context && moment !== undefined) seen.drawn(moment, performance.now());
    });
    locked.redraw();
    return () => locked.close();
  }, [picture, size, fit, seen]);
  return <canvas ref={canvas} className={classes.layer} data-testid="pose-overlay" />;
}
