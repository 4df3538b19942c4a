import type { FrameFit } from './frame-fit.ts';
import { type DrawnPose, drawSkeleton } from './skeleton.ts';

/** Paints a frame where it lies, as in a mirror where the live picture is, with the skeleton on it. Units are CSS px. */
export function paintStill(
  context: CanvasRenderingContext2D,
  image: ImageBitmap,
  pose: DrawnPose | undefined,
  fit: FrameFit,
): void {
  context.save();
  if (fit.mirrored) {
    context.translate(2 * fit.left + fit.width, 0);
    context.scale(-1, 1);
  }
  context.drawImage(image, fit.left, fit.top, fit.width, fit.height);
  context.restore();
  if (pose) drawSkeleton(context, pose, fit);
}
