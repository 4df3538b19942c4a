/** How a frame lies in its box when it is looked at closer: zoomed and moved, never further in than its edge. */
import type { Size } from '../../../shared/size.ts';
import { type FrameFit, fitFrame } from '../../stage/frame-fit.ts';

export interface Viewport {
  /** 1 shows all of the frame. */
  readonly zoom: number;
  /** The point of the frame that is in the middle, 0..1. */
  readonly x: number;
  readonly y: number;
}

export const WHOLE: Viewport = { zoom: 1, x: 0.5, y: 0.5 };
export const MOST_ZOOM = 8;

/** Where the frame lies, px of the box. */
export function fitViewport(box: Size, aspect: number, { zoom, x, y }: Viewport): FrameFit {
  const fit = fitFrame(box, aspect);
  const [width, height] = [fit.width * zoom, fit.height * zoom];
  return {
    ...{ width, height, mirrored: false },
    left: placed(box.width, width, x),
    top: placed(box.height, height, y),
  };
}

/** Where a side begins: in the middle where it has room, else so that no room is left beside it. */
function placed(room: number, length: number, centre: number): number {
  if (length <= room) return (room - length) / 2;
  return Math.min(0, Math.max(room - length, room / 2 - centre * length));
}

/** Seen closer by a factor (or from further away, below 1), with what is at a place of the box (px) staying there. */
export function zoomedAt(
  box: Size,
  aspect: number,
  viewport: Viewport,
  [left, top]: readonly [number, number],
  factor: number,
): Viewport {
  const zoom = Math.min(MOST_ZOOM, Math.max(1, viewport.zoom * factor));
  if (zoom === 1) return WHOLE;
  const now = fitViewport(box, aspect, viewport);
  const whole = fitFrame(box, aspect);
  const [width, height] = [whole.width * zoom, whole.height * zoom];
  const [x, y] = [(left - now.left) / now.width, (top - now.top) / now.height];
  return centred(box, { width, height }, zoom, x - (left - box.width / 2) / width, y - (top - box.height / 2) / height);
}

/** Moved by px of the box. */
export function pannedBy(box: Size, aspect: number, viewport: Viewport, [dx, dy]: readonly [number, number]): Viewport {
  const { width, height } = fitViewport(box, aspect, viewport);
  return centred(box, { width, height }, viewport.zoom, viewport.x - dx / width, viewport.y - dy / height);
}

function centred(box: Size, { width, height }: Size, zoom: number, x: number, y: number): Viewport {
  const held = (centre: number, room: number, length: number) => {
    const margin = length <= room ? 0.5 : room / 2 / length;
    return Math.min(1 - margin, Math.max(margin, centre));
  };
  return { zoom, x: held(x, box.width, width), y: held(y, box.height, height) };
}
