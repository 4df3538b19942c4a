import { useEffect, useRef } from 'react';
import type { FrameFit, Size } from '../board/frame-fit.ts';
import { sharpContext } from '../board/sharp-canvas.ts';
import classes from './layer.module.css';
import { LockedPose } from './locked-pose.ts';
import type { Picture } from './picture.ts';
import { drawSkeleton } from './skeleton.ts';

/** The athlete's skeleton over the picture. */
export function PoseOverlay({ picture, size, fit }: { picture: Picture; size: Size; fit: FrameFit }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const locked = new LockedPose(picture, (pose, opacity) => {
      const context = canvas.current && sharpContext(canvas.current, size);
      if (!context || !pose || opacity === 0) return;
      context.globalAlpha = opacity;
      drawSkeleton(context, pose, fit);
      context.globalAlpha = 1;
    });
    locked.redraw();
    return () => locked.close();
  }, [picture, size, fit]);
  return <canvas ref={canvas} className={classes.layer} data-testid="pose-overlay" />;
}
