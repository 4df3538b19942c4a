import { useEffect, useRef } from 'react';
import type { PosePacket } from '../../shared/contract/pose-packet.ts';
import type { FrameFit, Size } from '../board/frame-fit.ts';
import { sharpContext } from '../board/sharp-canvas.ts';
import { approach, opacityOf } from './pose-motion.ts';
import type { RoomClient } from './room-client.ts';
import { drawSkeleton } from './skeleton.ts';
import classes from './stage.module.css';

/** Pictures come no faster than 30 a second; a skeleton that did would only cost battery. In ms, with room for jitter. */
const MIN_FRAME_MS = 30;

/** The athlete's skeleton over the picture. */
export function PoseOverlay({ room, size, fit }: { room: RoomClient; size: Size; fit: FrameFit }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let newest: PosePacket | undefined;
    let drawn: PosePacket['keypoints'] = [];
    let arrivedAt = Number.NEGATIVE_INFINITY;
    let drawnAt = performance.now();
    let frame = requestAnimationFrame(function step(now) {
      frame = requestAnimationFrame(step);
      const opacity = opacityOf(now - arrivedAt);
      if (!canvas.current || !newest || now - drawnAt < MIN_FRAME_MS) return;
      if (opacity === 0 && drawn.length === 0) return;
      const context = sharpContext(canvas.current, size);
      drawn = opacity > 0 ? approach(drawn, newest.keypoints, now - drawnAt) : [];
      drawnAt = now;
      if (!context || drawn.length === 0) return;
      context.globalAlpha = opacity;
      drawSkeleton(context, { layout: newest.layout, keypoints: drawn }, fit);
      context.globalAlpha = 1;
    });
    const onPose = (pose: PosePacket) => {
      newest = pose;
      arrivedAt = performance.now();
    };
    room.on('pose', onPose);
    return () => {
      cancelAnimationFrame(frame);
      room.off('pose', onPose);
    };
  }, [room, size, fit]);
  return <canvas ref={canvas} className={classes.layer} data-testid="pose-overlay" />;
}
