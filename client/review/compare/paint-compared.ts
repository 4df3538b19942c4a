/** Paints two frames: beside each other, one above the other, split by a line, or one through the other. */
import type { Size } from '../../../shared/size.ts';
import { type FrameFit, fitFrame } from '../../stage/frame-fit.ts';
import type { PoseAt } from '../../stage/pose-track.ts';
import { drawSkeleton, type SkeletonContext } from '../../stage/skeleton.ts';
import { laidOn } from './alignment.ts';

export const LAYOUTS = ['beside', 'above', 'wipe', 'ghost'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** A frame, in what the canvas draws. */
export interface Picture<Image> extends Size {
  readonly image: Image;
}

/** The part of a canvas context that this needs. */
export type CompareContext<Image> = SkeletonContext &
  Pick<CanvasRenderingContext2D, 'clip' | 'fillRect' | 'globalAlpha' | 'rect'> & {
    drawImage(image: Image, left: number, top: number, width: number, height: number): void;
  };

export interface Side<Image = CanvasImageSource> {
  readonly frame: Picture<Image> | undefined;
  readonly pose: PoseAt | undefined;
}

export interface Comparison {
  readonly layout: Layout;
  /** Of wipe: where the line is; of ghost: how strong the second one is. 0..1. */
  readonly share: number;
  /** Whether the second body is laid on the first one, where the pictures lie on one another. */
  readonly aligned: boolean;
  readonly skeletons: boolean;
}

/** Px between two pictures. */
const GAP_PX = 4;

/** Where both frames lie in the box. */
export function fitBoth(
  box: Size,
  first: Side<unknown>,
  second: Side<unknown>,
  { layout, aligned }: Pick<Comparison, 'layout' | 'aligned'>,
): [FrameFit, FrameFit] {
  const beside = layout === 'beside';
  const isSplit = beside || layout === 'above';
  const half = isSplit
    ? { width: beside ? (box.width - GAP_PX) / 2 : box.width, height: beside ? box.height : (box.height - GAP_PX) / 2 }
    : box;
  const fits = [first, second].map(({ frame }) => fitFrame(half, frame ? frame.width / frame.height : 1));
  const [a = fitFrame(box, 1), b = a] = fits;
  if (beside) return [a, { ...b, left: b.left + half.width + GAP_PX }];
  if (isSplit) return [a, { ...b, top: b.top + half.height + GAP_PX }];
  return [a, aligned ? laidOn({ pose: first.pose, fit: a }, { pose: second.pose, fit: b }) : b];
}

export function paintCompared<Image>(
  context: CompareContext<Image>,
  box: Size,
  first: Side<Image>,
  second: Side<Image>,
  comparison: Comparison,
): void {
  const { layout, share, skeletons } = comparison;
  const [a, b] = fitBoth(box, first, second, comparison);
  paint(context, first, a, skeletons);
  context.save();
  if (layout === 'wipe') {
    context.beginPath();
    context.rect(box.width * share, 0, box.width * (1 - share), box.height);
    context.clip();
  }
  if (layout === 'ghost') context.globalAlpha = share;
  paint(context, second, b, skeletons);
  context.restore();
  if (layout === 'wipe') {
    context.fillStyle = '#ffffff';
    context.fillRect(box.width * share - 1, 0, 2, box.height);
  }
}

function paint<Image>(
  context: CompareContext<Image>,
  { frame, pose }: Side<Image>,
  fit: FrameFit,
  skeletons: boolean,
): void {
  if (!frame) return;
  context.drawImage(frame.image, fit.left, fit.top, fit.width, fit.height);
  if (pose && skeletons) drawSkeleton(context, pose, fit);
}
