/** Paints a frame with what belongs on exactly this frame. */
import type { DrawnStroke } from '../../../shared/contract/ink.ts';
import type { FrameFit } from '../../stage/frame-fit.ts';
import { drawInk } from '../../stage/ink.ts';
import type { PoseAt } from '../../stage/pose-track.ts';
import { drawSkeleton } from '../../stage/skeleton.ts';
import type { FilmFrame } from './frame.ts';

export interface Layers {
  readonly pose?: PoseAt | undefined;
  /** Of all moments. */
  readonly ink?: readonly DrawnStroke[] | undefined;
  /** Media time of the frame, ms of the session. */
  readonly at: number;
}

/** Ink stays for so long from the frame that it was drawn on, unless it was removed before; it fades in the last part of it, ms. */
const INK_MS = 3_000;
const FADING_MS = 800;
/** Frames and strokes round their times apart, ms. */
const BEFORE_MS = 20;

/** Draws over whatever is on the canvas at that place. Units are those of the context. */
export function paintFrame(
  context: CanvasRenderingContext2D,
  { image }: FilmFrame,
  fit: FrameFit,
  { pose, ink = [], at }: Layers,
): void {
  context.drawImage(image, fit.left, fit.top, fit.width, fit.height);
  if (pose) drawSkeleton(context, pose, fit);
  for (const drawn of ink) {
    const strength = inkStrength(drawn, at);
    if (strength === 0) continue;
    context.globalAlpha = strength;
    drawInk(context, [drawn.stroke], fit);
    context.globalAlpha = 1;
  }
}

/** How strong a stroke is at a moment of the session, 0..1. */
export function inkStrength({ from, until }: Pick<DrawnStroke, 'from' | 'until'>, at: number): number {
  const end = Math.min(until ?? Number.POSITIVE_INFINITY, from + INK_MS);
  if (at < from - BEFORE_MS || at > end) return 0;
  return Math.min(1, (end - at) / FADING_MS);
}
