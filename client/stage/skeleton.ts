/** Draws keypoints as a skeleton onto a canvas whose units are CSS px. */
import { type Keypoint, LAYOUTS } from '../../shared/coaching/index.ts';
import type { PosePacket } from '../../shared/contract/pose-packet.ts';
import { type FrameFit, toBox } from './frame-fit.ts';
import type { InkContext } from './ink.ts';

/** Keypoints less sure than this are not drawn. */
export const MIN_SCORE = 0.3;

const BONE = 'rgb(168 224 95)';
const JOINT = 'rgb(255 255 255)';
const RIM = 'rgb(11 14 9 / 0.55)';

/** The part of a canvas context that a skeleton needs. */
export type SkeletonContext = InkContext & Pick<CanvasRenderingContext2D, 'arc'>;

export interface DrawnPose extends Pick<PosePacket, 'layout'> {
  readonly keypoints: readonly Keypoint[];
}

/**
 * Draws the bones and joints that are sure enough, as thick as suits the frame's size on the screen.
 *
 * @param context with the opacity to draw at; its other settings are put back
 * @param pose keypoints in the frame, 0..1
 * @param fit where the frame lies on the canvas, CSS px
 */
export function drawSkeleton(context: SkeletonContext, { layout, keypoints }: DrawnPose, fit: FrameFit): void {
  const unit = Math.max(2, fit.height / 160);
  const places = keypoints.map(({ x, y, score }) => (score >= MIN_SCORE ? toBox(fit, [x, y]) : undefined));
  const bones = LAYOUTS[layout].bones.flatMap(([a, b]) => {
    const [from, to] = [places[a], places[b]];
    return from && to ? [[from, to] as const] : [];
  });
  context.save();
  context.lineCap = 'round';
  for (const [colour, width] of [[RIM, unit * 2.2] as const, [BONE, unit * 1.3] as const]) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    for (const [from, to] of bones) {
      context.moveTo(...from);
      context.lineTo(...to);
    }
    context.stroke();
  }
  context.fillStyle = JOINT;
  context.strokeStyle = RIM;
  context.lineWidth = unit * 0.5;
  for (const index of new Set(LAYOUTS[layout].bones.flat())) {
    const place = places[index];
    if (!place) continue;
    context.beginPath();
    context.arc(...place, unit * 1.15, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
  context.restore();
}
