import { useEffect, useRef } from 'react';
import type { Size } from '../../shared/size.ts';
import type { FrameFit } from './frame-fit.ts';
import classes from './layer.module.css';
import { LockedPose } from './locked-pose.ts';
import type { Footage } from './picture.ts';
import { sharpContext } from './sharp-canvas.ts';
import { drawSkeleton } from './skeleton.ts';

interface Props {
  picture: Footage;
  size: Size;
  fit: FrameFit;
  /** The skeleton of this moment, ms of the session, has been drawn. Must be the same function from one rendering to the next. */
  onDrawn?: ((moment: number) => void) | undefined;
}

/** The athlete's skeleton over the picture. */
export function PoseOverlay({ picture, size, fit, onDrawn }: Props) {
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
      if (context && moment !== undefined) onDrawn?.(moment);
    });
    locked.redraw();
    return () => locked.close();
  }, [picture, size, fit, onDrawn]);
  return <canvas ref={canvas} className={classes.layer} data-testid="pose-overlay" />;
}
