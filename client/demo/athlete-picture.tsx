import { useReducedMotion } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { drawAthlete } from '../../shared/athlete/index.ts';
import { drawSkeleton } from '../stage/skeleton.ts';
import { demoAthlete } from './demo-athlete.ts';

/** Twice the size that they are shown at, for sharp screens. */
const MOVING = { width: 960, height: 720 };
const STILL = { width: 480, height: 360 };
/** In the middle of the first repetition, where a figure says most. */
const TELLING_MOMENT_MS = 6_100;
/** Where the moving picture begins: just before the first repetition. */
const FIRST_MOVE_MS = 4_600;

interface Props {
  /** What is performed, as activities name it. */
  figure: string;
  className?: string | undefined;
  still?: boolean;
  /** Draws the keypoints over the figure, as the live picture does. */
  skeleton?: boolean;
}

/** The demo athlete performing an activity's figure. */
export function AthletePicture({ figure, className, still = false, skeleton = false }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const calm = useReducedMotion();
  const size = still ? STILL : MOVING;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const athlete = demoAthlete(figure);
    const draw = (at: number) => {
      const pose = athlete.poseAt(at);
      drawAthlete(context, pose, size);
      if (skeleton) drawSkeleton(context, pose, { left: 0, top: 0, ...size, mirrored: false });
    };
    draw(TELLING_MOMENT_MS);
    if (still || calm) return;
    const startedAt = performance.now();
    let frame = requestAnimationFrame(function step() {
      draw(FIRST_MOVE_MS + performance.now() - startedAt);
      frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [figure, still, calm, skeleton, size]);
  return <canvas ref={canvas} {...size} className={className} />;
}
