import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { drawAthlete } from '../../shared/athlete/index.ts';
import { fitFrame } from '../stage/frame-fit.ts';
import { sharpContext } from '../stage/sharp-canvas.ts';
import { drawSkeleton } from '../stage/skeleton.ts';
import type { Recording } from './recording.ts';

interface Props {
  recording: Recording;
  /** Index of the frame to show. */
  frame: number;
  className?: string | undefined;
}

/** One frame of a recording: its skeleton, over the figure where the synthetic athlete made it. */
export function SkeletonFrame({ recording, frame, className }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { ref, width, height } = useElementSize();
  useEffect(() => {
    const context = canvas.current && width > 0 ? sharpContext(canvas.current, { width, height }) : undefined;
    const pose = recording.entries[frame];
    if (!context || !pose || !('layout' in pose)) return;
    const fit = fitFrame({ width, height }, pose.aspect);
    context.save();
    context.translate(fit.left, fit.top);
    if (recording.synthetic) drawAthlete(context, pose, fit);
    drawSkeleton(context, pose, { ...fit, left: 0, top: 0 });
    context.restore();
  }, [recording, frame, width, height]);
  return (
    <div ref={ref} className={className}>
      <canvas ref={canvas} role="img" aria-label="Recorded movement" />
    </div>
  );
}

/** Calls back at every animation frame with the ms since the one before, while it runs. */
export function useFrames(running: boolean, onFrame: (elapsedMs: number) => void): void {
  const callback = useRef(onFrame);
  useEffect(() => {
    callback.current = onFrame;
  }, [onFrame]);
  useEffect(() => {
    if (!running) return;
    let last = performance.now();
    let request = requestAnimationFrame(function step(now) {
      request = requestAnimationFrame(step);
      callback.current(Math.max(0, now - last));
      last = now;
    });
    return () => cancelAnimationFrame(request);
  }, [running]);
}
