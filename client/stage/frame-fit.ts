/**
 * Where a video frame lies inside a box that shows it by `object-fit: contain`, and the way between the two. The frame's
 * coordinates are 0..1 and unmirrored; the box's are CSS px from its top left corner.
 */
import type { Point } from '../../shared/contract/board.ts';
import type { Size } from '../../shared/size.ts';

/** The part of a box that a frame covers, in px; mirrored when the frame is shown as in a mirror. */
export interface FrameFit extends Size {
  left: number;
  top: number;
  mirrored: boolean;
}

/** The largest frame of this aspect (width ÷ height) that fits into the box, centred. */
export function fitFrame(box: Size, aspect: number, mirrored = false): FrameFit {
  const width = Math.min(box.width, box.height * aspect);
  const height = width / aspect;
  return { left: (box.width - width) / 2, top: (box.height - height) / 2, width, height, mirrored };
}

/** A place in the box (px) for a point of the frame. */
export function toBox(fit: FrameFit, [x, y]: Point): [number, number] {
  const across = fit.mirrored ? 1 - x : x;
  return [fit.left + across * fit.width, fit.top + y * fit.height];
}

/** The point of the frame under a place in the box (px); places beside the frame give the nearest point of its edge. */
export function toFrame(fit: FrameFit, [left, top]: readonly [number, number]): Point {
  const across = clamp((left - fit.left) / fit.width);
  return [fit.mirrored ? 1 - across : across, clamp((top - fit.top) / fit.height)];
}

/** Whether a place in the box (px) lies on the frame. */
export function isOnFrame(fit: FrameFit, [left, top]: readonly [number, number]): boolean {
  return left >= fit.left && top >= fit.top && left <= fit.left + fit.width && top <= fit.top + fit.height;
}

/** The value, or the end of 0..1 that is nearest to it. */
export const clamp = (value: number) => Math.min(1, Math.max(0, value));
