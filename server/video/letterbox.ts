import type { Size } from '../../shared/size.ts';

/** Where a picture lies inside a larger frame that it does not fill, in px of that frame. */
export interface Letterbox extends Size {
  readonly x: number;
  readonly y: number;
}

/** Fits a picture into `frame` whole, undistorted (to the nearest px) and centred. */
export function fitInto(picture: Size, frame: Size): Letterbox {
  const scale = Math.min(frame.width / picture.width, frame.height / picture.height);
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  return { x: Math.floor((frame.width - width) / 2), y: Math.floor((frame.height - height) / 2), width, height };
}
