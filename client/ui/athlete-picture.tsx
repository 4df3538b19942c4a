import { useReducedMotion } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { drawAthlete } from '../../shared/athlete/index.ts';
import { drawSkeleton } from '../live/skeleton.ts';
import { demoAthlete } from '../lobby/demo-athlete.ts';

/** Twice the size that it is shown at, for sharp screens. */
const SIZE = { width: 960, height: 720 };
/** In the middle of the first repetition, where a figure says most. */
const TELLING_MOMENT_MS = 6_100;
/** Where the moving picture begins: just before the first repetition. */
const FIRST_MOVE_MS = 4_600;

interface Props {
  activity: string;
  className?: string | undefined;
  still?: boolean;
  /** Draws the keypoints over the figure, as the live picture does. */
  skeleton?: boolean;
}

/** The demo athlete performing an activity. */
export function AthletePicture({ activity, className, still = false, skeleton = false }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const calm = useReducedMotion();
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const athlete = demoAthlete(activity);
    const draw = (at: number) => {
      const pose = athlete.poseAt(at);
      drawAthlete(context, pose, SIZE);
      if (skeleton) drawSkeleton(context, pose, { left: 0, top: 0, ...SIZE, mirrored: false });
    };
    draw(TELLING_MOMENT_MS);
    if (still || calm) return;
    const startedAt = performance.now();
    let frame = requestAnimationFrame(function step() {
      draw(FIRST_MOVE_MS + performance.now() - startedAt);
      frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [activity, still, calm, skeleton]);
  return <canvas ref={canvas} {...SIZE} className={className} />;
}
