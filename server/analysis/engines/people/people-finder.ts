import type { Size } from '../../../../shared/size.ts';
import type { Region } from '../../../video/region.ts';
import type { Picture } from '../../pose-estimator.ts';
import type { OnnxSession } from '../onnx-session.ts';
import { appearanceOf } from './appearance.ts';
import type { Person } from './athlete-choice.ts';
import { DETECTOR_SIDE, detectionsOf } from './detections.ts';
import { isInside, type Point, regionAround, toRegion } from './pose-region.ts';

/** Smaller than this, px, nobody is recognised any more. */
const MIN_SIDE = 16;

/**
 * Everybody in a picture, the surest first; `undefined` when the picture can't be read.
 *
 * @param side In which people are read to see their colours, px.
 */
export async function findPeople(detector: OnnxSession, picture: Picture, side: number): Promise<Person[] | undefined> {
  const input = picture.letterboxed({ width: DETECTOR_SIDE, height: DETECTOR_SIDE });
  if (!input) return undefined;
  const { scores, boxes } = await detector.run(input.data);
  if (!scores || !boxes) throw new Error('The detector lacks an output');
  const scale = picture.size.width / input.box.width;
  const inPicture = ({ x, y }: Point) => ({ x: (x - input.box.x) * scale, y: (y - input.box.y) * scale });
  return detectionsOf(scores, boxes).flatMap((detection) => {
    const hips = inPicture(detection.centre);
    const shoulders = inPicture(detection.shoulders);
    const region = regionAround(hips, inPicture(detection.rim));
    const pixels = isUsable(region, shoulders, picture.size) ? picture.cropped(region, side) : undefined;
    if (!pixels) return [];
    const trunk = { hips: { x: 0.5, y: 0.5 }, shoulders: toRegion(region, shoulders) };
    return [{ region, appearance: appearanceOf(pixels, side, trunk, isInside(hips, picture.size)) }];
  });
}

/**
 * Whether enough of a person can be seen: the hips are in the picture, or the shoulders, as of somebody who is filmed from the
 * chest up; and the region is neither tiny nor all too large.
 *
 * @param shoulders Their middle, px.
 */
export function isUsable(region: Region, shoulders: Point, picture: Size): boolean {
  const isSeen = isInside({ x: region.centreX, y: region.centreY }, picture) || isInside(shoulders, picture);
  return isSeen && region.side >= MIN_SIDE && region.side <= 4 * Math.max(picture.width, picture.height);
}
