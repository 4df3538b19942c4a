/** Paints a frame with what belongs on exactly this frame. */
import type { Stroke } from '../../../shared/contract/board.ts';
import type { FrameFit } from '../../stage/frame-fit.ts';
import { drawInk } from '../../stage/ink.ts';
import type { PoseAt } from '../../stage/pose-track.ts';
import { drawSkeleton } from '../../stage/skeleton.ts';
import type { FilmFrame } from './frame.ts';

export interface Layers {
  readonly pose?: PoseAt | undefined;
  readonly strokes?: readonly Stroke[] | undefined;
}

/** Ink stays for so long from the moment that it was drawn on, and fades in the last part of it, ms of the session. */
const INK_MS = 3_000;
const FADING_MS = 800;
/** Ink on the frame just before the playhead is on it too, since frames and strokes round their times apart, ms. */
const BEFORE_MS = 20;

/** Draws over whatever is on the canvas at that place. Units are those of the context. */
export function paintFrame(
  context: CanvasRenderingContext2D,
  { image }: FilmFrame,
  fit: FrameFit,
  { pose, strokes = [] }: Layers,
): void {
  context.drawImage(image, fit.left, fit.top, fit.width, fit.height);
  if (pose) drawSkeleton(context, pose, fit);
  if (strokes.length > 0) drawInk(context, strokes, fit);
}

/** How strong ink of a moment is at another, 0..1. */
export function inkStrength(drawnAt: number, at: number): number {
  const age = at - drawnAt;
  if (age < -BEFORE_MS || age > INK_MS) return 0;
  return Math.min(1, (INK_MS - age) / FADING_MS);
}
